import Machine
import Testing

struct WaiterTests {
    @Test(arguments: WaitStrategy.allCases)
    func `a worker sees an item whatever its strategy`(strategy: WaitStrategy) throws {
        let items = 200
        let parker = Parker()
        let produced = Counter()
        let consumed = Counter()
        let worker = try PinnedThread.start(name: "worker") {
            var waiter = Waiter(strategy: strategy, parker: parker, exclusiveCore: true)
            var seen = 0
            while seen < items {
                let there = produced.value
                if there > seen {
                    seen = there
                    waiter.reset()
                } else {
                    waiter.idle { produced.value > seen }
                }
            }
            consumed.add()
        }
        for _ in 0..<items {
            produced.add()
            parker.notify()
        }
        worker.join()
        #expect(consumed.value == 1)
    }

    @Test func `auto spins, then yields, then parks`() {
        var waiter = Waiter(strategy: .auto, parker: Parker(), exclusiveCore: true)
        let start = CycleClock.now()
        var rounds = 0
        while waiter.parks == 0 {
            waiter.idle { false }
            rounds += 1
        }
        let spent = CycleClock.nanoseconds(CycleClock.now() &- start)
        #expect(rounds > Waiter.yieldLimit)
        #expect(spent >= Waiter.spinNanoseconds)
        #expect(waiter.timeouts == 1)
    }

    @Test func `auto on a shared core does not spin`() {
        var waiter = Waiter(strategy: .auto, parker: Parker(), exclusiveCore: false)
        for _ in 0..<Waiter.yieldLimit { waiter.idle { false } }
        #expect(waiter.parks == 0)
        waiter.idle { false }
        #expect(waiter.parks == 1)
    }

    @Test func `work that is found starts the rounds afresh`() {
        var waiter = Waiter(strategy: .auto, parker: Parker(), exclusiveCore: false)
        for _ in 0...Waiter.yieldLimit { waiter.idle { false } }
        waiter.reset()
        for _ in 0..<Waiter.yieldLimit { waiter.idle { false } }
        #expect(waiter.parks == 1)
    }

    @Test func `work that arrives during the announcement is not slept over`() {
        let parker = Parker()
        var waiter = Waiter(strategy: .park, parker: parker, exclusiveCore: false)
        waiter.idle { true }
        #expect(waiter.parks == 0)
        // The announcement is gone again: a sleep now is not cut short by an old notification.
        parker.notify()
        #expect(parker.prepare().park(timeoutNanoseconds: 1_000_000) == .timedOut)
    }

    @Test(arguments: [WaitStrategy.spin, .yield])
    func `spin and yield never sleep or ask`(strategy: WaitStrategy) {
        var waiter = Waiter(strategy: strategy, parker: Parker(), exclusiveCore: true)
        var asked = 0
        for _ in 0..<1000 {
            waiter.idle {
                asked += 1
                return false
            }
        }
        #expect(waiter.parks == 0)
        #expect(asked == 0)
    }
}
