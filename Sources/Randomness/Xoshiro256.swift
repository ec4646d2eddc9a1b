/// Random bits: xoshiro256++ (Blackman, Vigna 2019), seeded through SplitMix64.
///
/// The same seed gives the same bits on every machine. All of its state is four words, which can be kept.
@frozen public struct Xoshiro256: Sendable, Equatable {
    @usableFromInline var a: UInt64
    @usableFromInline var b: UInt64
    @usableFromInline var c: UInt64
    @usableFromInline var d: UInt64

    /// The bits of a seed.
    @inlinable
    public init(seed: UInt64) {
        var words = SplitMix64(seed: seed)
        a = words.next()
        b = words.next()
        c = words.next()
        d = words.next()
    }

    /// The state: four words.
    public var words: [UInt64] {
        get { [a, b, c, d] }
        set {
            precondition(newValue.count == 4, "a state has four words")
            (a, b, c, d) = (newValue[0], newValue[1], newValue[2], newValue[3])
        }
    }

    /// 64 random bits.
    @inlinable @inline(__always)
    public mutating func next() -> UInt64 {
        let sum = a &+ d
        let result = (sum << 23 | sum >> 41) &+ a
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = d << 45 | d >> 19
        return result
    }

    /// A number in [0, 1) of 53 bits.
    @inlinable @inline(__always)
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
