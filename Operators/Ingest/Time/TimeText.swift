import ReferenceData

/// Times as text.
enum TimeText {
    /// Nanoseconds since 1970 as ISO 8601 in UTC, with no more decimals than needed.
    static func utc(_ nanoseconds: Int64) -> String {
        let day: Int64 = 86_400_000_000_000
        var (days, rest) = nanoseconds.quotientAndRemainder(dividingBy: day)
        if rest < 0 {
            days -= 1
            rest += day
        }
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let seconds = rest / 1_000_000_000
        var decimals = "\(1_000_000_000 + rest % 1_000_000_000)".dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(CivilDate(daysSinceEpoch: Int(days)))T\(two(seconds / 3600)):\(two(seconds / 60 % 60))"
            + ":\(two(seconds % 60))\(decimals.isEmpty ? "" : ".\(decimals)")Z"
    }
}
