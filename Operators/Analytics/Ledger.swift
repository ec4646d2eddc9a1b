import MarketModel

/// All books of the account: by instrument, and by agent and instrument; no event looks at more than one.
struct Ledger {
    /// Those of the marks first, then those that fills brought.
    private(set) var instruments: [InstrumentBook]
    private(set) var agents: [AgentBook] = []
    private(set) var log: TradeLog
    /// Instruments with a position.
    private(set) var held = 0
    /// Whether the names of the marks' instruments were given.
    private let isNamed: Bool
    private var index = PairIndex()
    private var names = PairIndex()
    private var total = CompensatedSum()
    private var totalGross = CompensatedSum()
    private var lastInstrument = -1
    private var lastBook = 0

    /// Books for the marks' instruments: one without a name where none is given.
    init(_ given: [Symbol], maxTrades: Int) {
        isNamed = !given.isEmpty
        instruments = (given.isEmpty ? [.none] : given).map { InstrumentBook(name: $0) }
        instruments.reserveCapacity(64)
        agents.reserveCapacity(64)
        log = TradeLog(capacity: maxTrades)
        for (place, name) in given.enumerated() { names.add(name, 0, place: place) }
    }

    mutating func reserve() { log.reserve() }

    /// Profit with all positions at their last prices.
    var profit: Double { instruments.count == 1 ? instruments[0].profit : total.value }

    /// What all positions are worth, longs and shorts added.
    var gross: Double { instruments.count == 1 ? abs(instruments[0].value) : max(0, totalGross.value) }

    /// Takes a trade or a payment; returns the place of its instrument.
    mutating func take(_ fill: Fill) -> Int {
        let place = place(of: fill.instrument)
        let book = book(fill.agent, place)
        let (profit, gross) = (instruments[place].profit, abs(instruments[place].value))
        let was = instruments[place].position
        if fill.isTrade {
            instruments[place].trade(fill)
            agents[book].add(fill, &instruments[place], &log)
            held += (instruments[place].position != 0 ? 1 : 0) - (was != 0 ? 1 : 0)
        } else {
            instruments[place].pay(fill.fee)
            agents[book].pay(fill.fee)
        }
        update(place, profit, gross)
        return place
    }

    mutating func mark(_ place: Int, _ bar: Bar) {
        let (profit, gross) = (instruments[place].profit, abs(instruments[place].value))
        instruments[place].mark(bar)
        update(place, profit, gross)
    }

    mutating func mark(_ place: Int, _ price: Price) {
        let (profit, gross) = (instruments[place].profit, abs(instruments[place].value))
        instruments[place].mark(price)
        update(place, profit, gross)
    }

    private mutating func update(_ place: Int, _ profit: Double, _ gross: Double) {
        total.add(instruments[place].profit - profit)
        totalGross.add(abs(instruments[place].value) - gross)
    }

    /// A fill that names no instrument is of the first one, and the first name is that of the only one.
    private mutating func place(of name: Symbol) -> Int {
        if name == .none || (lastInstrument >= 0 && instruments[lastInstrument].name == name) {
            return name == .none ? 0 : lastInstrument
        }
        if let place = names.place(name, 0) {
            lastInstrument = place
            return place
        }
        let isFirst = !isNamed && instruments.count == 1 && instruments[0].name == .none
        let place = isFirst ? 0 : instruments.count
        if isFirst { instruments[0].name = name } else { instruments.append(InstrumentBook(name: name)) }
        names.add(name, 0, place: place)
        lastInstrument = place
        return place
    }

    private mutating func book(_ agent: Symbol, _ instrument: Int) -> Int {
        if !agents.isEmpty, agents[lastBook].agent == agent, agents[lastBook].instrument == instrument {
            return lastBook
        }
        if let place = index.place(agent, instrument) {
            lastBook = place
            return place
        }
        lastBook = agents.count
        index.add(agent, instrument, place: lastBook)
        agents.append(AgentBook(agent: agent, instrument: instrument))
        return lastBook
    }
}
