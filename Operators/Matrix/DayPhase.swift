import Glibc

/// The time of day on a circle, so that midnight is next to midnight: two columns without an input.
enum DayPhase: String, CaseIterable, Sendable {
    case sine = "time.hour_sin"
    case cosine = "time.hour_cos"

    private static let day: Int64 = 86_400_000_000_000

    /// sin or cos of 2π·hour/24, hours of the UTC day, fractions included, of a time in ns since 1970.
    func value(at time: Int64) -> Double {
        let rest = time % Self.day
        let angle = 2 * Double.pi * Double(rest < 0 ? rest + Self.day : rest) / Double(Self.day)
        return self == .sine ? sin(angle) : cos(angle)
    }
}
