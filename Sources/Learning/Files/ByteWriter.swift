/// Bytes in the making, least significant first.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    mutating func add<Number: FixedWidthInteger>(_ number: Number) {
        for place in 0..<(Number.bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place)))
        }
    }

    mutating func add(_ number: Float) { add(number.bitPattern) }

    mutating func add(_ number: Double) { add(number.bitPattern) }
}

/// Bytes to be read, least significant first; nil once there are none left.
struct ByteReader {
    let bytes: [UInt8]
    private(set) var at: Int
    let end: Int

    init(_ bytes: [UInt8], from start: Int = 0, to end: Int? = nil) {
        self.bytes = bytes
        at = start
        self.end = end ?? bytes.count
    }

    var left: Int { end - at }

    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type) -> Number? {
        let size = Number.bitWidth / 8
        guard left >= size else { return nil }
        var number: Number = 0
        for place in 0..<size { number |= Number(bytes[at + place]) << (8 * place) }
        at += size
        return number
    }

    mutating func slice(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, left >= count else { return nil }
        defer { at += count }
        return bytes[at..<(at + count)]
    }
}
