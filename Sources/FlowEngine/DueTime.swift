import Synchronization

/// When a paced source's next event is due, as all threads of the run may ask.
///
/// Who waits for that event, at the source or behind it, sleeps until shortly before and is awake when it comes.
final class DueTime: Sendable {
    private let cycles = Atomic<UInt64>(.max)

    /// In cycles; `.max` while that is not known.
    var next: UInt64 { cycles.load(ordering: .relaxed) }

    func set(_ next: UInt64) { cycles.store(next, ordering: .relaxed) }
}
