/// A short name in plain bytes: an instrument or an agent, up to 16 bytes of UTF-8.
///
/// Events cross the graph as plain bytes, so a name travels inside them. `none` is the only instrument of a
/// pipeline that names none.
public struct Symbol: BitwiseCopyable, Sendable, Hashable, CustomStringConvertible {
    /// Bytes 0 to 7, the first in the lowest place.
    public var low: UInt64
    /// Bytes 8 to 15.
    public var high: UInt64

    /// No name.
    public static let none = Symbol(low: 0, high: 0)
    /// Most bytes of a name.
    public static let capacity = 16

    @usableFromInline
    init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The name `text`; nil when it has more than 16 bytes or a zero byte.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count <= Symbol.capacity, !bytes.contains(0) else { return nil }
        self.init(cutting: text)
    }

    /// The first 16 bytes of `text`, less what would be half a character.
    public init(cutting text: String) {
        var kept: [UInt8] = []
        for character in text.unicodeScalars {
            let bytes = Array(String(character).utf8)
            guard kept.count + bytes.count <= Symbol.capacity else { break }
            kept += bytes
        }
        self.init(low: 0, high: 0)
        for (place, byte) in kept.enumerated() {
            if place < 8 {
                low |= UInt64(byte) << (8 * place)
            } else {
                high |= UInt64(byte) << (8 * (place - 8))
            }
        }
    }

    /// The name as text; empty for none.
    public var description: String {
        var bytes: [UInt8] = []
        for place in 0..<Symbol.capacity {
            let word = place < 8 ? low : high
            let byte = UInt8(truncatingIfNeeded: word >> (8 * (place % 8)))
            if byte == 0 { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
