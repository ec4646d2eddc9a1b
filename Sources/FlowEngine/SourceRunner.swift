import Machine
import OperatorKit
import Rings

/// A source at run time: it asks the operator for events and publishes each when it is due.
final class SourceRunner: NodeRunner {
    private let pace: RunOptions.Pace
    private var editor: TapeEditor?
    private var ended = false
    private var startCycles: UInt64 = 0
    private var firstTime: Int64?
    private var released = 0
    private(set) var publishedTimes: ClosedRange<Int64>?
    private var lastSequence = Int64.min
    /// When the next event is due.
    let due = DueTime()

    init(
        name: String, instance: any OperatorInstance, outputs: consuming HeldArray<OutputPort>,
        options: RunOptions, edit: TapeEdit?, control: RunControl, usage: PreemptionWatch, hangLimit: UInt64
    ) {
        pace = options.pace
        editor = edit.map { TapeEditor($0, outputs: outputs.count) }
        super.init(
            name: name, instance: instance, inputs: HeldArray(), outputs: outputs, batch: options.batch,
            telemetry: options.telemetry, usage: usage, control: control, hangLimit: hangLimit)
    }

    override func poll(_ now: inout UInt64, isEager: Bool) -> Bool {
        state.value.hasAdvanced = false
        if isDone { return false }
        if startCycles == 0 { startCycles = now }
        var moved = drainSpills(now)
        if control.isStopping { ended = true }
        if !ended && !hasUnpublished { moved = fill(&now, isEager) || moved }
        moved = release(&now) || moved
        if ended && !hasUnpublished && !isClosing {
            close(now)
            moved = true
        } else if isClosing {
            close(now)
        }
        if isDone { due.set(.max) }
        if moved { state.value.hasAdvanced = true }
        return moved
    }

    override var task: String { isFinishing ? super.task : "making events" }

    /// Events that the operator made and a window kept out.
    var leftOut: Int { editor?.leftOut ?? 0 }

    private var hasUnpublished: Bool {
        for place in outputs.indices where outputs[place].hasNews { return true }
        return false
    }

    /// Asks for more events.
    private func fill(_ now: inout UInt64, _ isEager: Bool) -> Bool {
        guard editor == nil || hasRoomToEdit else { return false }
        let limit = room()
        guard hasRoom(limit, isEager), let production = watched({ instance.produce(limit: limit) }) else {
            return false
        }
        switch production {
        case .more: break
        case .ended: ended = true
        case .failed(let error):
            ended = true
            failure = error
            control.fail()
        }
        if editor?.apply(outputs) == true { ended = true }
        let end = CycleClock.now()
        work(end &- now)
        now = end
        return true
    }

    /// What waits beside a full ring can't be edited, so a check wants half of each ring free: more than one message
    /// fills.
    private var hasRoomToEdit: Bool {
        for place in outputs.indices {
            let free = outputs[place].writer.refresh()
            if free < outputs[place].writer.storage.capacity / 2 { return false }
        }
        return true
    }

    /// Publishes what is due.
    private func release(_ now: inout UInt64) -> Bool {
        var moved = false
        for place in outputs.indices where outputs[place].hasNews {
            moved = (isPaced ? releaseDue(place, now) : releaseAll(place, now)) || moved
        }
        if moved { promise() }
        return moved
    }

    /// After an interrupt what was read is published at once, so that nothing is lost.
    private var isPaced: Bool { pace != .fast && !control.isStopping }

    private func releaseAll(_ output: Int, _ now: UInt64) -> Bool {
        let count = outputs[output].writer.unpublishedCount
        note(output, count)
        outputs[output].writer.stampUnpublished(0..<count, with: now)
        outputs[output].publish(now)
        return true
    }

    /// Publishes the events whose time has come, stamped with the time at which each was due.
    private func releaseDue(_ output: Int, _ now: UInt64) -> Bool {
        var count = 0
        let waiting = outputs[output].writer.unpublishedCount
        while count < waiting {
            let due = dueCycles(output)
            guard due <= now else {
                self.due.set(due)
                break
            }
            note(output, 1)
            outputs[output].writer.stampUnpublished(0..<1, with: due)
            outputs[output].writer.publish(stamp: due, atMost: 1)
            released += 1
            count += 1
        }
        if count > 0 { outputs[output].wake() }
        return count > 0
    }

    private func dueCycles(_ output: Int) -> UInt64 {
        switch pace {
        case .fast: return 0
        case .rate(let perSecond):
            return startCycles &+ CycleClock.cycles(nanoseconds: UInt64(Double(released) * 1e9 / perSecond))
        case .speed(let factor):
            let time = outputs[output].writer.unpublishedTime(at: 0)
            let first = firstTime ?? time
            firstTime = first
            return startCycles
                &+ CycleClock.cycles(nanoseconds: UInt64(max(0, Double(time - first) / factor)))
        }
    }

    /// Remembers times and the last sequence of the next `count` events to be published.
    private func note(_ output: Int, _ count: Int) {
        let first = outputs[output].writer.unpublishedTime(at: 0)
        let last = outputs[output].writer.unpublishedTime(at: count - 1)
        publishedTimes =
            min(publishedTimes?.lowerBound ?? first, first)...max(publishedTimes?.upperBound ?? last, last)
        lastSequence = max(lastSequence, outputs[output].writer.unpublishedSequence(at: count - 1))
        control.reached(last)
    }

    /// Every event to come is later than the last one published; a waiting one says exactly how much.
    private func promise() {
        var next = lastSequence == .max ? lastSequence : lastSequence + 1
        var waiting = Int64.max
        for output in outputs.indices where outputs[output].hasNews {
            waiting = min(waiting, outputs[output].writer.unpublishedSequence(at: 0))
        }
        if waiting != .max { next = waiting }
        for output in outputs.indices { _ = outputs[output].advance(next) }
    }
}
