import Machine
import Synchronization
import Testing

/// One direction of a ping-pong: a number that is published with a release store, as a ring does it.
private final class Lane: Sendable {
    let published = Atomic<Int>(0)
    let parker = Parker()
    let timeouts = Atomic<Int>(0)
    let sleeps = Atomic<Int>(0)

    func publish(_ value: Int) {
        published.store(value, ordering: .releasing)
        parker.notify()
    }

    /// Waits for `value`; a sleep that ends by the timeout with the value there was a lost wake-up.
    func await(_ value: Int) {
        while published.load(ordering: .acquiring) < value {
            let token = parker.prepare()
            if published.load(ordering: .acquiring) >= value {
                token.cancel()
                return
            }
            sleeps.add(1, ordering: .relaxed)
            if token.park(timeoutNanoseconds: 1_000_000_000) == .timedOut {
                timeouts.add(1, ordering: .relaxed)
            }
        }
    }
}

@Suite(.serialized)
struct ParkerTests {
    @Test func `20,000 rounds of ping-pong lose no wake-up`() throws {
        let rounds = 20_000
        let there = Lane()
        let back = Lane()
        let cores = CoreSet.available().cores
        let echo = try PinnedThread.start(name: "echo", core: cores.last) {
            for round in 1...rounds {
                there.await(round)
                back.publish(round)
            }
        }
        let serve = try PinnedThread.start(name: "serve", core: cores.first) {
            for round in 1...rounds {
                there.publish(round)
                back.await(round)
            }
        }
        serve.join()
        echo.join()
        #expect(back.published.load(ordering: .acquiring) == rounds)
        #expect(there.timeouts.load(ordering: .relaxed) == 0)
        #expect(back.timeouts.load(ordering: .relaxed) == 0)
        #expect(there.sleeps.load(ordering: .relaxed) > 0)
    }

    @Test func `a notification between prepare and park is not slept over`() {
        let parker = Parker()
        let token = parker.prepare()
        parker.notify()
        #expect(token.park(timeoutNanoseconds: 60_000_000_000) == .notified)
    }

    @Test func `a notification to a worker that is awake leaves nothing behind`() {
        let parker = Parker()
        parker.notify()
        #expect(parker.prepare().park(timeoutNanoseconds: 1_000_000) == .timedOut)
        parker.prepare().cancel()
        parker.notify()
        #expect(parker.prepare().park(timeoutNanoseconds: 1_000_000) == .timedOut)
    }

    @Test func `a sleep without a notification lasts for its timeout`() {
        let parker = Parker()
        let start = MonotonicClock.now()
        #expect(parker.prepare().park(timeoutNanoseconds: 2_000_000) == .timedOut)
        #expect(MonotonicClock.now() - start >= 2_000_000)
        #expect(parker.prepare().park(timeoutNanoseconds: 0) == .timedOut)
    }

    @Test func `an endless timeout does not overflow`() throws {
        let parker = Parker()
        let outcome = Slot<ParkOutcome>()
        let sleeper = try PinnedThread.start(name: "endless") {
            outcome.set(parker.prepare().park(timeoutNanoseconds: .max))
        }
        while outcome.value == nil { parker.notify() }
        sleeper.join()
        #expect(outcome.value == .notified)
    }

    @Test func `many notifiers wake one worker for each item`() throws {
        let perThread = 2000
        let parker = Parker()
        let total = Counter()
        let late = Counter()
        let worker = try PinnedThread.start(name: "worker") {
            while total.value < 3 * perThread {
                let before = total.value
                let token = parker.prepare()
                if total.value > before {
                    token.cancel()
                } else if before < 3 * perThread,
                    token.park(timeoutNanoseconds: 1_000_000_000) == .timedOut
                {
                    late.add()
                }
            }
        }
        let writers = try (0..<3).map { index in
            try PinnedThread.start(name: "writer \(index)") {
                for _ in 0..<perThread {
                    total.add()
                    parker.notify()
                }
            }
        }
        for writer in writers { writer.join() }
        worker.join()
        #expect(total.value == 3 * perThread)
        #expect(late.value == 0)
    }
}
