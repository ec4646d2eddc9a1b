/// Three indicators that fired in one of the four orders, all in the same direction.
public struct Synergy: Event, Equatable {
    /// Header of the bar that completed it.
    public var header: EventHeader
    /// 1 MLMI→NWRQK→FVG, 2 MLMI→FVG→NWRQK, 3 NWRQK→FVG→MLMI, 4 NWRQK→MLMI→FVG.
    public var pattern: Int64
    /// +1 up, −1 down.
    public var direction: Double
    /// 0…1.
    public var confidence: Double
    /// Mean strength of the three signals, 0…1.
    public var strength: Double
    /// Five-minute bars from the first signal to the last.
    public var bars: Int64

    /// Makes a synergy.
    @inlinable
    public init(
        header: EventHeader, pattern: Int64, direction: Double, confidence: Double, strength: Double,
        bars: Int64
    ) {
        self.header = header
        self.pattern = pattern
        self.direction = direction
        self.confidence = confidence
        self.strength = strength
        self.bars = bars
    }

    /// Name of the type.
    public static let typeName = "Synergy"
    /// Readable numbers.
    public static let fields: [EventField<Synergy>] = [
        EventField("pattern", "1 to 4") { Double($0.pattern) },
        EventField("direction", "+1 or -1") { $0.direction },
        EventField("confidence", "0…1") { $0.confidence },
        EventField("strength", "0…1") { $0.strength },
        EventField("bars", "from first signal to last") { Double($0.bars) },
    ]
}
