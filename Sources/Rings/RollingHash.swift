/// An order-dependent 64-bit hash of the events of an edge, cheap enough to stay on.
///
/// Four independent lanes of xor, odd multiply and rotate, so that the multiplier's latency overlaps. The
/// rotate matters: a multiply alone never carries a difference of the top bit (the sign of a Double)
/// downwards, and two flipped signs would cancel. It is no defence against an adversary: it shows that two
/// runs sent the same bytes in the same order.
public struct RollingHash: Sendable {
    private var a: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var b: UInt64 = 0xBF58_476D_1CE4_E5B9
    private var c: UInt64 = 0x94D0_49BB_1331_11EB
    private var d: UInt64 = 0x2545_F491_4F6C_DD1D

    /// Starts an empty hash.
    public init() {}

    /// Adds events of `words` 8-byte words each, three or more, leaving out the third (the ingress stamp).
    package mutating func add(_ base: UnsafeRawPointer, events: Int, words: Int) {
        precondition(words >= 3, "an event starts with a header")
        var (a, b, c, d) = (self.a, self.b, self.c, self.d)
        // SAFETY: the caller's memory holds `events * words` initialised words; only read, during this call.
        var pointer = unsafe base.assumingMemoryBound(to: UInt64.self)
        for _ in 0..<events {
            a = unsafe mixed(a, pointer[0])
            b = unsafe mixed(b, pointer[1])
            var word = 3
            while word &+ 1 < words {
                c = unsafe mixed(c, pointer[word])
                d = unsafe mixed(d, pointer[word &+ 1])
                word &+= 2
            }
            if word < words { c = unsafe mixed(c, pointer[word]) }
            unsafe pointer += words
        }
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    /// The hash so far.
    public var value: UInt64 {
        var x = mixed(mixed(mixed(a, b), c), d)
        x ^= x >> 32
        x = x &* multiplier
        return x ^ (x >> 29)
    }
}

private let multiplier: UInt64 = 0xD6E8_FEB8_6659_FD93

@inline(always)
private func mixed(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let product = (lane ^ word) &* multiplier
    return product &<< 29 | product &>> 35
}
