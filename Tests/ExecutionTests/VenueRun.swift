import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// A venue with a handful of events, for tests of single rules.
struct VenueRun {
    let fills: [Fill]
    let updates: [OrderUpdate]
    let report: NodeReport

    init(
        _ name: String, _ arguments: [(String, ArgumentValue)], _ feeds: [Feed]
    ) throws {
        let fee = arguments.contains { $0.0 == "fee" } ? [] : [("fee", Argument.real(0))]
        let run = try NodeHarness(entry(name), fee + arguments, feeds).run()
        fills = run.node.tape(Fill.self).events
        updates = run.node.tape(OrderUpdate.self).events
        report = run.node.report
    }

    /// Trades only, as id, price and signed quantity.
    var trades: [String] {
        fills.filter(\.isTrade).map { "\($0.orderID): \($0.quantity) at \($0.price)" }
    }

    /// The last state and reason of an order.
    func end(_ id: Int64) -> String {
        guard let last = updates.last(where: { $0.orderID == id }) else { return "unknown" }
        return last.reason == .none ? last.state.name : "\(last.state.name) \(last.reason.code)"
    }

    /// How often a reason is counted in the report.
    func count(_ code: String) -> Int {
        let rows = report.tables.first { $0.name == "reasons" }?.rows ?? []
        return rows.first { $0[0] == code }.flatMap { Int($0[1]) } ?? 0
    }
}

/// An order at a place, bent by `change`.
func request(
    _ at: Int64, _ id: Int64, _ quantity: Double, _ kind: Order.Kind = .market, limit: Double = 0,
    stop: Double = 0, _ change: (inout Order) -> Void = { _ in }
) -> Order {
    var order = Order(
        header: EventHeader(time: at, sequence: at), id: id, quantity: quantity, kind: kind,
        limit: Price(limit))
    order.stop = Price(stop)
    change(&order)
    return order
}

/// A bar from `start` that ends at `start` + 10, of prices open, high, low, close.
func bar(_ start: Int64, _ prices: [Double], volume: Double = 1000, flags: Bar.Flags = []) -> Bar {
    Bar(
        header: EventHeader(time: start + 10, sequence: start + 9), start: start, end: start + 10,
        open: Price(prices[0]), high: Price(prices[1]), low: Price(prices[2]), close: Price(prices[3]),
        volume: volume, flags: flags)
}
