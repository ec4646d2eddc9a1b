import Glibc
import Randomness

/// Random numbers whose whole state can be kept in a file: xoshiro256++, a stream for each purpose.
public struct RandomStream: Sendable, Equatable {
    private var bits: Xoshiro256

    /// The state: four words.
    public var words: [UInt64] {
        get { bits.words }
        set { bits.words = newValue }
    }

    /// The stream of a seed; streams of different `stream` numbers don't meet.
    public init(seed: UInt64, stream: UInt64 = 0) {
        bits = Xoshiro256(seed: seed ^ (stream &* 0xD134_2543_DE82_EF95))
    }

    /// 64 random bits.
    public mutating func next() -> UInt64 { bits.next() }

    /// A number in [0, 1) of 53 bits.
    public mutating func uniform() -> Double { bits.uniform() }

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
