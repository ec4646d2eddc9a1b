import Glibc
import Machine
import Synchronization

/// The first problem that any thread of a scenario meets; the others stop when they see it.
///
/// All its atomics are relaxed: it must not order what the rings have to order.
final class Verdict: @unchecked Sendable {
    // SAFETY: `problem` is written by the one thread that sets `failed`, and read after all were joined.
    private let failed = Atomic<Bool>(false)
    private var problem: String?

    var isOpen: Bool { !failed.load(ordering: .relaxed) }

    func fail(_ text: String) {
        let (isFirst, _) = failed.compareExchange(expected: false, desired: true, ordering: .relaxed)
        if isFirst { problem = text }
    }

    /// Runs each body on a thread of its own and returns the first problem once all have ended.
    func run(_ bodies: [@Sendable (Verdict) -> Void]) -> String? {
        var threads: [PinnedThread] = []
        for (index, body) in bodies.enumerated() {
            do throws(ThreadStartError) {
                threads.append(try PinnedThread.start(name: "stress-\(index)") { body(self) })
            } catch {
                fail("\(error)")
            }
        }
        for thread in threads { thread.join() }
        return problem
    }

    /// Lets the other side have the core: two cores suffice for any number of threads.
    static func wait() { sched_yield() }
}
