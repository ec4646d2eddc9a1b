import FlowGraph
import Learning
import MarketModel

/// A pipeline's execution algorithm and its venue, handed orders, multipliers and trades in the order of a run.
struct SlicerSeat: Sendable {
    private let market: OperatorSeat.Lane<Trade>
    private let parents: OperatorSeat.Lane<Order>
    private let fed: OperatorSeat.Lane<Fill>
    /// Nil of an algorithm that takes none.
    private let multiplier: OperatorSeat.Lane<Reading>?
    private let slices: OperatorSeat.Tap<Order>
    private let updates: OperatorSeat.Tap<OrderUpdate>
    private let venue: VenueSeat
    private var sent: [Order] = []
    private var told: [OrderUpdate] = []

    init(_ algorithm: GraphNode, _ venue: GraphNode) throws(EnvironmentFault) {
        let seat = OperatorSeat(algorithm)
        guard let market = seat.lane("market", Trade.self), let parents = seat.lane("order", Order.self),
            let fed = seat.lane("fills", Fill.self), let slices = seat.tap("slices", Order.self),
            let updates = seat.tap("updates", OrderUpdate.self)
        else {
            throw seat.misfit("an execution agent works with an algorithm", help: "op: execution.adaptive")
        }
        (self.market, self.parents, self.fed) = (market, parents, fed)
        (self.slices, self.updates) = (slices, updates)
        multiplier = seat.lane("multiplier", Reading.self)
        try seat.open()
        self.venue = try VenueSeat(venue)
    }

    /// The venue sees a trade; fills are added.
    func match(_ trade: Trade, _ fills: inout [Fill]) { venue.take([trade], &fills) }

    /// The algorithm takes the agent's multiplier, before the trade that it was decided on.
    func multiply(_ value: Double, _ header: EventHeader) {
        multiplier?.deliver(Reading(header: header, value: value, count: 0))
    }

    /// The algorithm sees a trade, and an order with it if one comes; its slices go to the venue.
    mutating func work(_ trade: Trade, _ order: Order? = nil) {
        market.deliver(trade)
        pass()
        if let order {
            parents.deliver(order)
            pass()
        }
    }

    /// Fills come back to the algorithm, later than what caused them.
    mutating func settle(_ fills: [Fill]) {
        fed.deliver(fills[...])
        pass()
    }

    private mutating func pass() {
        slices.drain(into: &sent)
        for slice in sent { venue.take(slice) }
        sent.removeAll(keepingCapacity: true)
        updates.drain(into: &told)
        told.removeAll(keepingCapacity: true)
    }
}
