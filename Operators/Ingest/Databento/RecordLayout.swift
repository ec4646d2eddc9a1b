/// Where each field of a kind of record stands: what records that are rare, and messages, are read by.
///
/// The frequent ones are read at fixed places by `RecordTranslator`; the tests hold both to these tables, and
/// the tables to the official decoder. Source: the layouts of the `dbn` crate, versions 1 to 3.
struct RecordLayout {
    /// One field.
    struct Field {
        var name: String
        var offset: Int
        var size: Int
        var shape: Shape
    }

    enum Shape {
        case signed, unsigned, text
    }

    /// In the order in which they stand; reserved bytes are left out.
    let fields: [Field]
    /// Bytes of the whole record, without a send time after it.
    let size: Int

    /// - Parameter text: names with a letter for the shape and the size, as `price:i8 size:u4 symbol:s22 _:x4`;
    ///   a header stands before them.
    init(_ text: String) {
        let header = "length:u1 rtype:u1 publisher_id:u2 instrument_id:u4 ts_event:u8 "
        var fields: [Field] = []
        var offset = 0
        for word in (header + text).split(separator: " ") {
            let parts = word.split(separator: ":")
            let size = Int(parts[1].dropFirst()) ?? 0
            let shape: Shape? =
                switch parts[1].first {
                case "i": .signed
                case "u": .unsigned
                case "s": .text
                default: nil
                }
            if let shape {
                fields.append(Field(name: String(parts[0]), offset: offset, size: size, shape: shape))
            }
            offset += size
        }
        self.fields = fields
        self.size = offset
    }

    /// A whole number; nil where there is no such field or the value says that it is undefined.
    func number(_ name: String, in record: Span<UInt8>) -> Int64? {
        guard let field = fields.first(where: { $0.name == name }), field.shape != .text,
            field.offset + field.size <= record.count
        else { return nil }
        let value = Self.bits(field, in: record)
        if field.shape == .unsigned { return Int64(exactly: value) }
        let extended = Int64(truncatingIfNeeded: value << (64 - 8 * field.size)) >> (64 - 8 * field.size)
        let undefined = field.size == 8 ? Int64.max : (Int64(1) << (8 * field.size - 1)) - 1
        return extended == undefined ? nil : extended
    }

    /// A text; empty where there is no such field.
    func text(_ name: String, in record: Span<UInt8>) -> String {
        guard let field = fields.first(where: { $0.name == name }), field.shape == .text,
            field.offset + field.size <= record.count
        else { return "" }
        return record.text(field.offset, field.size)
    }

    /// All fields as `name=value`, undefined values as the numbers that stand for them.
    func describe(_ record: Span<UInt8>) -> String {
        var parts: [String] = []
        for field in fields where field.offset + field.size <= record.count {
            let value =
                switch field.shape {
                case .text: record.text(field.offset, field.size)
                case .unsigned: "\(Self.bits(field, in: record))"
                case .signed:
                    "\(Int64(truncatingIfNeeded: Self.bits(field, in: record) << (64 - 8 * field.size)) >> (64 - 8 * field.size))"
                }
            parts.append("\(field.name)=\(value)")
        }
        return parts.joined(separator: " ")
    }

    private static func bits(_ field: Field, in record: Span<UInt8>) -> UInt64 {
        var value: UInt64 = 0
        for index in (0..<field.size).reversed() { value = value << 8 | UInt64(record[field.offset + index]) }
        return value
    }
}
