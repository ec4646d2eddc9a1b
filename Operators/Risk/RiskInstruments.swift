import MarketModel
import OperatorKit
import Statistics

/// Reads the argument `instruments`.
struct RiskInstruments {
    private static let keys = [
        "symbol", "market", "multiplier", "tick", "margin_initial", "margin_maintenance", "max_position",
        "lot", "factor",
    ]

    let isSingle: Bool
    private let settings: RiskGate.Settings
    private let markets: [String]

    init(_ settings: RiskGate.Settings, markets: [String]) {
        self.settings = settings
        self.markets = markets
        isSingle = settings.instruments == nil
    }

    func instruments() throws(OperatorError) -> [RiskInstrument] {
        guard let tree = settings.instruments else {
            guard markets.count <= 1 else {
                throw OperatorError(
                    "there are \(markets.count) markets, and `instruments` does not say what they price",
                    help: "instruments: [{symbol: GC, market: \(markets[0])}, …]")
            }
            return [try instrument(.none, nil, market: markets.isEmpty ? nil : 0)]
        }
        guard case .list(let items) = tree.kind, !items.isEmpty else {
            throw fault("`instruments` is a list of {symbol: …, market: …}", tree)
        }
        var all: [RiskInstrument] = []
        for item in items { all.append(try one(item, all)) }
        if let unused = markets.indices.first(where: { index in !all.contains { $0.market == index } }) {
            throw fault("no instrument names the market '\(markets[unused])'", tree)
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
        var market: Int?
        if let value = item["market"] {
            let source = value.text ?? ""
            market = markets.firstIndex(of: source)
            guard market != nil else {
                throw OperatorError(
                    "'\(source)' is not connected to the market input", argument: "instruments",
                    help: nearName(to: source, among: markets).map { "did you mean `\($0)`?" }
                        ?? "from: {market: [\(source)], …}",
                    origin: value.origin)
            }
            guard !before.contains(where: { $0.market == market }) else {
                throw fault("'\(source)' prices another instrument already", value)
            }
        }
        return try instrument(symbol, item, market: market)
    }

    private func instrument(
        _ symbol: Symbol, _ item: ArgumentValue?, market: Int?
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
            symbol: symbol, market: market, tick: Price(try number("tick", settings.tick)).raw,
            margin: try number("margin_initial", settings.margin),
            maintenance: try number("margin_maintenance", settings.maintenance),
            maxPosition: try number("max_position", settings.maxPosition),
            lot: try number("lot", settings.lot), factor: factor, multiplier: multiplier > 0 ? multiplier : 1)
    }

    private func fault(_ message: String, _ value: ArgumentValue) -> OperatorError {
        OperatorError(message, argument: "instruments", origin: value.origin)
    }
}
