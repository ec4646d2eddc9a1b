/// Seeded random bits (SplitMix64: Steele, Lea, Flood 2014), for what is drawn and has to be drawn again the same.
public struct SeededBits: Sendable {
    private var state: UInt64

    /// The same seed gives the same bits.
    public init(seed: UInt64) { state = seed }

    /// 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform below `bound`, by the high half of a product: the bias is below bound/2⁶⁴.
    public mutating func next(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Uniform in 0..<1.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
