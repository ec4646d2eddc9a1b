/// The state of the risk gate: at every change of it, and at every mark.
public struct RiskPoint: Event, Equatable {
    /// Header of the event that changed it, or of the first after the mark.
    public var header: EventHeader
    /// Raw value of the trading state.
    public var stateCode: UInt64
    /// Raw value of the rule that holds it there (`Denial.Rule`); 0 for none.
    public var causeCode: UInt64
    /// Capital, cash from fills, and positions at the last prices.
    public var equity: Double
    /// Profit since the day began.
    public var dayProfit: Double
    /// 1 − equity/peak; 0 without a capital.
    public var drawdown: Double
    /// Share of the size that still may be added: 1, 0.5, 0.25 or 0.
    public var scale: Double
    /// Value at risk in account currency.
    public var valueAtRisk: Double
    /// Expected shortfall in account currency.
    public var expectedShortfall: Double
    /// Gross amount held and working, in equities.
    public var leverage: Double
    /// Mean correlation of the instruments.
    public var correlation: Double
    /// Loss in the worst scenario, in account currency.
    public var stressLoss: Double

    /// Makes a point with the account alone; the measures of risk are 0.
    @inlinable
    public init(
        header: EventHeader, state: TradingState, cause: Denial.Rule?, equity: Double, dayProfit: Double,
        drawdown: Double
    ) {
        self.header = header
        stateCode = state.rawValue
        causeCode = cause?.rawValue ?? 0
        self.equity = equity
        self.dayProfit = dayProfit
        self.drawdown = drawdown
        scale = 1
        valueAtRisk = 0
        expectedShortfall = 0
        leverage = 0
        correlation = 0
        stressLoss = 0
    }

    /// What passes.
    @inlinable
    public var state: TradingState { TradingState(rawValue: stateCode) ?? .killed }
    /// The rule that holds it there.
    @inlinable
    public var cause: Denial.Rule? { Denial.Rule(rawValue: causeCode) }

    /// Name of the type.
    public static let typeName = "RiskPoint"
    /// Readable numbers.
    public static let fields: [EventField<RiskPoint>] = [
        EventField("equity", "account currency") { $0.equity },
        EventField("drawdown", "fraction of the peak") { $0.drawdown },
        EventField("var", "account currency") { $0.valueAtRisk },
        EventField("es", "account currency") { $0.expectedShortfall },
        EventField("leverage", "equities") { $0.leverage },
        EventField("correlation", "mean") { $0.correlation },
        EventField("stress", "account currency") { $0.stressLoss },
        EventField("day_profit", "account currency") { $0.dayProfit },
        EventField("scale", "share") { $0.scale },
        EventField("state", "0 active, 1 reducing, 2 halted, 3 killed") { Double($0.stateCode) },
        EventField("cause", "code of the rule; 0 for none") { Double($0.causeCode) },
    ]
}
