internal import CMachine
public import Synchronization

/// The place where one worker sleeps, and where others wake it; no wake-up is lost.
///
/// One parker belongs to one worker. Any number of other threads call ``notify()``.
///
/// The protocol, both sides in this order:
///
///     the worker                              another thread
///     1. announce: prepare()                  1. publish the work (a release store is enough)
///     2. look at its work once more           2. notify(): a full fence, then read the announcement
///     3. work: cancel(); none: park()         3. announced: take it back and wake; else nothing
///
/// Each side writes, then passes a sequentially consistent fence, then reads what the other writes
/// (Dekker). So at least one of them sees the other: either the worker finds the work in step 2, or the
/// other thread finds the announcement in step 2. In the second case it resets the word *before* it wakes,
/// and the kernel puts the worker to sleep only while the word still says "announced", which closes the
/// gap between steps 2 and 3. A wake-up that arrives late, for an earlier sleep, is recognised by the word
/// and slept through.
///
/// Costs: `notify()` while the worker is awake is a fence and a load, some 10 ns, no shared write and no
/// system call; call it once a batch. Waking a sleeper is a system call of some microseconds.
@safe
public final class Parker: @unchecked Sendable {
    // SAFETY: the word is owned by this object from init to deinit and only ever touched as an atomic;
    // the kernel reads it during a wait, which holds a reference to this object.
    @usableFromInline let word: UnsafeMutablePointer<Atomic<UInt32>>

    static var awake: UInt32 { 0 }
    static var announced: UInt32 { 1 }
    private static let lineBytes = 128

    /// Makes a parker whose worker is awake.
    public init() {
        // SAFETY: a fresh block, aligned and sized to two cache lines (they are fetched in pairs), so
        // that no neighbour's writes disturb the threads that read the word.
        let block = UnsafeMutableRawPointer.allocate(byteCount: Self.lineBytes, alignment: Self.lineBytes)
        unsafe word = block.bindMemory(to: Atomic<UInt32>.self, capacity: 1)
        unsafe word.initialize(to: Atomic(Self.awake))
    }

    deinit {
        // SAFETY: no reference is left, so neither a waiter nor a notifier can reach the word.
        unsafe word.deinitialize(count: 1)
        unsafe UnsafeMutableRawPointer(word).deallocate()
    }

    /// Wakes the worker if it sleeps or is about to.
    ///
    /// Call it after publishing, from any thread.
    @inlinable
    @inline(__always)
    public func notify() {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        // SAFETY: see `word`.
        if unsafe word.pointee.load(ordering: .relaxed) != 0 { wake() }
    }

    /// Announces that the worker is about to sleep.
    ///
    /// It must then look at its work once more, and either cancel or park. The worker's thread only.
    public func prepare() -> Token {
        // SAFETY: see `word`.
        unsafe word.pointee.store(Self.announced, ordering: .sequentiallyConsistent)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        return Token(parker: self)
    }

    /// Takes the announcement back and wakes; of several threads that come at once, one makes the call.
    @usableFromInline
    func wake() {
        // SAFETY: see `word`.
        let before = unsafe word.pointee.exchange(Self.awake, ordering: .sequentiallyConsistent)
        if before != Self.awake { unsafe cm_futex_wake(UnsafeRawPointer(word), 1) }
    }

    func withdraw() {
        // SAFETY: see `word`.
        unsafe word.pointee.store(Self.awake, ordering: .sequentiallyConsistent)
    }

    func sleep(timeoutNanoseconds: UInt64) -> ParkOutcome {
        let timeout = Int64(clamping: timeoutNanoseconds)
        let (sum, overflow) = Int64(clamping: MonotonicClock.now()).addingReportingOverflow(timeout)
        let deadline = overflow ? Int64.max : sum
        while true {
            // SAFETY: see `word`; `self` lives through the call.
            let result = unsafe cm_futex_wait(UnsafeRawPointer(word), Self.announced, deadline)
            if unsafe word.pointee.load(ordering: .acquiring) == Self.awake { return .notified }
            switch result {
            case CM_TIMED_OUT, CM_INTERRUPTED:
                // An exchange, so that a notifier who came at the last moment is still reported.
                let before = unsafe word.pointee.exchange(Self.awake, ordering: .sequentiallyConsistent)
                if before == Self.awake { return .notified }
                return result == CM_TIMED_OUT ? .timedOut : .interrupted
            default: continue  // a late wake-up for an earlier sleep
            }
        }
    }
}
