import Glibc
import Machine
import Testing

struct ClockTests {
    @Test func `the calibrated frequency agrees with a second, longer measurement`() {
        let measured = Double(CycleClock.measureFrequency(overNanoseconds: 50_000_000))
        let ratio = measured / Double(CycleClock.frequency)
        #expect(ratio > 0.95 && ratio < 1.05, "ratio \(ratio)")
    }

    @Test func `an interval in cycles lasts as long as the monotonic clock says`() {
        // The cycle readings stand inside the clock's, so a preemption between the two can only make the
        // clock's interval longer; the tightest of several tries is compared.
        var best = Double.infinity
        for _ in 0..<10 {
            let outerStart = MonotonicClock.now()
            let start = CycleClock.now()
            usleep(10_000)
            let cycles = CycleClock.now() &- start
            let outer = MonotonicClock.now() - outerStart
            let ratio = Double(outer) / Double(CycleClock.nanoseconds(cycles))
            best = abs(ratio - 1) < abs(best - 1) ? ratio : best
        }
        #expect(abs(best - 1) < 0.05, "ratio \(best)")
    }

    @Test func `the ordered counter never runs backwards on one thread`() {
        var last = CycleClock.nowOrdered()
        var backwards = 0
        for _ in 0..<10_000 {
            let next = CycleClock.nowOrdered()
            if next < last { backwards += 1 }
            last = next
        }
        #expect(backwards == 0)
    }

    @Test(arguments: [1_000_000, 24_000_000, 1_000_000_000, 2_596_098_000, 5_000_000_000] as [UInt64])
    func `a year in cycles converts to nanoseconds and back`(frequency: UInt64) {
        let scale = CycleClock.Scale(frequency: frequency)
        let year: UInt64 = 365 * 86_400
        let nanoseconds = scale.nanoseconds(frequency * year)
        let exact = year * 1_000_000_000
        #expect(nanoseconds <= exact)
        #expect(exact - nanoseconds < exact / 100_000_000)
        let cycles = scale.cycles(nanoseconds: exact)
        #expect(cycles <= frequency * year)
        #expect(frequency * year - cycles < frequency * year / 100_000_000)
    }

    @Test func `short intervals convert exactly`() {
        let scale = CycleClock.Scale(frequency: 2_000_000_000)
        #expect(scale.nanoseconds(0) == 0)
        #expect(scale.nanoseconds(1) == 0)
        #expect(scale.nanoseconds(2) == 1)
        #expect(scale.nanoseconds(4_000_000_000) == 2_000_000_000)
        #expect(scale.cycles(nanoseconds: 3) == 6)
    }

    @Test func `a frequency of zero is refused`() async {
        await #expect(processExitsWith: .failure) { _ = CycleClock.Scale(frequency: 0) }
    }

    @Test func `the wall clock reads this century in nanoseconds`() {
        var seconds = time(nil)
        let now = WallClock.nowNanosecondsUTC() / 1_000_000_000
        #expect(now >= seconds - 1)
        seconds = time(nil)
        #expect(now <= seconds + 1)
    }

    @Test func `the monotonic clock does not go back`() {
        let first = MonotonicClock.now()
        #expect(MonotonicClock.now() >= first)
    }
}
