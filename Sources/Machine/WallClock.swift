internal import CMachine
import Glibc

/// The calendar's clock (`CLOCK_REALTIME`): for stamps that people read.
///
/// It may jump, in both directions.
public enum WallClock {
    /// Nanoseconds since 1970-01-01 00:00 UTC, without leap seconds.
    public static func nowNanosecondsUTC() -> Int64 {
        cm_clock_nanoseconds(CLOCK_REALTIME)
    }
}
