import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

let second: Int64 = 1_000_000_000

/// A gate under test, fed by hand: inputs by name of their feed.
struct GateBench {
    let node: DrivenNode
    private let places: [String: Int]

    /// A gate with these inputs, as `signal.a`: port and source.
    init(
        _ arguments: [(String, ArgumentValue)], inputs: [String] = ["signal.a", "market.m", "fills.v"]
    ) throws {
        var feeds: [Feed] = []
        for input in inputs {
            let parts = input.split(separator: ".").map(String.init)
            let (port, source) = (parts[0], parts[1])
            switch port {
            case "market": feeds.append(Feed(port, [Trade](), source: source))
            case "quotes": feeds.append(Feed(port, [Quote](), source: source))
            case "fills": feeds.append(Feed(port, [Fill](), source: source, isFeedback: true))
            case "updates": feeds.append(Feed(port, [OrderUpdate](), source: source, isFeedback: true))
            case "orders": feeds.append(Feed(port, [Order](), source: source))
            case "control": feeds.append(Feed(port, [Alert](), source: source))
            default: feeds.append(Feed(port, [Signal](), source: source))
            }
        }
        node = try DrivenNode(entry("risk.gate"), arguments, inputs: feeds.map(\.input))
        places = Dictionary(uniqueKeysWithValues: inputs.enumerated().map { ($1, $0) })
    }

    func send<E: Event>(_ event: E, _ input: String) {
        guard let place = places[input] else { preconditionFailure("the gate has an input \(input)") }
        node.deliver([event], to: place)
    }

    /// A target at a second.
    func signal(
        _ time: Double, _ target: Double, _ input: String = "signal.a", for instrument: String = "",
        stop: Double = 0
    ) {
        send(
            Signal(
                header: header(time), target: target, confidence: 1, rule: 1,
                instrument: Symbol(cutting: instrument), stopDistance: stop), input)
    }

    func trade(_ time: Double, _ price: Double, _ input: String = "market.m") {
        send(Trade(header: header(time), price: Price(price), quantity: 1, side: .buy), input)
    }

    func quote(_ time: Double, _ bid: Double, _ ask: Double, _ input: String = "quotes.q") {
        send(
            Quote(header: header(time), bid: Price(bid), ask: Price(ask), bidSize: 1, askSize: 1), input)
    }

    /// Fills an order whole, or what is given of it.
    func fill(
        _ order: Order, at time: Double, _ price: Double, _ quantity: Double? = nil, multiplier: Double = 1,
        fee: Double = 0, outcome: Fill.Outcome = .filled, _ input: String = "fills.v"
    ) {
        send(
            Fill(
                header: header(time), of: order, quantity: quantity ?? order.quantity, price: Price(price),
                fee: fee, multiplier: multiplier, outcome: outcome), input)
    }

    /// A request with a client's number.
    func request(
        _ time: Double, _ quantity: Double, id: Int64 = 0, limit: Double? = nil, for instrument: String = "",
        action: Order.Action = .submit, _ input: String = "orders.api",
        change: (inout Order) -> Void = { _ in }
    ) {
        var order = Order(
            header: header(time), id: 0, quantity: quantity, kind: limit == nil ? .market : .limit,
            limit: Price(limit ?? 0))
        order.clientID = id
        order.instrument = Symbol(cutting: instrument)
        order.actionCode = action.rawValue
        change(&order)
        send(order, input)
    }

    /// Orders approved since the last call.
    var approved: [Order] { node.tape(Order.self).take() }
    /// Codes of what was denied since the last call.
    var codes: [String] { node.tape(Denial.self).take().map { $0.rule?.code ?? "?" } }
    /// Denials since the last call.
    var denials: [Denial] { node.tape(Denial.self).take() }
    /// States published since the last call.
    var points: [RiskPoint] { node.tape(RiskPoint.self).take() }
    /// Alerts since the last call.
    var alerts: [Alert] { node.tape(Alert.self).take() }
}

/// A header at a second.
func header(_ time: Double) -> EventHeader {
    let at = Int64(time * 1e9)
    return EventHeader(time: at, sequence: at)
}

/// A list of instruments as the argument takes it.
func instruments(_ rows: [[(key: String, value: ArgumentValue)]]) -> (String, ArgumentValue) {
    ("instruments", Argument.list(rows.map { Argument.table($0) }))
}

/// Arguments from numbers.
func numbers(_ values: [(String, Double)]) -> [(String, ArgumentValue)] {
    values.map { ($0.0, Argument.real($0.1)) }
}
