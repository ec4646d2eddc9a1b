import OperatorKit
import Synchronization

/// What the watchdog sees of a node: see `HangWatch`.
extension NodeRunner {
    /// Lets the operator work under the eyes of the watchdog.
    @inline(__always)
    final func watched<Answer>(_ work: () -> Answer) -> Answer {
        guard control.watchesHangs else { return work() }
        let turn = enter()
        let answer = work()
        leave(turn)
        return answer
    }

    /// Tells the operator, once, that another one was cut off.
    final func alarm() {
        guard !isAlarmed else { return }
        isAlarmed = true
        instance.alarm()
    }

    @inline(__always)
    private final func enter() -> Int {
        let turn = turns.load(ordering: .relaxed) &+ 1
        turns.store(turn, ordering: .releasing)
        return turn
    }

    /// The work is done; if the watchdog was sooner, nothing here is this thread's any more, and it rests for good.
    @inline(__always)
    private final func leave(_ turn: Int) {
        let (isOurs, _) = turns.compareExchange(
            expected: turn, desired: turn &+ 1, ordering: .acquiringAndReleasing)
        if !isOurs { HangWatch.rest() }
    }
}
