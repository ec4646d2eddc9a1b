import MarketModel
import OperatorKit
import ReferenceData
import Rings
import Statistics

/// Turns targets and requests into orders within limits; the only way to execution.
struct RiskGate: Operator {
    static let signature = Signature<RiskGate>(
        "risk.gate",
        "Turns target positions and requests into orders that keep within limits, and says what it refused.",
        details: RiskGate.details + " Warm-up: none; VaR, ES, vol_target and risk_parity 20 marks.",
        example: RiskGate.example
    )
    .inputs("control", Alert.self, "alerts that can throw the kill switch", optional: true) {
        node, _, alerts in for i in alerts.indices { node.obey(alerts[i]) }
    }
    .inputs("command", Signal.self, "1 active, 0 reducing, -1 halted, -2 the kill switch", optional: true) {
        node, _, signals in for i in signals.indices { node.obey(signals[i]) }
    }
    .inputs("market", Trade.self, "last prices, for the rules that need them", optional: true) {
        node, member, trades in node.mark(member, trades)
    }
    .inputs("quotes", Quote.self, "best bids and offers, which price in the place of trades", optional: true)
    {
        node, member, quotes in node.mark(member, quotes)
    }
    .inputs("fills", Fill.self, "what became of the orders", passive: true) { node, _, fills in
        for i in fills.indices { node.settle(fills[i]) }
    }
    .inputs(
        "updates", OrderUpdate.self, "what execution algorithms say of their orders", passive: true,
        optional: true
    ) { node, _, updates in for i in updates.indices { node.settle(updates[i]) } }
    .inputs("signal", Signal.self, "target positions, one input an agent", optional: true) {
        node, member, signals in for i in signals.indices { node.decide(signals[i], from: member) }
    }
    .inputs("orders", Order.self, "orders that agents ask for, and changes of them", optional: true) {
        node, member, orders in for i in orders.indices { node.request(orders[i], from: member) }
    }
    .output("approved", Order.self, "orders within the limits", gate: true) { node, outlet in
        node.approved = outlet
    }
    .output("denied", Denial.self, "what was refused, and by which rule") { node, outlet in
        node.denied = outlet
    }
    .output("state", RiskPoint.self, "equity and risk, at every change of state and at every mark") {
        node, outlet in node.points = outlet
    }
    .output("alerts", Alert.self, "limits that come near, and changes of state") { node, outlet in
        node.alerts = outlet
    }

    /// Keeps 1 − 800/1000, which is a little less than 0.2, at a limit of 20 %.
    static let hair = 1e-12
    static let dayNanoseconds: Int64 = 86_400_000_000_000

    let settings: Settings
    let wiring: RiskWiring
    let needsPrice: Bool
    /// Moves of the scenarios, scenario by scenario.
    let moves: [Double]

    var instruments: [RiskInstrument]
    var agents: [RiskAgent]
    /// Agent by agent.
    var books: [RiskBook]
    var orders: RiskOrders
    var rate: OrderRate
    /// Orders that wait for the rate, oldest first.
    var held: HeldOrders
    var clocks: [SessionClock]
    /// Quotes without both sides, or crossed.
    var unusableQuotes = 0
    /// From fills, net of fees; 0 at the start.
    var cash = 0.0
    var equity: Double
    var peak: Double
    var drawdown = 0.0
    var day = Int64.min
    var profitAtDayStart = 0.0

    var risk: PortfolioRisk?
    var shock: CorrelationShock
    var nextMark = Int64.min
    var returns: [Double]
    var parity: [Double]
    var exceptions = ExceptionTally()
    var meanCorrelation = 0.0

    /// Step of the drawdown ladder, 0 to 3.
    var step = 0
    /// Rules that hold the state, by bit of their raw value.
    var causes: UInt64 = 0
    /// Rules that have raised their alert.
    var alerted: UInt64 = 0
    var isKilled = false
    var killCause = Denial.Rule.killed
    /// Whether a node was cut off, and the switch must be thrown with the next event.
    var isAlarmed = false
    var announced: TradingState
    /// Whether a book may have something that the kill switch must still sell.
    var mustFlatten = false
    /// By raw value of the rule.
    var hits = [Int](repeating: 0, count: Denial.Rule.allCases.count + 1)

    var approved = Outlet<Order>()
    var denied = Outlet<Denial>()
    var points = Outlet<RiskPoint>()
    var alerts = Outlet<Alert>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let wiring = try RiskWiring(settings, context)
        self.settings = settings
        self.wiring = wiring
        needsPrice = try Self.checkPrices(settings, wiring)
        instruments = wiring.instruments
        agents = wiring.agents.map {
            RiskAgent(symbol: $0, messages: OrderRate(limit: settings.agentRate))
        }
        books = [RiskBook](repeating: RiskBook(), count: agents.count * instruments.count)
        orders = RiskOrders(capacity: settings.maxWorking, instruments: instruments.count)
        rate = OrderRate(limit: settings.orderRate)
        held = HeldOrders(capacity: settings.throttle == .delay ? settings.maxDelayed : 0)
        clocks = wiring.clocks
        equity = settings.capital
        peak = settings.capital
        returns = [Double](repeating: 0, count: instruments.count)
        parity = returns
        shock = CorrelationShock(
            window: settings.correlationWindow,
            rise: settings.correlationRise > 0 ? settings.correlationRise : .infinity,
            ceiling: settings.correlationLevel > 0 ? settings.correlationLevel : .infinity)
        let factors = wiring.instruments.map(\.factor)
        moves = StressScenario.all.flatMap { scenario in factors.map { scenario.move($0) } }
        announced = .active
        if settings.measuresRisk { risk = Self.estimator(settings, instruments.count, context.seed) }
        begin(settings.start)
    }

    private static func estimator(_ settings: Settings, _ count: Int, _ seed: UInt64) -> PortfolioRisk {
        var choice = PortfolioRisk.Choice()
        choice.method = settings.varMethod
        choice.level = settings.varLevel
        choice.horizon = settings.varHorizon
        choice.observations = settings.varObservations
        choice.decay = settings.decay
        choice.shrinkage = settings.shrinkage
        choice.paths = settings.varPaths
        choice.seed = seed
        return PortfolioRisk(size: count, choice)
    }

    /// The place of an agent's book of an instrument.
    @inline(__always)
    func place(_ agent: Int, _ instrument: Int) -> Int { agent * instruments.count + instrument }
}
