import FlowGraph
import Machine
import Synchronization

/// One thread's share of a run: the nodes of its stages, polled in rank order until all are done.
final class Worker: @unchecked Sendable {
    // SAFETY: made by the engine's thread, run by the one worker thread, read again after that was joined.
    let nodes: [NodeRunner]
    let core: Int?
    let stages: [String]
    let parker: Parker
    private let wait: WaitStrategy
    private let control: RunControl
    private let usage: PreemptionWatch
    private let sources: [SourceRunner]
    private let exclusiveCore: Bool
    private(set) var threadUsage: ThreadUsage?
    let finished = Atomic<Bool>(false)

    init(
        nodes: [NodeRunner], core: Int?, stages: [String], parker: Parker, wait: WaitStrategy, control: RunControl,
        usage: PreemptionWatch, exclusiveCore: Bool
    ) {
        self.nodes = nodes
        self.core = core
        self.stages = stages
        self.parker = parker
        self.wait = wait
        self.control = control
        self.usage = usage
        self.exclusiveCore = exclusiveCore
        sources = nodes.compactMap { $0 as? SourceRunner }
    }

    /// Polls until all nodes are done or the run is aborted.
    func run() {
        var waiter = Waiter(strategy: wait, parker: parker, exclusiveCore: exclusiveCore)
        var timed = Waiter(strategy: exclusiveCore ? .spin : .yield, parker: parker, exclusiveCore: exclusiveCore)
        while !control.isAborting {
            let moved = cycle()
            if isDone { break }
            if moved {
                waiter.reset()
            } else if isSourceDueSoon {
                timed.idle { self.cycle() }
            } else {
                waiter.idle { self.cycle() }
            }
        }
        threadUsage = ThreadUsage.current()
        finished.store(true, ordering: .releasing)
    }

    /// Polls every node once; returns whether anything moved.
    func cycle() -> Bool {
        var now = CycleClock.now()
        usage.sample(now)
        var moved = false
        for node in nodes where !node.isDone {
            if node.poll(&now) { moved = true }
        }
        return moved
    }

    /// Whether every node is done.
    var isDone: Bool { nodes.allSatisfy(\.isDone) }

    /// A paced source that is due within about a sleep's length keeps the thread awake.
    private var isSourceDueSoon: Bool {
        guard !sources.isEmpty else { return false }
        let horizon = CycleClock.now() &+ CycleClock.cycles(nanoseconds: 2 * Waiter.parkNanoseconds)
        return sources.contains { !$0.isDone && $0.nextDue != 0 && $0.nextDue < horizon }
    }
}
