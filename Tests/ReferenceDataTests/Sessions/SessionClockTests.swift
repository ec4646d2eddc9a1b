import ReferenceData
import TestSupport
import Testing

@Suite struct SessionClockTests {
    private static let day: Int64 = 86_400_000_000_000

    @Test(arguments: ["XNYS", "CMES", "CMES-INDEX", "FX", "24/7"])
    func `a clock says what its calendar says, in whatever order it is asked`(name: String) throws {
        let calendar = try SessionCalendar(named: name)
        var clock = SessionClock(calendar)
        #expect(clock.canClose)
        var random = SplitMix64(seed: 9)
        let start = 19_000 * Self.day
        var closed = 0
        for step in 0..<4000 as Range<Int64> {
            // Mostly rising, with jumps back; the instants of a session's ends themselves too.
            let place = step % 7 == 0 ? Int64.random(in: 0..<400, using: &random) : step / 10
            var time = start + place * Self.day + Int64.random(in: 0..<Self.day, using: &random)
            if step % 5 == 0, let session = calendar.session(after: time) {
                time = step % 2 == 0 ? session.open : session.close
            }
            let session = calendar.session(at: time)
            let next = session ?? calendar.session(after: time)
            let (isOpen, end, change) = (
                clock.isOpen(at: time), clock.end(after: time), clock.change(after: time)
            )
            #expect(isOpen == (session != nil), "\(name) at \(time)")
            #expect(end == next?.close && change == (session?.close ?? next?.open))
            closed += session == nil ? 1 : 0
        }
        #expect(closed > 100 || name == "24/7")
    }

    @Test func `without a calendar the market is always open, by UTC days`() throws {
        var clock = try SessionClock(named: "")
        #expect(!clock.canClose)
        for time in [0, 1, Self.day - 1, Self.day, -1, -Self.day, 5 * Self.day + 7] as [Int64] {
            let isOpen = clock.isOpen(at: time)
            #expect(isOpen)
            let end = clock.end(after: time)
            #expect(end > time && end - time <= Self.day && end % Self.day == 0, "\(time)")
        }
        let (last, first) = (clock.end(after: .max), clock.end(after: .min))
        #expect(last == .max && first < 0)
        #expect(throws: SessionCalendarError.unknown("XNYSE")) { try SessionClock(named: "XNYSE") }
    }
}
