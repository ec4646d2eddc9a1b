import Machine
import OperatorKit
import Rings
import Synchronization
import Telemetry

/// A node at run time: it merges its inputs in the run's order, hands batches to the operator, publishes.
///
/// Owned by one worker thread. `poll` is bounded and never waits.
class NodeRunner {
    let name: String
    let instance: any OperatorInstance
    let inputs: [InputPort]
    let outputs: [OutputPort]
    let batch: Int
    let telemetry: Bool
    let usage: PreemptionWatch
    let control: RunControl
    /// Why the node could not go on.
    final var failure: OperatorError?
    /// Number of the batch at work, odd while the operator has it: what the watchdog looks at.
    final let turns = Atomic<Int>(0)
    /// Whether the watchdog has cut the node off.
    final var isLost = false
    private var isAlarmed = false
    /// How long a node may work before those behind it get their turn.
    private static let turnCycles = CycleClock.cycles(nanoseconds: 50_000)
    /// How many runs it may take: a merge of inputs that alternate takes one event at a time.
    private static let turnRounds = 256
    private var cyclesPerEvent: UInt64 = 0
    private var turnLimit: Int
    private(set) var workCycles: UInt64 = 0
    private(set) var consumed = 0
    private(set) var isDone = false
    private var isFinished = false
    /// Whether there may be something to do although no input brought news: for lack of room or of time.
    private var mustLook = true
    /// Whether the last poll let readers know more than before, or moved anything.
    final var hasAdvanced = false
    /// Room below which an output counts as full; see `hasRoom`.
    private let leastRoom: Int

    init(
        name: String, instance: any OperatorInstance, inputs: [InputPort], outputs: [OutputPort], batch: Int,
        telemetry: Bool, usage: PreemptionWatch, control: RunControl
    ) {
        self.control = control
        self.name = name
        self.instance = instance
        self.inputs = inputs.sorted { $0.rank < $1.rank }
        self.outputs = outputs
        self.batch = batch
        turnLimit = batch
        leastRoom = outputs.map { min(batch, $0.writer.storage.capacity / 4) }.min() ?? 0
        self.telemetry = telemetry
        self.usage = usage
    }

    /// Does what can be done now; `now` is the end of the work before and becomes the end of this work.
    ///
    /// Returns whether anything moved. `isEager` fills the last slots of an output too.
    func poll(_ now: inout UInt64, isEager: Bool) -> Bool {
        hasAdvanced = false
        var moved = drainSpills(now)
        var hasNews = mustLook || moved || isEager
        for input in inputs where input.refresh() { hasNews = true }
        guard hasNews else { return false }
        mustLook = false
        let leave = now &+ Self.turnCycles
        var rounds = 0
        while let run = nextRun(isEager) {
            deliver(run.input, run.count, &now)
            rounds += 1
            moved = true
            if !telemetry && rounds % 16 == 0 { now = CycleClock.now() }
            // A long turn would hold up the nodes behind this one on the same core.
            if rounds == Self.turnRounds || now >= leave {
                mustLook = true
                break
            }
        }
        if advance(now) { moved = true }
        if moved { hasAdvanced = true }
        return moved
    }

    /// Puts events that did not fit before into their rings; returns whether any moved.
    final func drainSpills(_ now: UInt64) -> Bool {
        var moved = false
        for output in outputs where output.writer.hasSpill {
            let before = output.writer.spillCount
            _ = output.writer.drainSpill()
            output.publish(now)
            if output.writer.spillCount < before { moved = true }
        }
        return moved
    }

    /// Events that every output has room for.
    final func room() -> Int {
        var least = batch
        for output in outputs {
            if output.writer.hasSpill { return 0 }
            var free = output.writer.free
            if free < batch { free = output.writer.refresh() }
            if free < least { least = free }
        }
        return least
    }

    /// Whether `free` slots are worth a batch.
    ///
    /// A slow reader lets go of events one by one: to follow it as closely would make every node before it work
    /// in batches of one, at the price of a batch each. Who finds nothing else to do is eager, so that rings
    /// which only just suffice don't stop the run.
    final func hasRoom(_ free: Int, _ isEager: Bool) -> Bool { free >= leastRoom || (isEager && free > 0) }

    /// The next events that may be taken: those that precede whatever the other inputs may still bring.
    private func nextRun(_ isEager: Bool) -> (input: InputPort, count: Int)? {
        // Inputs are sorted by rank, so the first of equal bounds is the one with the lower rank.
        var best: InputPort?
        var bestBound = Int64.max
        var otherBound = Int64.max
        var otherRank = Int.max
        for input in inputs {
            let bound = input.bound
            if input.isEnded { continue }
            if let current = best {
                if bound >= bestBound {
                    if bound < otherBound { (otherBound, otherRank) = (bound, input.rank) }
                    continue
                }
                (otherBound, otherRank) = (bestBound, current.rank)
            }
            (best, bestBound) = (input, bound)
        }
        guard let best, best.reader.available > 0 else { return nil }
        var count = best.reader.contiguous(min(best.reader.available, turnLimit))
        if !best.isPassive && !outputs.isEmpty {
            let free = room()
            if free < count {
                mustLook = true
                guard hasRoom(free, isEager) else { return nil }
                count = free
            }
        }
        if otherBound != .max {
            count = best.reader.countBelow(otherBound, inclusive: best.rank < otherRank, among: count)
        }
        return count > 0 ? (best, count) : nil
    }

    private func deliver(_ input: InputPort, _ count: Int, _ now: inout UInt64) {
        let batch = EventBatch(input.reader, count: count, type: input.type)
        if control.watchesHangs {
            if control.hasLost, !isAlarmed {
                isAlarmed = true
                instance.alarm()
            }
            let turn = enter()
            instance.deliver(port: input.port, index: input.member, batch)
            leave(turn)
        } else {
            instance.deliver(port: input.port, index: input.member, batch)
        }
        if telemetry {
            let end = CycleClock.now()
            workCycles &+= end &- now
            learn((end &- now) / UInt64(count))
            let (over, worst) = input.measure(count, from: now, to: end)
            if over > 0, usage.explains(worst: worst, limit: input.latency.limit, end: end) {
                input.latency.excuse(over)
            }
            now = end
        }
        consumed += count
        checkPromises()
        input.release(count)
        for output in outputs { output.publish(now) }
    }

    private func enter() -> Int {
        let turn = turns.load(ordering: .relaxed) &+ 1
        turns.store(turn, ordering: .releasing)
        return turn
    }

    /// The batch is done; if the watchdog was sooner, nothing here is this thread's any more, and it rests for good.
    private func leave(_ turn: Int) {
        let (isOurs, _) = turns.compareExchange(
            expected: turn, desired: turn &+ 1, ordering: .acquiringAndReleasing)
        if !isOurs { HangWatch.rest() }
    }

    /// Keeps a batch's work within a turn: what an event costs, smoothed, bounds how many are taken at once.
    private func learn(_ cycles: UInt64) {
        cyclesPerEvent = (cyclesPerEvent &* 7 &+ cycles) / 8
        turnLimit = max(1, min(batch, Int(Self.turnCycles / max(1, cyclesPerEvent))))
    }

    private func checkPromises() {
        for output in outputs where !output.keepsPromise && failure == nil {
            let sequence = output.writer.unpublishedSequence(at: 0)
            failure = OperatorError(
                "sent an event of sequence \(sequence) after it had promised nothing earlier than that",
                help: "Operator.progress(after:) must never return more than the sequence of a later event")
            control.fail()
        }
    }

    /// Promises readers what can be promised, finishes the operator when its inputs have ended.
    private func advance(_ now: UInt64) -> Bool {
        if isDone { return false }
        if isFinished { return settle() }
        var promise = Int64.max
        var ended = true
        for input in inputs {
            if !input.isPassive { promise = min(promise, input.bound) }
            if !input.isFeedback && !input.isEnded { ended = false }
        }
        if ended {
            mustLook = true
            guard !outputs.contains(where: { $0.writer.hasSpill }) else { return false }
            for output in outputs { _ = output.writer.refresh() }
            instance.finish()
            isFinished = true
            checkPromises()
            for output in outputs { output.publish(now) }
            _ = settle()
            return true
        }
        guard !outputs.isEmpty, promise != .min else { return false }
        // Inputs that only update may still come when those that cause outputs have ended: then only `finish` can
        // send, and the operator says from where on. `.max` itself would say that the output has ended.
        promise = min(instance.progress(after: promise), .max - 1)
        checkPromises()
        var moved = false
        for output in outputs {
            if output.publish(now) { moved = true }
            if output.advance(promise) { hasAdvanced = true }
        }
        return moved
    }

    /// After `finish`: closes the outputs once they are empty, and is done when feedback has ended too.
    private func settle() -> Bool {
        guard !outputs.contains(where: { $0.writer.hasSpill }) else { return false }
        for output in outputs where output.advance(.max) { hasAdvanced = true }
        guard inputs.allSatisfy(\.isEnded) else { return false }
        isDone = true
        return true
    }

    /// Marks a source as done: only sources end by themselves.
    final func close(_ now: UInt64) {
        if !isFinished {
            instance.finish()
            for output in outputs { output.publish(now) }
            isFinished = true
        }
        _ = settle()
    }

    /// Nothing more will come of it.
    final func retire() { isDone = true }

    final var isClosing: Bool { isFinished }

    final func work(_ cycles: UInt64) { workCycles &+= cycles }
}
