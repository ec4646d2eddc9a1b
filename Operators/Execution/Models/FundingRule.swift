import OperatorKit

/// What holders of a perpetual pay each other: at every multiple of the interval, position·mark·rate.
struct FundingRule {
    /// Part of the value held that a long position pays, and a short one receives.
    let rate: Double
    /// Nanoseconds from one payment to the next, counted from 1970 UTC.
    let every: Int64

    /// Reads `funding`: `{rate: 0.0001, hours: 8}`.
    init(_ value: ArgumentValue) throws(OperatorError) {
        let reader = TreeReader("funding", value)
        _ = try reader.keys(among: ["rate", "hours"])
        rate = try reader.real("rate", in: -1...1)
        every = Int64(try reader.real("hours", in: 0.01...8760, default: 8) * 3_600_000_000_000)
    }

    /// The first instant of a payment after `time`.
    func next(after time: Int64) -> Int64 {
        let (start, overflows) = ((floorDivide(time, every) &+ 1)).multipliedReportingOverflow(by: every)
        return overflows ? .max : start
    }
}
