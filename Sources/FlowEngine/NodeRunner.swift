import Machine
import OperatorKit
import Rings
import Synchronization
import Telemetry

/// A node at run time: it merges its inputs in the run's order, hands batches to the operator, publishes.
///
/// Owned by one worker thread. `poll` is bounded and never waits. Where inputs alternate or feedback goes around,
/// batches are of one event, so what is done per batch is the price of an event there.
class NodeRunner {
    let name: String
    let instance: any OperatorInstance
    /// By rank.
    let inputs: HeldArray<InputPort>
    let outputs: HeldArray<OutputPort>
    let batch: Int
    let telemetry: Bool
    let usage: PreemptionWatch
    let control: RunControl
    /// Why the node could not go on.
    final var failure: OperatorError?
    /// Number of the work that the operator has in hand, odd until it has come back: what the watchdog looks at.
    final let turns = Atomic<Int>(0)
    /// Whether the watchdog has cut the node off.
    final var isLost = false
    /// After how long at one piece of work it is cut off, in nanoseconds; 0 for never.
    let hangLimit: UInt64
    final var isAlarmed = false
    /// How long a node may work before those behind it get their turn.
    private let turnCycles = CycleClock.cycles(nanoseconds: 50_000)
    /// How many runs it may take: a merge of inputs that alternate takes one event at a time.
    private static let turnRounds = 256
    /// What changes with every batch; see `Held`.
    let state: Held<State>
    /// Whether it is at its end.
    final var isFinishing = false
    /// Room below which an output counts as full; see `hasRoom`.
    private let leastRoom: Int

    init(
        name: String, instance: any OperatorInstance, inputs: consuming HeldArray<InputPort>,
        outputs: consuming HeldArray<OutputPort>, batch: Int, telemetry: Bool, usage: PreemptionWatch,
        control: RunControl, hangLimit: UInt64
    ) {
        self.control = control
        self.hangLimit = hangLimit
        self.name = name
        self.instance = instance
        var leastRoom = outputs.count == 0 ? 0 : batch
        for place in outputs.indices {
            leastRoom = min(leastRoom, outputs[place].writer.storage.capacity / 4)
        }
        self.leastRoom = leastRoom
        self.inputs = inputs
        self.outputs = outputs
        self.batch = batch
        state = Held(State(turnLimit: batch))
        self.telemetry = telemetry
        self.usage = usage
    }

    /// Does what can be done now; `now` is the end of the work before and becomes the end of this work.
    ///
    /// Returns whether anything moved. `isEager` fills the last slots of an output too.
    func poll(_ now: inout UInt64, isEager: Bool) -> Bool {
        state.value.hasAdvanced = false
        var moved = drainSpills(now)
        var hasNews = state.value.mustLook || moved || isEager
        for place in inputs.indices where inputs[place].refresh() { hasNews = true }
        guard hasNews else { return false }
        state.value.mustLook = false
        let leave = now &+ turnCycles
        var rounds = 0
        while let run = nextRun(isEager) {
            deliver(run.place, run.count, &now)
            rounds += 1
            moved = true
            if !telemetry && rounds % 16 == 0 { now = CycleClock.now() }
            // A long turn would hold up the nodes behind this one on the same core.
            if rounds == Self.turnRounds || now >= leave {
                state.value.mustLook = true
                break
            }
        }
        if advance(now, moved) { moved = true }
        if moved { state.value.hasAdvanced = true }
        return moved
    }

    /// Puts events that did not fit before into their rings; returns whether any moved.
    @inline(__always)
    final func drainSpills(_ now: UInt64) -> Bool {
        var moved = false
        for place in outputs.indices where outputs[place].writer.hasSpill {
            if drainSpill(place, now) { moved = true }
        }
        return moved
    }

    private final func drainSpill(_ place: Int, _ now: UInt64) -> Bool {
        let before = outputs[place].writer.spillCount
        _ = outputs[place].writer.drainSpill()
        outputs[place].publish(now)
        return outputs[place].writer.spillCount < before
    }

    /// Whether every output is known to have room for `count` events, without a look at its readers.
    @inline(__always)
    private final func isFree(for count: Int) -> Bool {
        for place in outputs.indices where outputs[place].writer.free < count { return false }
        return true
    }

    /// Events that every output has room for.
    final func room() -> Int {
        var least = batch
        for place in outputs.indices {
            if outputs[place].writer.hasSpill { return 0 }
            var free = outputs[place].writer.free
            if free < batch { free = outputs[place].writer.refresh() }
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
    @inline(__always)
    private final func nextRun(_ isEager: Bool) -> (place: Int, count: Int)? {
        // Inputs lie by rank, so the first of equal bounds is the one with the lower rank.
        var best = -1
        var bestBound = Int64.max
        var otherBound = Int64.max
        var other = Int.max
        for place in inputs.indices {
            let bound = inputs[place].bound
            if bound < bestBound || best < 0 {
                if bound == .max, inputs[place].isEnded { continue }
                (otherBound, other) = (bestBound, best)
                (best, bestBound) = (place, bound)
            } else if bound < otherBound {
                (otherBound, other) = (bound, place)
            }
        }
        guard best >= 0, inputs[best].reader.available > 0 else { return nil }
        var count = inputs[best].reader.contiguous(min(inputs[best].reader.available, state.value.turnLimit))
        if otherBound != .max, count > 1 {
            // The first one is before the others. Where inputs alternate the second is not.
            let second = inputs[best].reader.sequence(at: 1)
            if second > otherBound || (second == otherBound && best > other) {
                count = 1
            } else {
                count = inputs[best].reader.countBelow(otherBound, inclusive: best < other, among: count)
            }
        }
        if !inputs[best].isPassive, !isFree(for: count) {
            let free = room()
            if free < count {
                state.value.mustLook = true
                guard hasRoom(free, isEager) else { return nil }
                count = free
            }
        }
        return count > 0 ? (best, count) : nil
    }

    @inline(__always)
    private final func deliver(_ place: Int, _ count: Int, _ now: inout UInt64) {
        if control.watchesHangs, control.hasLost { alarm() }
        watched { inputs[place].deliver(count) }
        if telemetry {
            let end = CycleClock.now()
            let cycles = end &- now
            state.value.workCycles &+= cycles
            state.value.learn(count == 1 ? cycles : cycles / UInt64(count), batch, turnCycles)
            let (over, worst) = inputs[place].measure(count, from: now, to: end)
            if over > 0 { excuse(place, over, worst, end) }
            if inputs[place].tails.count > 0 { inputs[place].measureTails(count, to: end, usage) }
            now = end
        }
        state.value.consumed += count
        inputs[place].release(count)
        publish(now)
    }

    /// What a node that the watchdog has found was at.
    var task: String { isFinishing ? "its end" : "an event" }

    /// Asks whether the thread was preempted while events went over their limit.
    private final func excuse(_ place: Int, _ over: Int, _ worst: UInt64, _ end: UInt64) {
        if usage.explains(worst: worst, limit: inputs[place].latency.limit, end: end) {
            inputs[place].latency.excuse(over)
        }
    }

    /// Publishes what the operator wrote, and holds it to its promises; returns whether there was anything.
    @inline(__always)
    @discardableResult
    final func publish(_ now: UInt64) -> Bool {
        var moved = false
        for place in outputs.indices where outputs[place].hasNews {
            if !outputs[place].keepsPromise { fail(place) }
            outputs[place].publish(now)
            moved = true
        }
        return moved
    }

    private final func fail(_ place: Int) {
        guard failure == nil else { return }
        let sequence = outputs[place].writer.unpublishedSequence(at: 0)
        failure = OperatorError(
            "sent an event of sequence \(sequence) after it had promised nothing earlier than that",
            help: "Operator.progress(after:) must never return more than the sequence of a later event")
        control.fail()
    }

    /// Promises readers what can be promised, finishes the operator when its inputs have ended.
    @inline(__always)
    private final func advance(_ now: UInt64, _ moved: Bool) -> Bool {
        if state.value.isDone { return false }
        if state.value.isFinished { return settle() }
        var promise = Int64.max
        var ended = true
        for place in inputs.indices {
            if !inputs[place].isPassive { promise = min(promise, inputs[place].bound) }
            if !inputs[place].isFeedback && !inputs[place].isEnded { ended = false }
        }
        if ended { return finish(now) }
        // An operator that was given nothing since it was last asked the same has nothing else to say.
        guard outputs.count > 0, promise != .min, moved || promise != state.value.lastPromise else {
            return false
        }
        state.value.lastPromise = promise
        // Inputs that only update may still come when those that cause outputs have ended: then only `finish` can
        // send, and the operator says from where on. `.max` itself would say that the output has ended.
        promise = min(instance.progress(after: promise), .max - 1)
        let sent = publish(now)
        for place in outputs.indices where outputs[place].advance(promise) { state.value.hasAdvanced = true }
        return sent
    }

    final func work(_ cycles: UInt64) { state.value.workCycles &+= cycles }

    /// Whether nothing more will come of it.
    final var isDone: Bool { state.value.isDone }
    /// Cycles that the operator worked, where telemetry is on.
    final var workCycles: UInt64 { state.value.workCycles }
    /// Events taken from all inputs.
    final var consumed: Int { state.value.consumed }
}
