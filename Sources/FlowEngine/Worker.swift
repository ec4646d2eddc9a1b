import FlowGraph
import Machine
import Rings
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
    private let hasSource: Bool
    private let dues: [DueTime]
    private let exclusiveCore: Bool
    /// For each node the first one of the feedback loop that ends with it, or -1.
    private let loopStart: [Int]
    private let loops: [ClosedRange<Int>]
    /// Whether no other thread takes part in the run, so that nobody else could end this one's idleness.
    private let isAlone: Bool
    private let patience = Held(Patience())
    /// The nodes once more, where a look at one is no change of its count of references.
    private let runners: HeldArray<Lent<NodeRunner>>
    private(set) var threadUsage: ThreadUsage?
    let finished = Atomic<Bool>(false)

    init(
        nodes: [NodeRunner], core: Int?, stages: [String], parker: Parker, wait: WaitStrategy,
        control: RunControl,
        usage: PreemptionWatch, exclusiveCore: Bool, loops: [ClosedRange<Int>], isAlone: Bool,
        dues: [DueTime]
    ) {
        self.nodes = nodes
        runners = HeldArray(count: nodes.count) { Lent(nodes[$0]) }
        self.core = core
        self.stages = stages
        self.parker = parker
        self.wait = wait
        self.control = control
        self.usage = usage
        self.exclusiveCore = exclusiveCore
        self.isAlone = isAlone
        self.loops = loops
        var loopStart = Array(repeating: -1, count: nodes.count)
        for loop in loops { loopStart[loop.upperBound] = loop.lowerBound }
        self.loopStart = loopStart
        hasSource = nodes.contains { $0 is SourceRunner }
        self.dues = dues
    }

    /// The same worker with another node in the place of one, for a thread of its own.
    func replacing(_ lost: NodeRunner, by node: NodeRunner) -> Worker {
        Worker(
            nodes: nodes.map { $0 === lost ? node : $0 }, core: core, stages: stages, parker: parker,
            wait: wait,
            control: control, usage: usage, exclusiveCore: false, loops: loops, isAlone: isAlone,
            dues: dues)
    }

    /// Polls until all nodes are done or the run is aborted.
    func run() {
        if !dues.isEmpty { PinnedThread.runPromptly() }
        var waiter = Waiter(strategy: wait, parker: parker, exclusiveCore: exclusiveCore)
        var timed = Waiter(
            strategy: exclusiveCore ? .spin : .yield, parker: parker, exclusiveCore: exclusiveCore)
        var lastMove = CycleClock.now()
        while !control.isAborting {
            let moved = cycle()
            if isDone { break }
            if moved {
                waiter.reset()
                lastMove = CycleClock.now()
                continue
            }
            let (left, timeouts) = (untilDue, waiter.timeouts)
            if let left, left > Self.leadCycles {
                waiter.rest(nanoseconds: CycleClock.nanoseconds(left - Self.leadCycles)) { self.cycle() }
            } else if left != nil || (mayLinger && CycleClock.now() &- lastMove < Self.lingerCycles) {
                timed.idle { self.cycle() }
            } else {
                waiter.idle { self.cycle() }
            }
            if waiter.timeouts != timeouts { patience.value.eagerRounds = Patience.eagerSpell }
        }
        threadUsage = ThreadUsage.current()
        finished.store(true, ordering: .releasing)
    }

    /// Polls every node once, those of a feedback loop again while they advance; returns whether anything moved.
    func cycle() -> Bool {
        var now = CycleClock.now()
        usage.sample(now)
        let isEager = patience.value.eagerRounds > 0
        var moved = false
        var loopAdvanced = false
        var turns = 0
        var index = 0
        while index < runners.count {
            runners[index].with { node in
                guard !node.isDone else { return }
                if node.poll(&now, isEager: isEager) { moved = true }
                if node.state.value.hasAdvanced { loopAdvanced = true }
            }
            let start = loopStart[index]
            index += 1
            guard start >= 0 else { continue }
            // Around a loop events go one by one; a round of all nodes for each would be a waste.
            if loopAdvanced, turns < Self.loopTurns {
                turns += 1
                index = start
            }
            loopAdvanced = false
        }
        patience.value.note(moved, isAlone)
        return moved
    }

    /// Rounds around a feedback loop before the other nodes have their turn.
    private static let loopTurns = 64
    /// How long a thread with a core of its own spins before it waits otherwise: the time of a large batch, as
    /// to be woken for each batch costs more than to wait for it.
    private static let lingerCycles = CycleClock.cycles(nanoseconds: 30_000)

    private var mayLinger: Bool { wait == .auto && exclusiveCore && !isAlone }

    /// Whether every node is done.
    var isDone: Bool { nodes.allSatisfy(\.isDone) }

    /// How long before a paced event the thread is awake: about what a sleep may last too long.
    private static let leadCycles = CycleClock.cycles(nanoseconds: 100_000)
    /// How long an event may be overdue until nobody waits for it awake: its source is held up.
    private static let overdueCycles = CycleClock.cycles(nanoseconds: 1_000_000)

    /// Cycles until the next paced event, 0 if that is overdue; nil where none is to be waited for awake.
    ///
    /// A source's own thread waits for it, and whoever has a core to wait on: to be woken takes longer than all work
    /// on an event.
    private var untilDue: UInt64? {
        guard !dues.isEmpty, wait != .spin, hasSource || (wait == .auto && exclusiveCore) else { return nil }
        var next = UInt64.max
        for due in dues { next = min(next, due.next) }
        let now = CycleClock.now()
        if next > now { return next == .max ? nil : next - now }
        return now - next < Self.overdueCycles ? 0 : nil
    }
}

/// Whether a worker still fills its outputs to the last slot, see `NodeRunner.hasRoom`.
private struct Patience {
    /// Idle rounds, of some 100 ns, after which a thread that never parks becomes eager.
    private static let patience = 4096
    /// Moving rounds for which it stays so, as rings that only just suffice will be full again.
    static let eagerSpell = 64

    private var idleRounds = 0
    /// Rounds for which it is eager.
    var eagerRounds = 0

    /// Who can't move otherwise is eager: at once if no other thread could help, else after a while.
    mutating func note(_ moved: Bool, _ isAlone: Bool) {
        if moved {
            idleRounds = 0
            if eagerRounds > 0 { eagerRounds -= 1 }
        } else {
            idleRounds += 1
            eagerRounds = isAlone || idleRounds % Self.patience == 0 ? Self.eagerSpell : 0
        }
    }
}
