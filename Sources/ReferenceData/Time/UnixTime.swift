/// Whole seconds and nanoseconds since 1970-01-01 UTC, into each other.
public enum UnixTime {
    /// The second that a time in nanoseconds lies in, before 1970 too.
    public static func second(of time: Int64) -> Int {
        Int(time) / 1_000_000_000 - (time % 1_000_000_000 < 0 ? 1 : 0)
    }

    /// The nanosecond that a second begins with, held at the ends of what 64 bits can say.
    public static func nanoseconds(ofSecond second: Int) -> Int64 {
        let (product, overflow) = Int64(second).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (second < 0 ? .min : .max) : product
    }
}
