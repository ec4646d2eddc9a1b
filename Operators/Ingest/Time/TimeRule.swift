import ReferenceData

/// How a time column is written, and its way to nanoseconds since 1970-01-01 UTC.
struct TimeRule {
    enum Notation: Equatable {
        /// A number since 1970; the exponent takes its unit to nanoseconds (milliseconds: 6).
        case epoch(exponent: Int)
        /// ISO 8601: `2013-10-07T04:00:00.123456789Z` and its usual relatives.
        case iso
        /// Milliseconds of wall-clock time since local midnight of a date given beforehand.
        case millisecondsOfDay
    }

    let notation: Notation
    private let zone: TimeZoneTable
    /// Local nanoseconds of the date's midnight.
    private var midnight: Int64
    /// The stretch of local nanoseconds that was used last, and its offset: rows rarely leave it.
    private var from: Int64 = 1
    private var until: Int64 = 0
    private var offset: Int64 = 0

    init(_ notation: Notation, zone: TimeZoneTable, date: CivilDate? = nil) {
        self.notation = notation
        self.zone = zone
        midnight = Int64(date?.daysSinceEpoch ?? 0) * 86_400_000_000_000
        if zone.isUTC {
            from = .min
            until = .max
        }
    }

    /// The time from `at` to the next delimiter in the plain spelling, or nil, moving `at` to the delimiter.
    @inline(__always)
    mutating func quick(
        _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ end: Int, _ delimiter: UInt8
    ) -> Int64? {
        switch notation {
        case .epoch(let exponent):
            return Decimals.quickFixed(bytes, &at, end, delimiter, exponent: exponent)
        case .millisecondsOfDay:
            guard let time = Decimals.quickFixed(bytes, &at, end, delimiter, exponent: 6), time < Self.day
            else { return nil }
            return utc(midnight &+ time)
        case .iso:
            var stop = at
            while stop < end, bytes[stop] != delimiter { stop &+= 1 }
            let outcome = iso(bytes, at..<stop)
            guard outcome.fault == nil, !outcome.isRounded else { return nil }
            at = stop
            return outcome.value
        }
    }

    /// The time in any spelling of its notation, or what is wrong with it.
    mutating func careful(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Decimals.Outcome<Int64> {
        switch notation {
        case .epoch(let exponent):
            return Decimals.fixed(bytes, range, exponent: exponent)
        case .millisecondsOfDay:
            var outcome = Decimals.fixed(bytes, range, exponent: 6)
            guard outcome.fault == nil else { return outcome }
            guard outcome.value >= 0, outcome.value < Self.day else {
                return Decimals.Outcome(value: 0, fault: .outOfRange)
            }
            outcome.value = utc(midnight + outcome.value)
            return outcome
        case .iso:
            var start = range.lowerBound
            var end = range.upperBound
            while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
            while end > start, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
            if start == end { return Decimals.Outcome(value: 0, fault: .empty) }
            return iso(bytes, start..<end)
        }
    }

    /// One nanosecond more than the last of a day.
    private static let day: Int64 = 86_400_000_000_000

    /// The UTC time of a local one.
    private mutating func utc(_ local: Int64) -> Int64 {
        if local >= from && local < until { return local &- offset }
        let billion: Int64 = 1_000_000_000
        let segment = zone.segment(ofLocal: Int((local - (local < 0 ? billion - 1 : 0)) / billion))
        from =
            Int64(segment.from).multipliedReportingOverflow(by: billion).overflow
            ? .min : Int64(segment.from) * billion
        until =
            Int64(segment.until).multipliedReportingOverflow(by: billion).overflow
            ? .max : Int64(segment.until) * billion
        offset = Int64(segment.offset) * billion
        return local - offset
    }

    private mutating func iso(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Decimals.Outcome<Int64>
    {
        var reader = ISOTime(at: range.lowerBound, end: range.upperBound)
        guard reader.read(bytes) else { return Decimals.Outcome(value: 0, fault: .malformed) }
        // Nanoseconds in 64 bits end in 1677 and 2262; a year's margin leaves room for every offset.
        guard (1679...2260).contains(reader.year) else {
            return Decimals.Outcome(value: 0, fault: .outOfRange)
        }
        let days = CivilDate.days(year: reader.year, month: reader.month, day: reader.day)
        let seconds = Int64(days * 86_400 + reader.secondOfDay)
        let local = seconds * 1_000_000_000 + Int64(reader.nanosecond)
        if let east = reader.offset {
            return Decimals.Outcome(
                value: local - Int64(east) * 1_000_000_000, fault: nil, isRounded: reader.isRounded)
        }
        return Decimals.Outcome(value: utc(local), fault: nil, isRounded: reader.isRounded)
    }
}
