import FlowGraph
import Learning
import MarketModel

/// A pipeline's risk gate and its venue, handed signals and trades in the order of a run.
struct GateSeat: Sendable {
    private let market: OperatorSeat.Lane<Trade>
    private let signals: OperatorSeat.Lane<Signal>
    private let fed: OperatorSeat.Lane<Fill>
    private let approved: OperatorSeat.Tap<Order>
    private let points: OperatorSeat.Tap<RiskPoint>
    private let denied: OperatorSeat.Tap<Denial>
    private let alerts: OperatorSeat.Tap<Alert>
    private let venue: VenueSeat
    private var orders: [Order] = []
    /// Statements since the newest before the last signal, that one included.
    private var stated: [RiskPoint] = []
    private var refused: [Denial] = []
    private var warned: [Alert] = []
    private var fills: [Fill] = []

    init(_ gate: GraphNode, _ venue: GraphNode) throws(EnvironmentFault) {
        let seat = OperatorSeat(gate)
        guard let market = seat.lane("market", Trade.self), let signals = seat.lane("signal", Signal.self),
            let fed = seat.lane("fills", Fill.self), let approved = seat.tap("approved", Order.self),
            let points = seat.tap("state", RiskPoint.self), let denied = seat.tap("denied", Denial.self),
            let alerts = seat.tap("alerts", Alert.self)
        else { throw seat.misfit("a risk agent stands before a gate", help: "op: risk.gate") }
        (self.market, self.signals, self.fed) = (market, signals, fed)
        (self.approved, self.points, self.denied, self.alerts) = (approved, points, denied, alerts)
        try seat.open()
        self.venue = try VenueSeat(venue)
    }

    /// A trade comes by: the venue fills against it, the gate marks by it, and hears of the fills after it.
    mutating func take(_ trade: Trade, _ settle: (Fill) -> Void) {
        venue.take([trade], &fills)
        market.deliver(trade)
        pass()
        guard !fills.isEmpty else { return }
        for fill in fills { settle(fill) }
        fed.deliver(fills[...])
        fills.removeAll(keepingCapacity: true)
        pass()
    }

    /// The gate's newest statement of before a place: feedback comes later than what caused it.
    func point(before sequence: Int64) -> RiskPoint? {
        stated.last { $0.header.sequence < sequence }
    }

    /// A target reaches the gate.
    mutating func take(_ signal: Signal) {
        // Statements older than the newest before it are never asked for again.
        if let newest = stated.lastIndex(where: { $0.header.sequence < signal.header.sequence }) {
            stated.removeFirst(newest)
        }
        signals.deliver(signal)
        pass()
    }

    private mutating func pass() {
        approved.drain(into: &orders)
        for order in orders { venue.take(order) }
        orders.removeAll(keepingCapacity: true)
        points.drain(into: &stated)
        denied.drain(into: &refused)
        refused.removeAll(keepingCapacity: true)
        alerts.drain(into: &warned)
        warned.removeAll(keepingCapacity: true)
    }
}
