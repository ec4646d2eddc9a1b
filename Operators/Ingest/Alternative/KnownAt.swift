import OperatorKit
import ReferenceData

/// When a row was known.
struct KnownAt {
    private let isEndOfDay: Bool
    private let delay: Int64
    private let zone: TimeZoneTable
    /// Moves times by whole days of the local clock.
    private var clock: TimeRule

    /// Times closer than this to the ends of what 64 bits hold are out of range: two years are left for rules.
    private static let range: ClosedRange<Int64> = (-9_150_000_000_000_000_000)...9_150_000_000_000_000_000

    init(_ options: AlternativeOptions) {
        isEndOfDay = options.settings.knownAt == .endOfDay
        delay = options.settings.delay
        zone = options.zone
        clock = TimeRule(.iso, zone: options.zone)
    }

    /// When what has the time `base` was known, or nil if that is out of range.
    mutating func time(_ base: Int64) -> Int64? {
        guard Self.range.contains(base) else { return nil }
        let start = isEndOfDay ? endOfDay(base) : base
        return delay == 0 ? start : clock.moved(start, by: delay)
    }

    /// The first midnight of the local clock that is later than `time`.
    private func endOfDay(_ time: Int64) -> Int64 {
        let utc = UnixTime.second(of: time)
        let second = utc + zone.offset(atUTC: utc)
        let day = second >= 0 ? second / 86_400 : -((86_399 - second) / 86_400)
        return UnixTime.nanoseconds(ofSecond: zone.utc(fromLocal: (day + 1) * 86_400))
    }
}
