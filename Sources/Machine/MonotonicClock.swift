internal import CMachine
import Glibc

/// The kernel's clock that never goes back (`CLOCK_MONOTONIC`): for deadlines and reports.
public enum MonotonicClock {
    /// Nanoseconds since an arbitrary start; some tens of nanoseconds a call, any thread.
    public static func now() -> UInt64 {
        UInt64(cm_clock_nanoseconds(CLOCK_MONOTONIC))
    }
}
