import Machine
import Testing

struct UsageTests {
    @Test func `a thread's sleeps and processor time are counted`() throws {
        let spans = Slot<(before: ThreadUsage, slept: ThreadUsage, worked: ThreadUsage)>()
        let thread = try PinnedThread.start(name: "usage") {
            let before = ThreadUsage.current()
            let parker = Parker()
            for _ in 0..<5 { parker.prepare().park(timeoutNanoseconds: 1_000_000) }
            let slept = ThreadUsage.current()
            var worked = slept
            let deadline = MonotonicClock.now() + 5_000_000_000
            while worked.cpuNanoseconds < slept.cpuNanoseconds + 5_000_000, MonotonicClock.now() < deadline {
                worked = ThreadUsage.current()
            }
            spans.set((before, slept, worked))
        }
        thread.join()
        let (before, slept, worked) = try #require(spans.value)
        #expect(slept.voluntarySwitches - before.voluntarySwitches >= 5)
        #expect(slept.cpuNanoseconds - before.cpuNanoseconds < 4_000_000)
        #expect(worked.cpuNanoseconds - slept.cpuNanoseconds >= 5_000_000)
        #expect(worked.involuntarySwitches >= before.involuntarySwitches)
    }

    @Test func `two busy threads on one core are switched involuntarily`() throws {
        let core = try #require(CoreSet.available().cores.last)
        let switches = Counter()
        let threads = try (0..<2).map { index in
            try PinnedThread.start(name: "rival \(index)", core: core) {
                let before = ThreadUsage.current()
                let deadline = MonotonicClock.now() + 2_000_000_000
                while MonotonicClock.now() < deadline, switches.value == 0 {
                    if ThreadUsage.current().involuntarySwitches > before.involuntarySwitches {
                        switches.add()
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(switches.value > 0)
    }

    @Test func `the process uses at least what its thread uses`() {
        let thread = ThreadUsage.current()
        let process = ProcessUsage.current()
        #expect(process.cpuNanoseconds >= thread.cpuNanoseconds)
        #expect(process.involuntarySwitches >= thread.involuntarySwitches)
        #expect(process.maxResidentBytes > 1 << 20)
    }
}
