/// An order-dependent 64-bit hash of the events of an edge, cheap enough to stay on.
///
/// Four independent lanes of xor and odd multiply, so that the multiplier's latency overlaps. It is no defence
/// against an adversary: it shows that two runs sent the same bytes in the same order.
public struct RollingHash: Sendable {
    @usableFromInline var a: UInt64 = 0x9E37_79B9_7F4A_7C15
    @usableFromInline var b: UInt64 = 0xBF58_476D_1CE4_E5B9
    @usableFromInline var c: UInt64 = 0x94D0_49BB_1331_11EB
    @usableFromInline var d: UInt64 = 0x2545_F491_4F6C_DD1D

    /// Starts an empty hash.
    public init() {}

    /// Adds events of `words` 8-byte words each, leaving out the third word (the ingress stamp).
    @inlinable
    package mutating func add(_ base: UnsafeRawPointer, events: Int, words: Int) {
        let k: UInt64 = 0xD6E8_FEB8_6659_FD93
        var (a, b, c, d) = (self.a, self.b, self.c, self.d)
        var pointer = unsafe base.assumingMemoryBound(to: UInt64.self)
        for _ in 0..<events {
            a = unsafe (a ^ pointer[0]) &* k
            b = unsafe (b ^ pointer[1]) &* k
            a ^= a >> 29
            var word = 3
            while word &+ 1 < words {
                c = unsafe (c ^ pointer[word]) &* k
                d = unsafe (d ^ pointer[word &+ 1]) &* k
                c ^= c >> 31
                word &+= 2
            }
            if word < words { b = unsafe (b ^ (pointer[word] &+ (b >> 32))) &* k }
            unsafe pointer += words
        }
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    /// The hash so far.
    public var value: UInt64 {
        var x = a ^ (b &* 3) ^ (c &* 5) ^ (d &* 7)
        x ^= x >> 32
        x = x &* 0xD6E8_FEB8_6659_FD93
        return x ^ (x >> 29)
    }
}
