import Glibc
import Machine
import Testing

struct PinnedThreadTests {
    @Test func `a pinned thread runs on its core`() throws {
        for core in CoreSet.available().cores {
            let wrong = Slot<Int>()
            let thread = try PinnedThread.start(name: "pinned", core: core) {
                var count = 0
                for _ in 0..<1000 where PinnedThread.currentCore != core { count += 1 }
                wrong.set(count)
            }
            #expect(thread.pinned)
            #expect(thread.core == core)
            thread.join()
            #expect(wrong.value == 0)
        }
    }

    @Test func `a thread that asks for prompt turns keeps its core and sleeps as long as it asked`() throws {
        let core = try #require(CoreSet.available().cores.first)
        let slept = Slot<UInt64>()
        let thread = try PinnedThread.start(name: "prompt", core: core) {
            PinnedThread.runPromptly()
            let parker = Parker()
            let start = MonotonicClock.now()
            for _ in 0..<10 { parker.prepare().park(timeoutNanoseconds: 200_000) }
            if PinnedThread.currentCore == core { slept.set(MonotonicClock.now() - start) }
        }
        thread.join()
        #expect(slept.value ?? 0 >= 2_000_000)
    }

    @Test func `a core that does not exist leaves the thread unpinned but running`() throws {
        for core in [8191, 100_000, Int.max, -3] {
            let ran = Slot<Bool>()
            let thread = try PinnedThread.start(name: "nowhere", core: core) { ran.set(true) }
            #expect(!thread.pinned)
            thread.join()
            #expect(ran.value == true)
        }
    }

    @Test func `an unpinned thread keeps its starter's cores`() throws {
        let seen = Slot<CoreSet>()
        let thread = try PinnedThread.start(name: "free") { seen.set(.available()) }
        thread.join()
        #expect(!thread.pinned)
        #expect(seen.value == CoreSet.available())
    }

    @Test func `a stack of the given size holds a deep recursion`() throws {
        // Few and large frames: ThreadSanitizer's own call stack ends, unchecked, at 65,536 calls.
        @Sendable func depth(_ level: Int) -> Int {
            guard level > 0 else { return 0 }
            return unsafe withUnsafeTemporaryAllocation(byteCount: 1000, alignment: 16) { frame in
                unsafe frame.storeBytes(of: depth(level - 1), as: Int.self)
                return unsafe frame.load(as: Int.self) + 1
            }
        }
        let reached = Slot<Int>()
        let thread = try PinnedThread.start(name: "deep", stackBytes: 64 << 20) {
            reached.set(depth(15_000))
        }
        thread.join()
        #expect(reached.value == 15_000)
    }

    @Test func `the smallest stack is raised to what the system needs`() throws {
        let ran = Slot<Bool>()
        try PinnedThread.start(name: "small", stackBytes: 1) { ran.set(true) }.join()
        #expect(ran.value == true)
    }

    @Test func `a stack beyond the address space is an error, not a trap`() {
        #expect(throws: ThreadStartError.self) {
            _ = try PinnedThread.start(name: "huge", stackBytes: 1 << 60) {}
        }
    }

    @Test func `the body's captures are released when the thread has ended`() throws {
        final class Probe: Sendable {}
        weak var remains: Probe?
        do {
            let probe = Probe()
            remains = probe
            try PinnedThread.start(name: "captures") { withExtendedLifetime(probe) {} }.join()
        }
        #expect(remains == nil)
    }

    @Test func `a thread that is dropped runs on by itself`() throws {
        let ran = Slot<Bool>()
        _ = try PinnedThread.start(name: "dropped") { ran.set(true) }
        let deadline = MonotonicClock.now() + 5_000_000_000
        while ran.value == nil, MonotonicClock.now() < deadline { sched_yield() }
        #expect(ran.value == true)
    }

    @Test func `joining twice is refused`() async {
        await #expect(processExitsWith: .failure) {
            let thread = try PinnedThread.start(name: "twice") {}
            thread.join()
            thread.join()
        }
    }
}
