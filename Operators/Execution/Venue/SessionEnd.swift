import OperatorKit
import ReferenceData

/// When the trading day of an instant ends: by a market's calendar, or at midnight UTC.
struct SessionEnd {
    private static let day: Int64 = 86_400_000_000_000
    private let calendar: SessionCalendar?
    /// The interval that the last answer holds for.
    private var start = Int64.max
    private var end = Int64.min

    /// Of the calendar of that name; of UTC days without one.
    init(_ calendar: String) throws(OperatorError) {
        guard !calendar.isEmpty else {
            self.calendar = nil
            return
        }
        do {
            self.calendar = try SessionCalendar(named: calendar)
        } catch {
            throw OperatorError(
                "\(error)", argument: "calendar", help: SessionCalendar.names.joined(separator: ", "))
        }
    }

    /// The end of the session that `time` lies in, or of the next one while the market is closed.
    mutating func after(_ time: Int64) -> Int64 {
        if time >= start, time < end { return end }
        if let calendar {
            let session = calendar.session(at: time) ?? calendar.session(after: time)
            (start, end) = (time, session?.close ?? .max)
        } else {
            start = floorDivide(time, Self.day) * Self.day
            let (sum, overflows) = start.addingReportingOverflow(Self.day)
            end = overflows ? .max : sum
        }
        return end
    }
}
