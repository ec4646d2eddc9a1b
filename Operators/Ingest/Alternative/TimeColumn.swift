import OperatorKit
import ReferenceData

/// Reads the times of one column; how they are written is found in the first that can be read.
struct TimeColumn {
    private var rule: TimeRule?
    private let zone: TimeZoneTable

    init(_ options: AlternativeOptions) {
        zone = options.zone
        let notation: TimeRule.Notation? =
            switch options.settings.timeUnit {
            case .auto, .millisecondsOfDay: options.dates.isEmpty ? nil : .formats(options.dates)
            case .ns: .epoch(exponent: 0)
            case .us: .epoch(exponent: 3)
            case .ms: .epoch(exponent: 6)
            case .s: .epoch(exponent: 9)
            case .iso: .iso
            }
        rule = notation.map { TimeRule($0, zone: options.zone) }
    }

    /// Times within a leap second.
    var leapSecondCount: Int { rule?.leapSecondCount ?? 0 }

    /// The time in a range that is not empty.
    ///
    /// Throws where day and month can't be told apart, which only the user can settle.
    mutating func read(
        _ bytes: borrowing Span<UInt8>, _ range: Range<Int>
    ) throws(OperatorError) -> Decimals.Outcome<Int64> {
        if rule != nil { return rule?.careful(bytes, range) ?? Decimals.Outcome(value: 0, fault: .malformed) }
        var text = ""
        for index in range.prefix(40) { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
        let notation: TimeRule.Notation
        do {
            notation = try ColumnLayout.notation(ofField: text)
        } catch {
            if error.argument == "dates" { throw error }
            return Decimals.Outcome(value: 0, fault: .malformed)
        }
        var found = TimeRule(notation, zone: zone)
        let outcome = found.careful(bytes, range)
        if outcome.fault == nil { rule = found }
        return outcome
    }

    /// Whether a time that was read is a date alone, without a time of day.
    func isDate(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        switch rule?.notation {
        case .formats(let formats): return !formats.contains { $0.hasTimeOfDay }
        case .iso:
            for index in range where bytes[index] == UInt8(ascii: ":") { return false }
            return true
        default: return false
        }
    }
}

extension DateFormat {
    /// Whether it says the hour.
    var hasTimeOfDay: Bool { ["%H", "%I", "%T"].contains { text.contains($0) } }
}
