import TestSupport

@testable import IngestOperators

/// Ways to damage a file of a format, and where its records and fields are.
struct Damage {
    let format: InputFormat
    let bytes: [UInt8]
    /// Where each record lies; what stands before the first is the head.
    let records: [Range<Int>]

    init(_ format: InputFormat) {
        self.format = format
        bytes = format.seed()
        records =
            switch format.shape {
            case .rows, .json: Self.lines(bytes, after: format.headers)
            case .fix: Self.messages(bytes)
            case .binary: Self.blocks(bytes)
            }
    }

    var head: [UInt8] { Array(bytes[..<(records.first?.lowerBound ?? bytes.count)]) }
    func record(_ index: Int) -> [UInt8] { Array(bytes[records[index]]) }

    private static func lines(_ bytes: [UInt8], after headers: Int) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for index in bytes.indices where bytes[index] == 10 {
            lines.append(start..<index + 1)
            start = index + 1
        }
        return Array(lines.dropFirst(headers))
    }

    private static func messages(_ bytes: [UInt8]) -> [Range<Int>] {
        let mark = Array("8=FIX".utf8)
        let starts = bytes.indices.filter {
            bytes[$0] == mark[0] && bytes[$0...].starts(with: mark) && ($0 == 0 || bytes[$0 - 1] < 32)
        }
        return zip(starts, starts.dropFirst()).map { $0..<$1 }
    }

    private static func blocks(_ bytes: [UInt8]) -> [Range<Int>] {
        var blocks: [Range<Int>] = []
        var start = 8 + Int(bytes.span.u32(4))
        while start < bytes.count {
            blocks.append(start..<start + 4 * Int(bytes[start]))
            start += 4 * Int(bytes[start])
        }
        return blocks
    }

    /// Where the fields of a record lie within it.
    func fields(_ record: [UInt8]) -> [Range<Int>] {
        switch format.shape {
        case .rows: Self.split(record) { $0 == 44 || $0 == 10 }
        case .fix:
            Self.split(record) { $0 == 1 || $0 == 10 }.map { field in
                (record[field].firstIndex(of: 61).map { $0 + 1 } ?? field.lowerBound)..<field.upperBound
            }
        case .json:
            Self.split(record) { [34, 44, 58, 91, 93, 123, 125, 32, 10].contains($0) }.filter { !$0.isEmpty }
        case .binary: stride(from: 0, to: record.count, by: 4).map { $0..<min($0 + 8, record.count) }
        }
    }

    private static func split(_ record: [UInt8], _ isEnd: (UInt8) -> Bool) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var start = 0
        for index in record.indices where isEnd(record[index]) {
            fields.append(start..<index)
            start = index + 1
        }
        return fields
    }

    /// A record with one field replaced.
    func replaced(_ record: [UInt8], _ field: Range<Int>, by word: [UInt8]) -> [UInt8] {
        guard format.shape == .binary else {
            return record[..<field.lowerBound] + word + record[field.upperBound...]
        }
        var record = record
        for (offset, index) in field.enumerated() where offset < word.count { record[index] = word[offset] }
        return record
    }

    /// What fields are replaced by.
    var poison: [[UInt8]] {
        if format.shape == .binary {
            let words: [UInt64] = [
                0, 1, .max, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0x7FF8_0000_0000_0000,
                0x7FFF_FFFF_FFFF_FFFE, 0x8000_0000_8000_0001, 0x7FFF_FFFF,
            ]
            return words.map { littleEndian($0, 8) }
        }
        return Self.words.map { Array($0.utf8) }
    }

    private static let words = [
        "", "nan", "NaN", "inf", "-inf", "Infinity", "-1", "0", "-0", "1e400", "1e-400", "1e18", "-1e18",
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616",
        "9223372036854775000", "9223372036.854775807", "-9223372036.854775808", "99999999999999999999999",
        "5.00000000000000000001", "\"", "\"\"", "\"x", "\u{0}", "é", "\r", "#", "x", "+", ".", "1.5.5",
        "0x10",
        "true", "null", "[]", "{}", "1,1", "86399999.9999999", "86400000", "9999-12-31T23:59:60Z",
        "0001-01-01T00:00:00", "1677-09-21T00:12:43Z", "2262-04-11T23:47:16.854775807-14:00", "2262-04-12",
        "2016-12-31T23:59:60Z", "2013-11-03T01:30:00", "2013-03-10T02:30:00", "20161231-23:59:60",
        "20161231-23:59:59.999999999999", "20161232-00:00:00", "00010101 00:00", "99991231 23:59",
    ]
}
