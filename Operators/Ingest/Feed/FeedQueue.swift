import MarketModel

/// Events that a decoder has made and nobody has taken yet, oldest first.
struct FeedQueue {
    private var events: [MarketEvent] = []
    private var next = 0

    /// How many wait.
    @inline(__always) var count: Int { events.count &- next }
    /// Whether none waits.
    @inline(__always) var isEmpty: Bool { next == events.count }
    /// The oldest, which must exist.
    @inline(__always) var first: MarketEvent { events[next] }
    /// The newest and the one before it, taken already or not, as far as they are still here.
    var lastTwo: (before: MarketEvent?, last: MarketEvent?) {
        (events.count > 1 ? events[events.count - 2] : nil, events.last)
    }

    /// Adds one at the end.
    @inline(__always)
    mutating func append(_ event: MarketEvent) { events.append(event) }

    /// Takes the oldest, which must exist.
    @inline(__always)
    mutating func removeFirst() -> MarketEvent {
        let event = events[next]
        dropFirst()
        return event
    }

    /// The oldest, if it is a change of a level and more than `held` wait.
    @inline(__always)
    func firstLevel(beyond held: Int) -> LevelChange? {
        guard count > held, case .level(let change) = events[next] else { return nil }
        return change
    }

    /// Takes the oldest, which must exist.
    @inline(__always)
    mutating func dropFirst() {
        next &+= 1
        if next == events.count {
            events.removeAll(keepingCapacity: true)
            next = 0
        }
    }

    /// Forgets those taken, but for the last of them.
    mutating func compact() {
        guard next > 1 else { return }
        events.removeFirst(next - 1)
        next = 1
    }

    /// Drops the newest, which must not have been taken.
    mutating func removeLast() { events.removeLast() }
}
