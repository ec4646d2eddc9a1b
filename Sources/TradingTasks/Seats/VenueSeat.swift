import FlowGraph
import Learning
import MarketModel

/// A pipeline's venue, handed orders and trades: what comes back is what it would fill in a run.
struct VenueSeat: Sendable {
    private let market: OperatorSeat.Lane<Trade>
    private let orders: OperatorSeat.Lane<Order>
    private let fills: OperatorSeat.Tap<Fill>

    /// Sits down at a venue that fills against trades.
    init(_ node: GraphNode) throws(EnvironmentFault) {
        let seat = OperatorSeat(node)
        guard let market = seat.lane("market", Trade.self), let orders = seat.lane("order", Order.self),
            let fills = seat.tap("fills", Fill.self)
        else {
            throw seat.misfit(
                "copies trade at a venue that fills against trades", help: "op: execution.simulated")
        }
        (self.market, self.orders, self.fills) = (market, orders, fills)
        try seat.open()
    }

    /// An order reaches the venue.
    func take(_ order: Order) { orders.deliver(order) }

    /// Trades come by; fills are added to `fills`, cancellations too.
    func take(_ trades: ArraySlice<Trade>, _ fills: inout [Fill]) {
        market.deliver(trades) { self.fills.drain(into: &fills) }
    }
}
