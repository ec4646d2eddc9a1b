/// Seeded random bits (SplitMix64: Steele, Lea, Flood 2014): a word of state, for resampling and for seeding.
///
/// The same seed gives the same bits on every machine.
@frozen public struct SplitMix64: Sendable, Equatable {
    @usableFromInline var state: UInt64

    /// The bits of a seed.
    @inlinable
    public init(seed: UInt64) { state = seed }

    /// 64 random bits.
    @inlinable
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// A whole number from 0 to below `bound`, by the high half of a product: the bias is below bound/2⁶⁴.
    @inlinable
    public mutating func next(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number in [0, 1) of 53 bits.
    @inlinable
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
