import MarketModel
import OperatorKit
import ReferenceData
import Statistics

/// Who is connected to the gate, and what is traded: what inputs and arguments say together.
struct RiskWiring {
    /// Names of the agents: senders of signals and requests, then room for names that only requests say.
    let agents: [Symbol]
    /// How many of these are connected.
    let connected: Int
    /// Agent of each `signal` input, and the instrument that `routes` gives it.
    let signals: [(agent: Int, instrument: Int?)]
    /// Agent of each `orders` input.
    let requests: [Int]
    /// Instrument of each `market` input.
    let markets: [Int]
    /// Instrument of each `quotes` input.
    let quotes: [Int]
    /// When the instruments' markets are open.
    let clocks: [SessionClock]
    /// What is traded.
    let instruments: [RiskInstrument]
    /// Whether nothing was said of instruments, so that every name means the one.
    let isSingle: Bool

    /// Agents that may come by requests under names of their own.
    private static let spare = 16

    init(_ settings: RiskGate.Settings, _ context: NodeContext) throws(OperatorError) {
        func sources(_ port: String) -> [String] { context.inputs.filter { $0.port == port }.map(\.source) }
        let prices = ["market", "quotes"]
        if let passive = context.inputs.first(where: { prices.contains($0.port) && !$0.triggers }) {
            throw OperatorError(
                "'\(passive.source)' must trigger the gate, or losses could not throw its switch",
                help: "leave `on` out")
        }
        let (signallers, requesters) = (sources("signal"), sources("orders"))
        guard !signallers.isEmpty || !requesters.isEmpty else {
            throw OperatorError(
                "neither `signal` nor `orders` is connected, so the gate would have nothing to let through",
                help: "from: {signal: agent, …}")
        }
        var names: [String] = []
        for name in signallers + requesters where !names.contains(name) { names.append(name) }
        agents =
            names.map { Symbol(cutting: $0) }
            + [Symbol](repeating: .none, count: requesters.isEmpty ? 0 : Self.spare)
        connected = names.count
        if let twice = names.first(where: { name in
            names.contains { $0 != name && Symbol(cutting: $0) == Symbol(cutting: name) }
        }) {
            throw OperatorError(
                "the first 16 letters of '\(twice)' are those of another agent",
                help: "an agent's name is cut to 16 bytes in orders: give them other names")
        }
        let reader = RiskInstruments(settings, markets: sources("market"), quotes: sources("quotes"))
        instruments = try reader.instruments()
        clocks = try reader.clocks()
        isSingle = reader.isSingle
        var markets = [Int](repeating: 0, count: sources("market").count)
        var quotes = [Int](repeating: 0, count: sources("quotes").count)
        for (index, instrument) in instruments.enumerated() {
            if let market = instrument.market { markets[market] = index }
            if let input = instrument.quotes { quotes[input] = index }
        }
        self.markets = markets
        self.quotes = quotes
        requests = requesters.map { names.firstIndex(of: $0) ?? 0 }
        let routes = try Self.routes(settings, names, instruments)
        signals = signallers.map { (names.firstIndex(of: $0) ?? 0, routes[$0] ?? nil) }
    }

    private static func routes(
        _ settings: RiskGate.Settings, _ agents: [String], _ instruments: [RiskInstrument]
    ) throws(OperatorError) -> [String: Int] {
        var routes: [String: Int] = [:]
        for (agent, value) in settings.routes {
            guard agents.contains(agent) else {
                throw OperatorError(
                    "no signal comes from '\(agent)'", argument: "routes",
                    help: nearName(to: agent, among: agents).map { "did you mean `\($0)`?" },
                    origin: value.origin)
            }
            let name = value.text ?? ""
            guard let index = instruments.firstIndex(where: { $0.symbol.description == name }) else {
                throw OperatorError(
                    "'\(name)' is not among the instruments", argument: "routes",
                    help: nearName(to: name, among: instruments.map(\.symbol.description)).map {
                        "did you mean `\($0)`?"
                    },
                    origin: value.origin)
            }
            routes[agent] = index
        }
        return routes
    }
}
