/// Open, high, low, close and volume of one bucket.
///
/// `header.time` is the bucket's end; `header.sequence` is that of the last instant the bar includes, so an
/// order that it causes can only meet trades of a later bucket.
public struct Bar: Event, Equatable {
    /// What is special about a bar.
    public struct Flags: OptionSet, BitwiseCopyable, Sendable, Hashable {
        /// Raw bits.
        public var rawValue: UInt64
        /// Makes flags of raw bits.
        @inlinable
        public init(rawValue: UInt64) { self.rawValue = rawValue }
        /// The data ended before the bucket did; indicators don't advance on it.
        public static let partial = Flags(rawValue: 1)
        /// Made up to fill a gap.
        public static let synthetic = Flags(rawValue: 2)
    }

    /// Header; the time is the bucket's end.
    public var header: EventHeader
    /// Start of the bucket, ns since 1970 UTC.
    public var start: Int64
    /// End of the bucket (exclusive), ns since 1970 UTC.
    public var end: Int64
    /// First price.
    public var open: Price
    /// Highest price.
    public var high: Price
    /// Lowest price.
    public var low: Price
    /// Last price.
    public var close: Price
    /// Total quantity.
    public var volume: Double
    /// Quantity bought by aggressors.
    public var buyVolume: Double
    /// Sum of price × quantity.
    public var notional: Double
    /// Trades in the bar.
    public var tickCount: Int64
    /// What is special about it.
    public var flags: Flags

    /// Makes a bar.
    public init(
        header: EventHeader, start: Int64, end: Int64, open: Price, high: Price, low: Price, close: Price,
        volume: Double, buyVolume: Double = 0, notional: Double = 0, tickCount: Int64 = 0, flags: Flags = []
    ) {
        self.header = header
        self.start = start
        self.end = end
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.buyVolume = buyVolume
        self.notional = notional
        self.tickCount = tickCount
        self.flags = flags
    }

    /// Volume-weighted average price; the close when nothing was traded.
    @inlinable
    public var vwap: Double { volume > 0 ? notional / volume : close.double }

    /// Name of the type.
    public static let typeName = "Bar"
    /// Readable numbers.
    public static let fields: [EventField<Bar>] = [
        EventField("open", "price") { $0.open.double },
        EventField("high", "price") { $0.high.double },
        EventField("low", "price") { $0.low.double },
        EventField("close", "price") { $0.close.double },
        EventField("volume", "quantity") { $0.volume },
        EventField("buy_volume", "quantity") { $0.buyVolume },
        EventField("vwap", "price") { $0.vwap },
        EventField("tick_count", "trades") { Double($0.tickCount) },
        EventField("partial", "1 if the data ended before the bucket") {
            $0.flags.contains(.partial) ? 1 : 0
        },
        EventField("synthetic", "1 if made up to fill a gap") {
            $0.flags.contains(.synthetic) ? 1 : 0
        },
    ]
}
