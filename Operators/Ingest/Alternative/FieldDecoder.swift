import OperatorKit
import ReferenceData

/// Where the fields of one row stand among some bytes; an empty range is a field that says nothing.
typealias FieldRanges = [Range<Int>]

/// Why a row is not taken.
enum RowRejection {
    case refused(String)
    case dropped(String)
}

/// Turns the cut-out fields of a row, of CSV and JSON alike, into numbers and times.
struct FieldDecoder {
    private let fields: [AlternativeColumn]
    private let required: [Bool]
    private let only: [[UInt8]]
    private let datesByAbout: Bool
    /// The time that rows without `about` are about: the day in the file's name.
    private let dayOfFile: Int64?
    private var knownAt: KnownAt
    private var known: TimeColumn
    private var about: TimeColumn
    private var times: TimeColumn

    init(_ options: AlternativeOptions, _ file: FeedFile) {
        fields = options.fields
        required = options.wanted.map(\.isRequired)
        only = options.only
        datesByAbout = options.datesByAbout
        dayOfFile = file.date.map {
            UnixTime.nanoseconds(ofSecond: options.zone.utc(fromLocal: $0.daysSinceEpoch * 86_400))
        }
        knownAt = KnownAt(options)
        known = TimeColumn(options)
        about = TimeColumn(options)
        times = TimeColumn(options)
    }

    /// Times within a leap second.
    var leapSecondCount: Int { known.leapSecondCount + about.leapSecondCount + times.leapSecondCount }

    /// Fills `row`, or says why not.
    mutating func decode(
        _ bytes: borrowing Span<UInt8>, _ ranges: FieldRanges, into row: inout KnownRow
    ) throws(OperatorError) -> RowRejection? {
        if !only.isEmpty {
            let name = Self.trimmed(bytes, ranges[AlternativeOptions.name])
            if name.isEmpty { return .refused("name is absent") }
            if !only.contains(where: { Self.equal($0, bytes, name) }) {
                return .dropped("row of another name")
            }
        }
        for (index, field) in fields.enumerated() {
            let place = AlternativeOptions.firstField + index
            let range = Self.trimmed(bytes, ranges[place])
            if range.isEmpty {
                if required[place] { return .refused("\(field.name) is absent") }
                clear(field, in: &row)
                continue
            }
            if let fault = try read(field, bytes, range, into: &row) {
                return .refused("\(Refusal.text(field.name, fault))")
            }
        }
        return try readTimes(bytes, ranges, into: &row)
    }

    private func clear(_ field: AlternativeColumn, in row: inout KnownRow) {
        switch field.kind {
        case .number(let slot), .time(let slot), .right(let slot): row.values[slot] = .nan
        }
    }

    private mutating func read(
        _ field: AlternativeColumn, _ bytes: borrowing Span<UInt8>, _ range: Range<Int>,
        into row: inout KnownRow
    ) throws(OperatorError) -> Refusal.Fault? {
        switch field.kind {
        case .number(let slot):
            let outcome = Decimals.double(bytes, range)
            row.values[slot] = outcome.value
            return outcome.fault
        case .time(let slot):
            let outcome = try times.read(bytes, range)
            row.values[slot] = Double(outcome.value) / 1e9
            return outcome.fault
        case .right(let slot):
            switch bytes[range.lowerBound] | 0x20 {
            case UInt8(ascii: "c"): row.values[slot] = 1
            case UInt8(ascii: "p"): row.values[slot] = -1
            default: return .malformed
            }
            return nil
        }
    }

    private mutating func readTimes(
        _ bytes: borrowing Span<UInt8>, _ ranges: FieldRanges, into row: inout KnownRow
    ) throws(OperatorError) -> RowRejection? {
        let aboutRange = Self.trimmed(bytes, ranges[AlternativeOptions.about])
        var base: Int64? = dayOfFile
        if !aboutRange.isEmpty {
            let outcome = try about.read(bytes, aboutRange)
            if let fault = outcome.fault { return .refused(Refusal.text("about", fault)) }
            base = outcome.value
        }
        let knownRange = Self.trimmed(bytes, ranges[AlternativeOptions.known])
        var start = datesByAbout ? base : nil
        if !knownRange.isEmpty {
            let outcome = try known.read(bytes, knownRange)
            if let fault = outcome.fault { return .refused(Refusal.text("known_at", fault)) }
            if !datesByAbout && known.isDate(bytes, knownRange) {
                return .refused(
                    "known_at is a date without a time of day; 'known_at: end_of_day' or 'delay' takes it")
            }
            start = outcome.value
        }
        guard let start else { return .refused("known_at is absent") }
        guard let known = knownAt.time(start) else { return .refused("known_at is out of range") }
        row.known = known
        row.about = base ?? start
        row.hasAbout = base != nil
        return nil
    }

    private static func trimmed(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
        while end > start, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
        return start..<end
    }

    private static func equal(_ name: [UInt8], _ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard name.count == range.count else { return false }
        for (offset, byte) in name.enumerated() where bytes[range.lowerBound + offset] != byte {
            return false
        }
        return true
    }
}

extension Refusal {
    /// As `strike is NaN`.
    static func text(_ name: String, _ fault: Fault) -> String {
        name + "\(Refusal(.line, fault))".dropFirst(Place.line.rawValue.count)
    }
}
