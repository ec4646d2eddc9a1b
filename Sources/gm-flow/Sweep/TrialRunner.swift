import Glibc
import Machine
import RunReport

/// One trial to be made, and in what folder.
struct TrialJob {
    var trial: TrialRecord
    /// Words of the command that makes it.
    var words: [String]
    /// Where its record goes.
    var folder: String
}

/// Makes trials side by side, a process on a core each: one that crashes takes no other along.
struct TrialRunner {
    /// Cores to run on; trials beyond their number share them.
    let cores: [Int]
    /// How many run at once.
    let jobs: Int

    private struct Running {
        var job: TrialJob
        var child: ChildProcess
        var slot: Int
        var started: UInt64
    }

    /// Makes all trials, and returns whether all were made.
    ///
    /// - Parameter done: takes each as it ends; false ends the rest.
    func run(_ list: [TrialJob], done: (TrialRecord) throws -> Bool) throws -> Bool {
        var waiting = list[...]
        var running: [Running] = []
        var free = Array((0..<jobs).reversed())
        defer { for one in running { one.child.send(SIGKILL) } }
        while !waiting.isEmpty || !running.isEmpty {
            guard Interrupt.count == 0 else {
                try stop(running, done)
                running = []
                return false
            }
            while let slot = free.last, let job = waiting.first {
                free.removeLast()
                waiting.removeFirst()
                running.append(try start(job, slot))
            }
            var index = 0
            while index < running.count {
                guard let ending = running[index].child.poll() else {
                    index += 1
                    continue
                }
                let ended = running.remove(at: index)
                free.append(ended.slot)
                if let trial = result(ended, ending), try !done(trial) { return false }
            }
            usleep(2_000)
        }
        return Interrupt.count == 0
    }

    private func start(_ job: TrialJob, _ slot: Int) throws -> Running {
        try OutputFile.makeDirectory(job.folder)
        let core = cores[slot % cores.count]
        do {
            let child = try ChildProcess.again(
                job.words + ["--cores", "\(core)"], output: "\(job.folder)/log.txt")
            return Running(job: job, child: child, slot: slot, started: MonotonicClock.now())
        } catch {
            throw Complaint(
                "cannot start a trial: system error \(error.code)", help: "try fewer at once, with --jobs")
        }
    }

    /// Lets trials that have just ended count, and ends the others.
    private func stop(_ running: [Running], _ done: (TrialRecord) throws -> Bool) throws {
        for one in running {
            switch one.child.poll() {
            case nil: one.child.send(SIGKILL)
            case .exit(0)?: if let trial = result(one, .exit(0)) { _ = try done(trial) }
            default: break
            }
        }
    }

    /// What came of a trial; nil for one that was interrupted.
    private func result(_ one: Running, _ ending: ChildProcess.Ending) -> TrialRecord? {
        var trial = one.job.trial
        trial.seconds = Double(MonotonicClock.now() - one.started) / 1e9
        switch ending {
        case .exit(0):
            do {
                trial.take(try StoredRun.read(one.job.folder))
            } catch {
                trial.failure = error.message
            }
        case .exit(Exit.interrupted.rawValue): return nil
        case .exit(let code): trial.failure = reason(one.job.folder) ?? "it ended with code \(code)"
        case .signal(let signal): trial.failure = "it was ended by signal \(signal)"
        }
        return trial
    }

    /// The first error that a trial told.
    private func reason(_ folder: String) -> String? {
        guard let text = SystemFile.text("\(folder)/log.txt") else { return nil }
        let line = text.split(separator: "\n").first { $0.contains("error") }
        return line.map(String.init)
    }
}
