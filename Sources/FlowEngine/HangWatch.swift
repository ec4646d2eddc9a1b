import Glibc
import Machine
import OperatorKit
import Synchronization

/// Finds operators that don't come back from their work, cuts them off, and goes on without them.
///
/// The thread that hangs keeps its operator and nothing else: it can't be stopped, but what it shared, its inputs, its
/// outputs and the other nodes of its worker, goes to a new thread. Both sides decide by one exchange of
/// `NodeRunner.turns` whose the node is, so a thread that comes back at the last moment goes on, and one that comes
/// back later rests.
struct HangWatch {
    private let assembly: Assembly
    /// The work that each node was seen at, and since when.
    private var seen: [(turn: Int, since: UInt64)]
    /// Who works: the workers of the assembly, or those that took their place.
    private(set) var workers: [Worker]
    /// The threads of those that took a place; nil while it is the first one.
    private var threads: [PinnedThread?]
    /// Whether the first thread of a place is lost.
    private(set) var isLost: [Bool]

    init(_ assembly: Assembly) {
        self.assembly = assembly
        let now = MonotonicClock.now()
        seen = assembly.runners.map { _ in (0, now) }
        workers = assembly.workers
        threads = workers.map { _ in nil }
        isLost = workers.map { _ in false }
    }

    /// Cuts off what has been at one piece of work for too long.
    mutating func look(_ now: UInt64) {
        guard assembly.control.watchesHangs else { return }
        for index in assembly.runners.indices {
            let (turn, limit) = (
                assembly.runners[index].turns.load(ordering: .relaxed), assembly.runners[index].hangLimit
            )
            if turn & 1 == 0 || turn != seen[index].turn {
                seen[index] = (turn, now)
            } else if limit > 0, now - seen[index].since >= limit, take(index, turn, after: limit) {
                goOn(without: assembly.runners[index])
            }
        }
    }

    /// After an abort: leaves behind the threads that don't end.
    mutating func leave() {
        let (start, patience) = (MonotonicClock.now(), UInt64(1_000_000_000))
        while MonotonicClock.now() - start < patience, !allFinished { usleep(1000) }
        guard assembly.control.watchesHangs else { return }
        for index in assembly.runners.indices {
            let turn = assembly.runners[index].turns.load(ordering: .relaxed)
            if turn & 1 == 1, take(index, turn, after: patience) { _ = drop(assembly.runners[index]) }
        }
    }

    /// Waits for the threads that took a place.
    func join() {
        for thread in threads { thread?.join() }
    }

    var allFinished: Bool { workers.allSatisfy { $0.finished.load(ordering: .acquiring) } }

    /// Makes a node this thread's; false when it has come back.
    private func take(_ index: Int, _ turn: Int, after limit: UInt64) -> Bool {
        let runner = assembly.runners[index]
        let (isOurs, _) = runner.turns.compareExchange(
            expected: turn, desired: 0, ordering: .acquiringAndReleasing)
        guard isOurs else { return false }
        runner.isLost = true
        runner.failure = OperatorError(
            "did not come back from \(runner.task) for \(Double(limit) / 1e9) s and was cut off",
            help:
                "its inputs were let go, its outputs have ended, and every gate was told to stop; what may take "
                + "longer says so by `hang_after`")
        (runner as? SourceRunner)?.due.set(.max)
        assembly.control.lose()
        return true
    }

    /// Gives up the thread that a node hangs on; its place.
    private mutating func drop(_ runner: NodeRunner) -> Int? {
        guard let place = workers.firstIndex(where: { $0.nodes.contains { $0 === runner } }) else {
            return nil
        }
        if threads[place] == nil { isLost[place] = true }
        // Who is dropped unjoined runs on by itself.
        threads[place] = nil
        return place
    }

    private mutating func goOn(without runner: NodeRunner) {
        guard let place = drop(runner) else { return }
        let worker = workers[place].replacing(runner, by: DrainRunner(runner))
        workers[place] = worker
        do {
            threads[place] = try PinnedThread.start(name: "gmf-\(place)r", core: worker.core) { worker.run() }
        } catch {
            assembly.control.abort()
            worker.finished.store(true, ordering: .releasing)
        }
    }

    /// Where a thread ends that comes back to what is no longer its own.
    static func rest() -> Never {
        while true { sleep(1_000_000) }
    }
}
