import Machine

/// Tells whether an excess is explained by the kernel having taken the core away: the evidence for excusing it.
///
/// A gap is time in which the thread did not run although it was switched out against its will. It explains an
/// excess only of events that were waiting during it, and only if without it they had been within their limit.
/// One per worker, used by its thread; asking is a system call of about a microsecond, so it is asked when a limit
/// was exceeded and about every 10 ms.
final class PreemptionWatch {
    /// The last sample; nil until the worker's own thread has taken one.
    private var last: ThreadUsage?
    private var lastCycles: UInt64 = 0
    private var gapEnd: UInt64 = 0
    private var gapNanoseconds: UInt64 = 0
    private let interval = CycleClock.cycles(nanoseconds: 10_000_000)

    /// Whether events done at `end` that took `worst` nanoseconds would have been within `limit` without the gap.
    func explains(worst: UInt64, limit: UInt64, end: UInt64) -> Bool {
        look(end)
        let waited = CycleClock.cycles(nanoseconds: worst)
        guard gapEnd != 0, end > waited, end - waited <= gapEnd else { return false }
        return worst <= limit + gapNanoseconds
    }

    /// Takes a sample when the last one is old.
    func sample(_ now: UInt64) {
        if now &- lastCycles > interval { look(now) }
    }

    /// Remembers the gap since the last sample, if there was an involuntary switch in it.
    private func look(_ now: UInt64) {
        let usage = ThreadUsage.current()
        defer { (last, lastCycles) = (usage, now) }
        guard let last, usage.involuntarySwitches > last.involuntarySwitches, now > lastCycles else { return }
        let wall = CycleClock.nanoseconds(now - lastCycles)
        let ran = UInt64(usage.cpuNanoseconds - last.cpuNanoseconds)
        (gapEnd, gapNanoseconds) = (now, wall > ran ? wall - ran : 0)
    }
}
