internal import CMachine
import Glibc

/// One worker's waiting: call `idle(recheck:)` after a round without work, `reset()` after one with work.
///
/// Each call is bounded: a pause, a yield, or a sleep of at most 1 ms, so that the worker keeps seeing its
/// stop flag and its timers.
public struct Waiter {
    /// How long `auto` spins after the last work: about what a wake-up from the kernel costs.
    public static let spinNanoseconds: UInt64 = 2000
    /// How often `auto` yields before it parks.
    public static let yieldLimit = 4
    /// The longest sleep.
    public static let parkNanoseconds: UInt64 = 1_000_000

    /// The strategy in use.
    public let strategy: WaitStrategy
    /// How often this worker has gone to sleep.
    public private(set) var parks = 0
    /// How many of those sleeps ended by the timeout.
    public private(set) var timeouts = 0

    private let parker: Parker
    private let spinCycles: UInt64
    @usableFromInline var isIdle = false
    private var idleSince: UInt64 = 0
    private var yields = 0

    /// Makes a waiter for the worker that owns `parker`.
    ///
    /// `exclusiveCore` says that no other busy thread shares the worker's core; without it `auto` does not
    /// spin, as it would only keep the writer from running.
    public init(strategy: WaitStrategy, parker: Parker, exclusiveCore: Bool) {
        self.strategy = strategy
        self.parker = parker
        spinCycles = exclusiveCore ? CycleClock.cycles(nanoseconds: Self.spinNanoseconds) : 0
    }

    /// Says that work was found: the next idle round starts afresh.
    ///
    /// It costs one store.
    @inlinable
    public mutating func reset() {
        isIdle = false
    }

    /// Spends one idle round.
    ///
    /// `recheck` answers whether there is work now; it is asked once, between announcing a sleep and
    /// sleeping, and must look at everything that a notifier may have published.
    public mutating func idle(recheck: () -> Bool) {
        switch strategy {
        case .spin: cm_pause()
        case .yield: sched_yield()
        case .park: park(recheck)
        case .auto: idleByTime(recheck)
        }
    }

    private mutating func idleByTime(_ recheck: () -> Bool) {
        let now = CycleClock.now()
        if !isIdle {
            isIdle = true
            idleSince = now
            yields = 0
        }
        // The cost of a pause differs tenfold between processors, so the spin is bounded by time.
        if now &- idleSince < spinCycles {
            cm_pause()
        } else if yields < Self.yieldLimit {
            yields += 1
            sched_yield()
        } else {
            park(recheck)
        }
    }

    /// Sleeps for at most that long, and no longer than the longest sleep: until shortly before something is due.
    ///
    /// `recheck` is as for `idle`.
    public mutating func rest(nanoseconds: UInt64, recheck: () -> Bool) {
        park(recheck, min(nanoseconds, Self.parkNanoseconds))
    }

    private mutating func park(_ recheck: () -> Bool, _ longest: UInt64 = Self.parkNanoseconds) {
        let token = parker.prepare()
        if recheck() {
            token.cancel()
            return
        }
        parks += 1
        if token.park(timeoutNanoseconds: longest) == .timedOut { timeouts += 1 }
    }
}
