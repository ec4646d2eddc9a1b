/// An order-dependent 64-bit hash of the events of an edge, cheap enough to stay on.
///
/// An event's words are folded in pairs by full 64×64-bit multiplications that don't wait for each other (the mixing
/// step of wyhash), then one multiply and rotate takes the event into the running state: that one is the only chain
/// from event to event. It is no defence against an adversary: it shows that two runs sent the same bytes in the
/// same order.
public struct RollingHash: Sendable {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Starts an empty hash.
    public init() {}

    /// Adds events of `words` 8-byte words each, three or more, leaving out the third (the ingress stamp).
    package mutating func add(_ base: UnsafeRawPointer, events: Int, words: Int) {
        precondition(words >= 3, "an event starts with a header")
        var state = self.state
        // SAFETY: the caller's memory holds `events * words` initialised words; only read, during this call.
        var pointer = unsafe base.assumingMemoryBound(to: UInt64.self)
        for _ in 0..<events {
            var event = unsafe folded(pointer[0] ^ keyA, pointer[1] ^ keyB)
            var key = keyC
            var word = 3
            while word &+ 1 < words {
                event ^= unsafe folded(pointer[word] ^ key, pointer[word &+ 1] ^ keyB)
                // Another key for each pair, or equal pairs would cancel.
                key = key &+ keyA
                word &+= 2
            }
            if word < words { event ^= unsafe folded(pointer[word] ^ key, keyD) }
            state = mixed(state, event)
            unsafe pointer += words
        }
        self.state = state
    }

    /// The hash so far.
    public var value: UInt64 { mixed(state ^ state >> 32, keyC) }
}

private let keyA: UInt64 = 0xA076_1D64_78BD_642F
private let keyB: UInt64 = 0xE703_7ED1_A0B4_28DB
private let keyC: UInt64 = 0x8EBC_6AF0_9C88_C6E3
private let keyD: UInt64 = 0x5899_65CC_7537_4CC3

/// Both halves of the product: every bit of either word reaches all of them.
@inline(always)
private func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
}

@inline(always)
private func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word) &* 0xD6E8_FEB8_6659_FD93
    return product &<< 29 | product &>> 35
}
