/// Scalars over steps in the format that TensorBoard reads.
public struct EventLog: Sendable {
    /// The file's bytes so far.
    public private(set) var bytes: [UInt8] = []

    /// Begins with the version record.
    ///
    /// - Parameter time: seconds since 1970 UTC.
    public init(time: Double) {
        var event = Protobuf()
        event.double(1, time)
        event.text(3, "brain.Event:2")
        record(event.bytes)
    }

    /// Adds scalars of one step.
    public mutating func add(step: Int, time: Double, _ scalars: [(tag: String, value: Double)]) {
        var summary = Protobuf()
        for scalar in scalars {
            var value = Protobuf()
            value.text(1, scalar.tag)
            value.float(2, Float(scalar.value))
            summary.message(1, value)
        }
        var event = Protobuf()
        event.double(1, time)
        event.varint(2, UInt64(step))
        event.message(5, summary)
        record(event.bytes)
    }

    /// Forgets the bytes, which have been written to the file.
    public mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    private mutating func record(_ payload: [UInt8]) {
        var head = ByteWriter()
        head.add(UInt64(payload.count))
        var writer = ByteWriter()
        writer.add(head.bytes)
        writer.add(Self.masked(head.bytes))
        writer.add(payload)
        writer.add(Self.masked(payload))
        bytes += writer.bytes
    }

    private static func masked(_ bytes: [UInt8]) -> UInt32 {
        let sum = Checksum.castagnoli(bytes)
        return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
    }
}

/// CRC-32 by Castagnoli's polynomial.
enum Checksum {
    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
        return value
    }

    static func castagnoli(_ bytes: [UInt8]) -> UInt32 {
        var sum = ~UInt32(0)
        for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ sum >> 8 }
        return ~sum
    }
}
