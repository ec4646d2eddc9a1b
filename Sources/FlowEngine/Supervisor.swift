import Glibc
import Machine
import Synchronization

/// The calling thread's part of a run: progress, interrupts, the drain's deadline and the watchdog.
struct Supervisor {
    let assembly: Assembly
    let options: RunOptions
    /// Who works, and which threads are lost.
    private(set) var hangs: HangWatch

    init(assembly: Assembly, options: RunOptions) {
        self.assembly = assembly
        self.options = options
        hangs = HangWatch(assembly)
    }

    /// Returns when all workers have ended, or have been told to.
    mutating func watch() -> RunResult.Outcome {
        let start = MonotonicClock.now()
        var lastReport = start
        var lastMovement = start
        var lastCount = -1
        var stopped: UInt64?
        var nap: UInt32 = 50
        while !hangs.allFinished {
            usleep(nap)
            nap = min(20_000, nap * 2)
            let now = MonotonicClock.now()
            hangs.look(now)
            let count = assembly.movement()
            if count != lastCount { (lastCount, lastMovement) = (count, now) }
            if now - lastReport >= 100_000_000 {
                lastReport = now
                report(since: start, now)
            }
            let interrupts = options.interrupts()
            if interrupts > 0 || assembly.control.isStopping {
                let since = stopped ?? now
                stopped = since
                assembly.control.stop()
                if interrupts > 1 || now - since > UInt64(options.drainDeadline) {
                    assembly.control.abort()
                    waitForWorkers()
                    return assembly.failure() ?? .interrupted(drained: false)
                }
            } else if now - lastMovement > UInt64(options.stallDeadline), options.pace == .fast {
                let text = assembly.whoWaits()
                assembly.control.abort()
                waitForWorkers()
                return .stalled(text)
            }
        }
        report(since: start, MonotonicClock.now())
        return assembly.failure() ?? (stopped == nil ? .completed : .interrupted(drained: true))
    }

    private mutating func waitForWorkers() {
        for worker in assembly.workers { worker.parker.notify() }
        hangs.leave()
    }

    private func report(since start: UInt64, _ now: UInt64) {
        options.onProgress?(
            RunProgress(
                events: assembly.sourceEvents(), seconds: Double(now - start) / 1e9,
                marketTime: assembly.control.marketTime))
    }
}
