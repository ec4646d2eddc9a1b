import MarketModel

extension RiskGate {
    /// First instant of the next UTC day; before the first trade, the beginning of time.
    @inline(__always)
    private var dayEnd: Int64 {
        guard day != .min else { return .min }
        let (end, overflow) = day.addingReportingOverflow(Self.dayNanoseconds)
        return overflow ? .max : end
    }

    /// Whether every trade must be looked at, not only the last of a batch.
    @inline(__always)
    private var watchesTrades: Bool {
        settings.capital > 0 || risk != nil || mustFlatten || isAlarmed || !held.isEmpty
    }

    mutating func mark(_ member: Int, _ trades: Span<Trade>) {
        let instrument = wiring.markets[member]
        let last = trades[trades.count - 1]
        guard watchesTrades || last.header.time >= dayEnd else {
            if !instruments[instrument].isQuoted { setPrice(instrument, last.price.double, last.header.time) }
            return
        }
        let others = worth(without: instrument)
        for i in trades.indices {
            begin(trades[i].header)
            let isQuoted = instruments[instrument].isQuoted
            if !isQuoted { setPrice(instrument, trades[i].price.double, trades[i].header.time) }
            look(instrument, others, trades[i].header)
        }
    }

    /// Quotes price half way between their sides; those without both, or crossed, price nothing.
    mutating func mark(_ member: Int, _ quotes: Span<Quote>) {
        let instrument = wiring.quotes[member]
        let others = worth(without: instrument)
        for i in quotes.indices {
            let header = quotes[i].header
            let isWatched = watchesTrades || header.time >= dayEnd
            if isWatched { begin(header) }
            if quotes[i].isTwoSided, !quotes[i].isCrossed {
                instruments[instrument].bid = quotes[i].bid.double
                instruments[instrument].ask = quotes[i].ask.double
                setPrice(instrument, quotes[i].mid.double, header.time)
            } else {
                unusableQuotes += 1
            }
            if isWatched { look(instrument, others, header) }
        }
    }

    private mutating func setPrice(_ instrument: Int, _ price: Double, _ time: Int64) {
        instruments[instrument].price = price
        instruments[instrument].priceTime = time
    }

    /// Cash and what all other positions are worth.
    private func worth(without instrument: Int) -> Double {
        var others = cash
        for index in instruments.indices where index != instrument { others += instruments[index].worth }
        return others
    }

    /// What the time of an event of the market ends: day and mark, at the prices before it.
    private mutating func begin(_ header: EventHeader) {
        obeyAlarm(header)
        if header.time >= dayEnd { startDay(header.time) }
        if risk != nil || settings.capital > 0, header.time >= nextMark { closeMark(header) }
    }

    /// What the equity says after an event of the market, and what may go out with it.
    private mutating func look(_ instrument: Int, _ others: Double, _ header: EventHeader) {
        if settings.capital > 0 {
            equity = settings.capital + others + instruments[instrument].worth
            watchEquity(header)
        }
        if mustFlatten { flatten(header) }
        if !held.isEmpty { releaseHeld(header) }
    }

    /// Marks the profit at the end of the day that is over.
    private mutating func startDay(_ time: Int64) {
        profitAtDayStart = profit
        for agent in agents.indices { agents[agent].profitAtDayStart = profit(of: agent) }
        let within = time % Self.dayNanoseconds
        day = time &- (within < 0 ? within + Self.dayNanoseconds : within)
        set(.dailyLoss, false)
    }

    /// Profit since the start with all positions marked at the last prices.
    @inline(__always)
    var profit: Double {
        var sum = cash
        for instrument in instruments { sum += instrument.worth }
        return sum
    }

    /// The same of one agent.
    @inline(__always)
    func profit(of agent: Int) -> Double {
        var sum = agents[agent].cash
        for index in instruments.indices {
            sum +=
                books[place(agent, index)].position * instruments[index].price * instruments[index].multiplier
        }
        return sum
    }

    /// Equity when the day began.
    var dayStartEquity: Double { settings.capital + profitAtDayStart }

    /// Share of the size that may be added on the ladder's step.
    var scale: Double { step == 0 ? 1 : step == 1 ? 0.5 : step == 2 ? 0.25 : 0 }

    /// Drawdown ladder, day's loss and their alerts, after every trade.
    private mutating func watchEquity(_ header: EventHeader) {
        if equity > peak { peak = equity }
        drawdown = peak > 0 ? 1 - equity / peak : 0
        watch(.drawdown, value: drawdown, limit: settings.alertDrawdown, header)
        climb()
        if step == 3 { throwSwitch(.drawdown, header) }
        if settings.dayLossShare > 0,
            dayStartEquity - equity >= (settings.dayLossShare - Self.hair) * dayStartEquity
        {
            set(.dailyLoss, true)
        }
        if !isKilled { announce(header) }
    }

    /// Moves up the ladder at a threshold, and down once well below it.
    private mutating func climb() {
        let (halve, quarter, kill) = (settings.halveAt, settings.quarterAt, settings.killAt)
        let value = drawdown + Self.hair
        let reached =
            kill > 0 && value >= kill
            ? 3 : quarter > 0 && value >= quarter ? 2 : halve > 0 && value >= halve ? 1 : 0
        if reached > step { step = reached }
        while step > reached {
            let threshold = step == 3 ? kill : step == 2 ? quarter : halve
            guard threshold == 0 || drawdown < threshold * (1 - settings.hysteresis) else { break }
            step -= 1
        }
    }
}
