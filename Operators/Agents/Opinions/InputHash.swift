/// A number for the numbers that a decision was made on: FNV-1a, a word at a time.
struct InputHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Adds a number's bits.
    mutating func add(_ bits: UInt64) {
        value = (value ^ bits) &* 0x0000_0100_0000_01B3
        value ^= value >> 29
    }
}
