import MarketModel
import Rings

/// Events on their way back from the venue, in order; memory grows to the most that were ever on the way.
struct DelayLine<Element: Event> {
    private var events: [Element] = []
    private var first = 0

    init() { events.reserveCapacity(1024) }

    var isEmpty: Bool { first == events.count }
    /// The place of the next event.
    var due: Int64 { isEmpty ? .max : events[first].header.sequence }

    mutating func push(_ event: Element) {
        if first == events.count {
            events.removeAll(keepingCapacity: true)
            first = 0
        } else if first > 512, events.count == events.capacity {
            events.removeSubrange(0..<first)
            first = 0
        }
        events.append(event)
    }

    mutating func pop() -> Element {
        first += 1
        return events[first - 1]
    }
}

/// The outputs of a venue, with the time that its answers take.
struct Answers {
    var fills = Outlet<Fill>()
    var updates = Outlet<OrderUpdate>()
    private let latency: Int64
    private var lateFills = DelayLine<Fill>()
    private var lateUpdates = DelayLine<OrderUpdate>()

    init(latency: Int64) { self.latency = latency }

    @inline(__always)
    mutating func send(_ fill: Fill) {
        guard latency > 0 else { return fills.send(fill) }
        var late = fill
        late.header = delayed(fill.header)
        lateFills.push(late)
    }

    @inline(__always)
    mutating func send(_ update: OrderUpdate) {
        guard latency > 0 else { return updates.send(update) }
        var late = update
        late.header = delayed(update.header)
        lateUpdates.push(late)
    }

    /// The header of an event that is known later; what comes at the very end stays there.
    private func delayed(_ header: EventHeader) -> EventHeader {
        let (time, overflows) = header.time.addingReportingOverflow(latency)
        let (sequence, isEnd) = header.sequence.addingReportingOverflow(latency)
        return EventHeader(
            time: overflows ? header.time : time, sequence: isEnd ? .max - 1 : min(sequence, .max - 1),
            stamp: header.stamp)
    }

    /// Sends what has come back by the place `sequence`.
    @inline(__always)
    mutating func flush(to sequence: Int64) {
        if latency > 0 { flushLate(sequence) }
    }

    private mutating func flushLate(_ sequence: Int64) {
        while lateFills.due <= sequence { fills.send(lateFills.pop()) }
        while lateUpdates.due <= sequence { updates.send(lateUpdates.pop()) }
    }

    /// Sends everything.
    mutating func flushAll() {
        while !lateFills.isEmpty { fills.send(lateFills.pop()) }
        while !lateUpdates.isEmpty { updates.send(lateUpdates.pop()) }
    }
}
