import Synchronization

/// What the threads of a run tell each other beside the rings: stop, fail, how far market time has come.
final class RunControl: Sendable {
    private let stopping = Atomic<Bool>(false)
    private let aborting = Atomic<Bool>(false)
    private let failed = Atomic<Bool>(false)
    private let lost = Atomic<Bool>(false)
    private let market = Atomic<Int64>(.min)
    /// Whether nodes that don't come back from their work are looked for.
    let watchesHangs: Bool

    init(watchesHangs: Bool) { self.watchesHangs = watchesHangs }

    /// Sources end, the rest drains.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }
    /// Workers leave at once.
    var isAborting: Bool { aborting.load(ordering: .relaxed) }
    /// A source could not go on.
    var hasFailed: Bool { failed.load(ordering: .relaxed) }
    /// A node did not come back from its work and was cut off.
    var hasLost: Bool { lost.load(ordering: .relaxed) }
    /// The latest event time published.
    var marketTime: Int64? {
        let time = market.load(ordering: .relaxed)
        return time == .min ? nil : time
    }

    func stop() { stopping.store(true, ordering: .relaxed) }
    func abort() { aborting.store(true, ordering: .relaxed) }

    func fail() {
        failed.store(true, ordering: .relaxed)
        stop()
    }

    func lose() { lost.store(true, ordering: .relaxed) }

    func reached(_ time: Int64) { market.store(time, ordering: .relaxed) }
}
