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
        /// The first of these that fits.
        case formats([DateFormat])
    }

    let notation: Notation
    /// Times within a leap second so far.
    private(set) var leapSecondCount = 0
    private let zone: TimeZoneTable
    /// Local nanoseconds of the date's midnight.
    private var midnight: Int64
    /// The stretch of local nanoseconds that was used last, and its offset: rows rarely leave it.
    private var from: Int64 = 1
    private var until: Int64 = 0
    private var offset: Int64 = 0

    /// One nanosecond more than the last of a day.
    private static let day: Int64 = 86_400_000_000_000

    init(_ notation: Notation, zone: TimeZoneTable, date: CivilDate? = nil) {
        self.notation = notation
        self.zone = zone
        midnight = Int64(date?.daysSinceEpoch ?? 0) * Self.day
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
        case .iso, .formats:
            var stop = at
            while stop < end, bytes[stop] != delimiter { stop &+= 1 }
            let outcome = written(bytes, at..<stop)
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
        case .iso, .formats:
            var start = range.lowerBound
            var end = range.upperBound
            while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
            while end > start, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
            if start == end { return Decimals.Outcome(value: 0, fault: .empty) }
            return written(bytes, start..<end)
        }
    }

    /// A UTC time moved by `length`: whole days move the local clock, which may be 23 or 25 hours a day.
    mutating func moved(_ time: Int64, by length: Int64) -> Int64 {
        guard length % Self.day == 0, !zone.isUTC else { return time &+ length }
        let billion: Int64 = 1_000_000_000
        let second = Int((time &- (time < 0 ? billion - 1 : 0)) / billion)
        return utc(time &+ Int64(zone.offset(atUTC: second)) * billion &+ length)
    }

    /// The UTC time of a local one.
    private mutating func utc(_ local: Int64) -> Int64 {
        if local >= from && local < until { return local &- offset }
        let billion: Int64 = 1_000_000_000
        let segment = zone.segment(ofLocal: Int((local &- (local < 0 ? billion - 1 : 0)) / billion))
        from =
            Int64(segment.from).multipliedReportingOverflow(by: billion).overflow
            ? .min : Int64(segment.from) * billion
        until =
            Int64(segment.until).multipliedReportingOverflow(by: billion).overflow
            ? .max : Int64(segment.until) * billion
        offset = Int64(segment.offset) * billion
        return local &- offset
    }

    /// A date and time in words of its notation.
    private mutating func written(
        _ bytes: borrowing Span<UInt8>, _ range: Range<Int>
    ) -> Decimals.Outcome<Int64> {
        var found: CivilTime?
        if case .formats(let formats) = notation {
            for format in formats where found == nil { found = format.read(bytes, range) }
        } else {
            var reader = ISOTime(at: range.lowerBound, end: range.upperBound)
            if reader.read(bytes) { found = reader.time }
        }
        guard let time = found else { return Decimals.Outcome(value: 0, fault: .malformed) }
        guard let local = time.local else { return Decimals.Outcome(value: 0, fault: .outOfRange) }
        if time.isLeapSecond { leapSecondCount += 1 }
        let value = time.offset.map { local - Int64($0) * 1_000_000_000 } ?? utc(local)
        return Decimals.Outcome(value: value, fault: nil, isRounded: time.isRounded && !time.isLeapSecond)
    }
}
