/// The numbers of one row, as the file has them: of a trade, a quote or a bar, by its columns' slots.
struct RowFields {
    /// Nanoseconds since 1970-01-01 UTC.
    var time: Int64 = 0
    /// Prices in units of 1e-9; which is which the columns' slots say.
    var prices: InlineArray<8, Int64> = InlineArray(repeating: 0)
    /// Quantities.
    var sizes: InlineArray<2, Double> = InlineArray(repeating: 0)
    /// 0 not known, 1 buy, 2 sell.
    var side: UInt64 = 0
    /// Whether the file marks the trade as suspicious.
    var isSuspicious = false
    /// The exchange's name, one byte after another, the last eight of a longer one; 0 is none.
    var exchange: UInt64 = 0
}

/// What a column holds.
struct ColumnRole: Hashable, Sendable {
    enum Kind: UInt8, Sendable { case skip, time, price, size, side, flag, exchange }

    let kind: Kind
    /// Which of the prices or sizes.
    let slot: UInt8

    private init(_ kind: Kind, _ slot: UInt8 = 0) {
        self.kind = kind
        self.slot = slot
    }

    static let skip = ColumnRole(.skip)
    static let time = ColumnRole(.time)
    static let price = ColumnRole(.price)
    static let size = ColumnRole(.size)
    static let side = ColumnRole(.side)
    static let flag = ColumnRole(.flag)
    static let exchange = ColumnRole(.exchange)

    static let bid = ColumnRole(.price, 0)
    static let ask = ColumnRole(.price, 1)
    static let bidSize = ColumnRole(.size, 0)
    static let askSize = ColumnRole(.size, 1)

    static let open = ColumnRole(.price, 0)
    static let high = ColumnRole(.price, 1)
    static let low = ColumnRole(.price, 2)
    static let close = ColumnRole(.price, 3)
    static let vwap = ColumnRole(.price, 4)
    static let volume = ColumnRole(.size, 0)
    static let count = ColumnRole(.size, 1)

    /// A bar's price on the ask side; those of the bid side are open, high, low and close.
    static let askPrices = (0..<4).map { ColumnRole(.price, 4 + $0) }
}
