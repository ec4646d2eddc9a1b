import Glibc

/// Random numbers whose whole state can be kept in a file: xoshiro256++ (Blackman, Vigna 2019), seeded through
/// SplitMix64.
public struct RandomStream: Sendable, Equatable {
    /// The state.
    public var words: [UInt64]

    /// The stream of a seed; streams of different `stream` numbers don't meet.
    public init(seed: UInt64, stream: UInt64 = 0) {
        var state = seed ^ (stream &* 0xD134_2543_DE82_EF95)
        words = (0..<4).map { _ in
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
            return word ^ word >> 31
        }
    }

    /// 64 random bits.
    public mutating func next() -> UInt64 {
        let sum = words[0] &+ words[3]
        let result = (sum << 23 | sum >> 41) &+ words[0]
        let shifted = words[1] << 17
        words[2] ^= words[0]
        words[3] ^= words[1]
        words[1] ^= words[2]
        words[0] ^= words[3]
        words[2] ^= shifted
        words[3] = words[3] << 45 | words[3] >> 19
        return result
    }

    /// A number in [0, 1) of 53 bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number in [low, high).
    public mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

    /// A whole number from 0 to below `count`, without bias worth a word.
    public mutating func below(_ count: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// A standard normal number (Box, Muller 1958).
    public mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }

    /// Puts `items` into a random order (Fisher, Yates).
    public mutating func shuffle(_ items: inout [Int]) {
        guard items.count > 1 else { return }
        for index in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(index, below(index + 1)) }
    }
}
