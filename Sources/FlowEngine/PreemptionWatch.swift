import Machine

/// Tells whether the kernel took the core away since it was last asked: the evidence for an excused excess.
///
/// One per worker, used by its thread. Asking is a system call, so it is asked when a limit was exceeded and
/// about every 10 ms.
final class PreemptionWatch {
    private var last = 0
    private var nextSample: UInt64 = 0
    private let interval = CycleClock.cycles(nanoseconds: 10_000_000)

    /// Whether there was an involuntary switch since the last sample.
    func wasPreempted() -> Bool {
        let switches = ThreadUsage.current().involuntarySwitches
        defer { last = switches }
        return switches > last
    }

    /// Takes a sample when the last one is old.
    func sample(_ now: UInt64) {
        guard now > nextSample else { return }
        nextSample = now &+ interval
        last = ThreadUsage.current().involuntarySwitches
    }
}
