/// Fields of a protocol-buffers message, written as they come.
struct Protobuf {
    private(set) var bytes: [UInt8] = []

    mutating func varint(_ field: UInt64, _ value: UInt64) {
        raw(field << 3)
        raw(value)
    }

    mutating func bytes(_ field: UInt64, _ value: [UInt8]) {
        raw(field << 3 | 2)
        raw(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func text(_ field: UInt64, _ value: String) { bytes(field, Array(value.utf8)) }

    mutating func message(_ field: UInt64, _ value: Protobuf) { bytes(field, value.bytes) }

    mutating func double(_ field: UInt64, _ value: Double) {
        raw(field << 3 | 1)
        var writer = ByteWriter()
        writer.add(value)
        bytes.append(contentsOf: writer.bytes)
    }

    mutating func float(_ field: UInt64, _ value: Float) {
        raw(field << 3 | 5)
        var writer = ByteWriter()
        writer.add(value)
        bytes.append(contentsOf: writer.bytes)
    }

    private mutating func raw(_ value: UInt64) {
        var left = value
        while left >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: left) | 0x80)
            left >>= 7
        }
        bytes.append(UInt8(left))
    }
}
