import Glibc
import Machine
import Testing

/// The signals go to the process and not by `raise`: exit tests run on a worker of the concurrency pool,
/// and those block every signal.
struct InterruptTests {
    @Test func `both signals are counted and end nothing`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            guard Interrupt.install(), Interrupt.count == 0 else { exit(1) }
            kill(getpid(), SIGINT)
            guard reaches(1) else { exit(2) }
            kill(getpid(), SIGTERM)
            guard reaches(2) else { exit(3) }
            exit(42)
        }
    }

    @Test func `without install the signal ends the process`() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            kill(getpid(), SIGTERM)
            _ = reaches(1)
        }
    }

    @Test func `a signal cuts a sleep short`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            Interrupt.install()
            unblockInterrupts()
            let target = pthread_self()
            let outcome = Slot<ParkOutcome>()
            let poke = try PinnedThread.start(name: "poke") {
                // Again and again, as the first signals may come before the sleep begins.
                while outcome.value == nil {
                    pthread_kill(target, SIGINT)
                    usleep(1000)
                }
            }
            outcome.set(Parker().prepare().park(timeoutNanoseconds: 10_000_000_000))
            poke.join()
            exit(outcome.value == .interrupted && Interrupt.count > 0 ? 42 : 1)
        }
    }
}

/// Whether the count comes to `count` within five seconds, as another thread may take the signal.
private func reaches(_ count: Int) -> Bool {
    let deadline = MonotonicClock.now() + 5_000_000_000
    while Interrupt.count < count, MonotonicClock.now() < deadline { sched_yield() }
    return Interrupt.count == count
}

private func unblockInterrupts() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
}
