public import FlowGraph
import Machine
import OperatorKit

/// Runs a plan: opens its sources, starts a pinned thread per worker, watches, and reports.
public struct Engine {
    let plan: ExecutionPlan
    private let options: RunOptions

    /// Prepares to run `plan` once; its operators' state belongs to this run.
    public init(_ plan: ExecutionPlan, options: RunOptions = RunOptions()) {
        self.plan = plan
        self.options = options
    }

    /// Runs to the end on pinned threads, and returns what happened.
    public func run() -> RunResult {
        let assembly = Assembly(plan, options: options)
        let clock = PhaseClock()
        if let failure = open() {
            let load = clock.lap()
            return assembly.result(
                outcome: failure, load: load, run: RunResult.Phase(wall: 0, cpu: 0), threads: [])
        }
        let load = clock.lap()
        var threads: [PinnedThread] = []
        var outcome: RunResult.Outcome?
        for (index, worker) in assembly.workers.enumerated() {
            do {
                threads.append(
                    try PinnedThread.start(name: "gmf-\(index)", core: worker.core) { worker.run() })
            } catch {
                assembly.control.abort()
                outcome = .failed(node: worker.stages.joined(separator: "+"), OperatorError("\(error)"))
                break
            }
        }
        var supervisor = Supervisor(assembly: assembly, options: options)
        let watched = supervisor.watch()
        for (thread, isLost) in zip(threads, supervisor.hangs.isLost) where !isLost { thread.join() }
        supervisor.hangs.join()
        return assembly.result(
            outcome: outcome ?? watched, load: load, run: clock.lap(), threads: threads.map(\.pinned))
    }

    /// Runs to the end on the calling thread, one node at a time, in the order that `pick` chooses.
    ///
    /// For tests: the same nodes and rings, no threads. `pick` is given the number of workers and returns which
    /// of them does its next cycle; the result must not depend on it.
    public func step(_ pick: (Int) -> Int) -> RunResult {
        let assembly = Assembly(plan, options: options)
        let clock = PhaseClock()
        if let failure = open() {
            return assembly.result(
                outcome: failure, load: clock.lap(), run: RunResult.Phase(wall: 0, cpu: 0), threads: [])
        }
        let load = clock.lap()
        var idle = 0
        while !assembly.workers.allSatisfy(\.isDone) {
            let worker = assembly.workers[pick(assembly.workers.count)]
            idle = worker.cycle() ? 0 : idle + 1
            guard idle < 100_000 else {
                return assembly.result(
                    outcome: .stalled(assembly.whoWaits()), load: load, run: clock.lap(), threads: [])
            }
        }
        return assembly.result(
            outcome: assembly.failure() ?? .completed, load: load, run: clock.lap(), threads: [])
    }

    func open() -> RunResult.Outcome? {
        for index in plan.graph.order {
            let node = plan.graph.nodes[index]
            do {
                try node.instance.open()
            } catch {
                return .failed(node: node.name, error)
            }
        }
        return nil
    }
}

/// Wall and processor time since the last lap.
private final class PhaseClock {
    private var wall = MonotonicClock.now()
    private var cpu = ProcessUsage.current().cpuNanoseconds

    func lap() -> RunResult.Phase {
        let wallNow = MonotonicClock.now()
        let cpuNow = ProcessUsage.current().cpuNanoseconds
        defer { (wall, cpu) = (wallNow, cpuNow) }
        return RunResult.Phase(wall: Double(wallNow - wall) / 1e9, cpu: Double(cpuNow - cpu) / 1e9)
    }
}
