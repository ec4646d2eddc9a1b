import Glibc
import JSON
import Learning
import Linear
import Machine
import PipelineFormat
import RunReport
import Training

/// Trains the seeds of a plan side by side, a process each: one that crashes takes no other along.
struct SeedRunner {
    let plan: TrainingPlan
    let folder: String
    /// Words of the command that trains one, but for the seed.
    let words: [String]
    let jobs: Int
    let isShown: Bool

    private struct Running {
        var seed: UInt64
        var child: ChildProcess
    }

    /// Trains the seeds that have not finished; returns how each that failed ended.
    func run(_ seeds: [UInt64]) throws -> [(seed: UInt64, reason: String)] {
        var waiting = seeds[...]
        var running: [Running] = []
        var failures: [(seed: UInt64, reason: String)] = []
        var table = SeedTable(plan, folder: folder, isShown: isShown)
        defer { for one in running { one.child.send(SIGKILL) } }
        var asked = 0
        while !waiting.isEmpty || !running.isEmpty {
            let signals = Interrupt.count
            if signals > asked {
                // The first lets them keep a checkpoint, the second ends them.
                for one in running { one.child.send(signals > 1 ? SIGKILL : SIGTERM) }
                asked = signals
                waiting = []
            }
            while running.count < jobs, let seed = waiting.popFirst() {
                running.append(try start(seed))
            }
            var index = 0
            while index < running.count {
                guard let ending = running[index].child.poll() else {
                    index += 1
                    continue
                }
                let seed = running.remove(at: index).seed
                if let reason = reason(seed, ending) { failures.append((seed, reason)) }
            }
            table.show(seeds, running: running.map(\.seed))
            usleep(50_000)
        }
        table.end(seeds)
        return failures
    }

    private func start(_ seed: UInt64) throws -> Running {
        let own = TrainingPlan.folder(folder, seed: seed)
        try OutputFile.makeDirectory(own)
        do {
            let child = try ChildProcess.again(words + ["--worker", "\(seed)"], output: "\(own)/log.txt")
            return Running(seed: seed, child: child)
        } catch {
            throw Complaint(
                "cannot start a training: system error \(error.code)", help: "try fewer at once, with --jobs")
        }
    }

    private func reason(_ seed: UInt64, _ ending: ChildProcess.Ending) -> String? {
        let log = "\(TrainingPlan.folder(folder, seed: seed))/log.txt"
        switch ending {
        case .exit(0), .exit(Exit.interrupted.rawValue), .exit(Exit.terminated.rawValue): return nil
        case .exit(let code):
            let text = SystemFile.text(log) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix("error") }
            return line.map { String($0.dropFirst(7)) } ?? "it ended with code \(code); see \(log)"
        case .signal(let signal): return "it was ended by signal \(signal); see \(log)"
        }
    }
}
