import MarketModel
import OperatorKit
import ReferenceData
import Statistics

/// Reads the argument `instruments`.
struct RiskInstruments {
    private static let keys = [
        "symbol", "market", "quotes", "multiplier", "tick", "margin_initial", "margin_maintenance",
        "max_position", "lot", "factor", "calendar",
    ]

    let isSingle: Bool
    private let settings: RiskGate.Settings
    private let markets: [String]
    private let quotes: [String]

    init(_ settings: RiskGate.Settings, markets: [String], quotes: [String]) {
        self.settings = settings
        self.markets = markets
        self.quotes = quotes
        isSingle = settings.instruments == nil
    }

    func instruments() throws(OperatorError) -> [RiskInstrument] {
        guard let tree = settings.instruments else {
            for (key, names) in [("market", markets), ("quotes", quotes)] where names.count > 1 {
                throw OperatorError(
                    "there are \(names.count) inputs of \(key), and `instruments` does not say what they price",
                    help: "instruments: [{symbol: GC, \(key): \(names[0])}, …]")
            }
            let market = markets.isEmpty ? nil : 0
            return [try instrument(.none, nil, market: market, quotes: quotes.isEmpty ? nil : 0)]
        }
        guard case .list(let items) = tree.kind, !items.isEmpty else {
            throw fault("`instruments` is a list of {symbol: …, market: …}", tree)
        }
        var all: [RiskInstrument] = []
        for item in items { all.append(try one(item, all)) }
        if let unused = markets.indices.first(where: { index in !all.contains { $0.market == index } }) {
            throw fault("no instrument names the market '\(markets[unused])'", tree)
        }
        if let unused = quotes.indices.first(where: { index in !all.contains { $0.quotes == index } }) {
            throw fault("no instrument names the quotes '\(quotes[unused])'", tree)
        }
        return all
    }

    private func one(_ item: ArgumentValue, _ before: [RiskInstrument]) throws(OperatorError)
        -> RiskInstrument
    {
        guard case .table(let entries) = item.kind else { throw fault("an instrument is {symbol: …}", item) }
        if let other = entries.first(where: { !Self.keys.contains($0.key) }) {
            throw OperatorError(
                "an instrument has no '\(other.key)'", argument: "instruments",
                help: nearName(to: other.key, among: Self.keys).map { "did you mean `\($0)`?" }
                    ?? "it has " + Self.keys.joined(separator: ", "),
                origin: other.value.origin)
        }
        guard let name = item["symbol"]?.text, let symbol = Symbol(name), symbol != .none else {
            throw fault("an instrument has a symbol of 1 to 16 bytes", item["symbol"] ?? item)
        }
        guard !before.contains(where: { $0.symbol == symbol }) else {
            throw fault("'\(name)' is there twice", item)
        }
        let market = try input("market", item, among: markets, taken: before.map(\.market))
        let quotes = try input("quotes", item, among: quotes, taken: before.map(\.quotes))
        return try instrument(symbol, item, market: market, quotes: quotes)
    }

    /// The number of the input of `port` that an instrument names; nil where it names none.
    private func input(
        _ port: String, _ item: ArgumentValue, among names: [String], taken: [Int?]
    ) throws(OperatorError) -> Int? {
        guard let value = item[port] else { return nil }
        let source = value.text ?? ""
        guard let index = names.firstIndex(of: source) else {
            throw OperatorError(
                "'\(source)' is not connected to the \(port) input", argument: "instruments",
                help: nearName(to: source, among: names).map { "did you mean `\($0)`?" }
                    ?? "from: {\(port): [\(source)], …}",
                origin: value.origin)
        }
        guard !taken.contains(index) else {
            throw fault("'\(source)' prices another instrument already", value)
        }
        return index
    }

    /// The sessions of the instruments, in their order.
    func clocks() throws(OperatorError) -> [SessionClock] {
        guard case .list(let items)? = settings.instruments?.kind else {
            return [try clock(settings.calendar, nil)]
        }
        var clocks: [SessionClock] = []
        for item in items {
            let own = item["calendar"]
            clocks.append(try clock(own.map { $0.text ?? "?" } ?? settings.calendar, own))
        }
        if settings.closed == .reject, let without = clocks.firstIndex(where: { !$0.canClose }) {
            throw OperatorError(
                "nothing says when the market of \(items[without]["symbol"]?.text ?? "") is closed",
                argument: "closed", help: "calendar: XNYS", origin: items[without].origin)
        }
        return clocks
    }

    private func clock(_ name: String, _ own: ArgumentValue?) throws(OperatorError) -> SessionClock {
        if settings.closed == .reject, settings.instruments == nil, name.isEmpty {
            throw OperatorError(
                "nothing says when the market is closed", argument: "closed", help: "calendar: XNYS")
        }
        do {
            return try SessionClock(named: name)
        } catch {
            throw OperatorError(
                error.description, argument: own == nil ? "calendar" : "instruments",
                help: nearName(to: name, among: SessionCalendar.names).map { "did you mean `\($0)`?" },
                origin: own?.origin)
        }
    }

    private func instrument(
        _ symbol: Symbol, _ item: ArgumentValue?, market: Int?, quotes: Int?
    ) throws(OperatorError) -> RiskInstrument {
        func number(_ key: String, _ otherwise: Double) throws(OperatorError) -> Double {
            guard let value = item?[key] else { return otherwise }
            guard let number = value.number, number >= 0, number <= 1e12 else {
                throw fault("\(key) is a number from 0 on", value)
            }
            return number
        }
        var factor = StressScenario.Factor.equity
        if let value = item?["factor"] {
            guard let known = StressScenario.Factor(rawValue: value.text ?? "") else {
                let all = StressScenario.Factor.allCases.map(\.rawValue).joined(separator: ", ")
                throw fault("factor is one of \(all)", value)
            }
            factor = known
        }
        let multiplier = try number("multiplier", settings.multiplier)
        return RiskInstrument(
            symbol: symbol, market: market, quotes: quotes,
            tick: Price(try number("tick", settings.tick)).raw,
            margin: try number("margin_initial", settings.margin),
            maintenance: try number("margin_maintenance", settings.maintenance),
            maxPosition: try number("max_position", settings.maxPosition),
            lot: try number("lot", settings.lot), factor: factor, multiplier: multiplier > 0 ? multiplier : 1)
    }

    private func fault(_ message: String, _ value: ArgumentValue) -> OperatorError {
        OperatorError(message, argument: "instruments", origin: value.origin)
    }
}
