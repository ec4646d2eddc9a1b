import Rings

/// An event whose every word follows from its number, so that a torn, stale or foreign slot is seen.
struct StressEvent: BitwiseCopyable, Sendable {
    var time: Int64
    var sequence: Int64
    var stamp: UInt64
    var a: UInt64
    var b: UInt64
    var c: UInt64

    init(_ number: Int, sequence: Int64) {
        time = Int64(number)
        self.sequence = sequence
        stamp = UInt64(number) &* 3
        a = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        b = ~UInt64(number)
        c = a ^ b
    }

    /// Whether this is event `number` and whole.
    func isIntact(_ number: Int) -> Bool {
        let other = StressEvent(number, sequence: sequence)
        return time == other.time && stamp == other.stamp && a == other.a && b == other.b && c == other.c
    }

    static func ring(capacity: Int, readers: Int = 1) -> RingStorage {
        RingStorage(stride: MemoryLayout<StressEvent>.stride, capacity: capacity, readers: readers)
    }
}

/// Repeatable small random numbers (splitmix64).
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    /// A number in 1...limit.
    mutating func roll(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return 1 + Int((z ^ (z >> 31)) % UInt64(limit))
    }
}
