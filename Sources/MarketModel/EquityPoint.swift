/// The account at one mark.
public struct EquityPoint: Event, Equatable {
    /// Header of the mark.
    public var header: EventHeader
    /// Cash plus position at the mark, in account currency.
    public var equity: Double
    /// 1 − equity/peak, or the loss from the peak in account currency when no capital was given.
    public var drawdown: Double
    /// Contracts held, signed.
    public var position: Double
    /// The mark.
    public var price: Price

    /// Makes a point.
    @inlinable
    public init(header: EventHeader, equity: Double, drawdown: Double, position: Double, price: Price) {
        self.header = header
        self.equity = equity
        self.drawdown = drawdown
        self.position = position
        self.price = price
    }

    /// Name of the type.
    public static let typeName = "EquityPoint"
    /// Readable numbers.
    public static let fields: [EventField<EquityPoint>] = [
        EventField("equity", "account currency") { $0.equity },
        EventField("drawdown", "fraction of the peak") { $0.drawdown },
        EventField("position", "contracts, signed") { $0.position },
    ]
}
