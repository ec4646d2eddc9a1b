/// Cuts a JSON object into the fields that are wanted: those of its members, not of what lies inside them.
struct JSONFields {
    private struct Key {
        var text: [UInt8]
        var column: Int
        /// Its place among the names of the column: the least counts.
        var rank: Int
    }

    private let keys: [Key]
    private(set) var ranges: FieldRanges
    private var ranks: [Int]

    init(_ wanted: [AlternativeOptions.Wanted]) {
        keys = wanted.enumerated().flatMap { column, wanted in
            wanted.names.enumerated().map { Key(text: Array($1.utf8), column: column, rank: $0) }
        }
        ranges = FieldRanges(repeating: 0..<0, count: wanted.count)
        ranks = [Int](repeating: .max, count: wanted.count)
    }

    /// Finds the fields of the object in `range`, or says what is wrong with it.
    mutating func cut(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> String? {
        for column in ranges.indices {
            ranges[column] = 0..<0
            ranks[column] = .max
        }
        var json = JSONCursor(range)
        do {
            try json.beginObject(bytes)
            var isFirst = true
            while let name = try json.nextName(bytes, &isFirst) {
                let key = keys.first { Self.equal($0.text, bytes, name) }
                let value = try Self.value(bytes, &json)
                guard let key else { continue }
                if key.rank == ranks[key.column] { return "key stands twice" }
                if key.rank < ranks[key.column] {
                    ranks[key.column] = key.rank
                    ranges[key.column] = value
                }
            }
            try json.finish(bytes)
        } catch {
            return error.reason
        }
        return nil
    }

    /// The text of a value, without a string's quotes; of null nothing.
    private static func value(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor
    ) throws(JSONFault) -> Range<Int> {
        let first = try json.peek(bytes)
        if first == UInt8(ascii: "\"") { return try json.string(bytes) }
        let start = json.at
        try json.skip(bytes)
        return first == UInt8(ascii: "n") ? start..<start : start..<json.at
    }

    private static func equal(_ key: [UInt8], _ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard key.count == range.count else { return false }
        for (offset, byte) in key.enumerated() {
            let other = bytes[range.lowerBound + offset]
            let isUpper = other &- 65 < 26
            if byte != (isUpper ? other | 0x20 : other) { return false }
        }
        return true
    }
}
