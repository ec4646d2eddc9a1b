import Glibc
import JSON
import Learning
import Linear
import Machine
import PipelineFormat
import RunReport
import Training

/// Trains the seeds of a plan side by side, on every window, a process each: one that crashes takes no other along.
struct SeedRunner {
    let plan: TrainingPlan
    let folder: String
    /// Words of the command that trains one, but for which.
    let words: [String]
    let jobs: Int
    let isShown: Bool

    private struct Running {
        var leg: TrainingLeg
        var child: ChildProcess
    }

    /// Trains those that have not finished; returns how each that failed ended.
    func run(_ legs: [TrainingLeg]) throws -> [(leg: TrainingLeg, reason: String)] {
        var waiting = legs[...]
        var running: [Running] = []
        var failures: [(leg: TrainingLeg, reason: String)] = []
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
            while running.count < jobs, let leg = waiting.popFirst() {
                running.append(try start(leg))
            }
            var index = 0
            while index < running.count {
                guard let ending = running[index].child.poll() else {
                    index += 1
                    continue
                }
                let leg = running.remove(at: index).leg
                if let reason = reason(leg, ending) { failures.append((leg, reason)) }
            }
            table.show(legs, running: running.map(\.leg))
            usleep(50_000)
        }
        table.end(legs)
        return failures
    }

    private func start(_ leg: TrainingLeg) throws -> Running {
        let own = "\(folder)/\(leg.path)"
        try OutputFile.makeDirectory(own)
        do {
            let child = try ChildProcess.again(words + ["--worker", leg.path], output: "\(own)/log.txt")
            return Running(leg: leg, child: child)
        } catch {
            throw Complaint(
                "cannot start a training: system error \(error.code)", help: "try fewer at once, with --jobs")
        }
    }

    private func reason(_ leg: TrainingLeg, _ ending: ChildProcess.Ending) -> String? {
        let log = "\(folder)/\(leg.path)/log.txt"
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
