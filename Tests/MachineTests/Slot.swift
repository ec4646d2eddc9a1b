import Synchronization

/// A place for one value that a thread leaves for the test.
final class Slot<Value: Sendable>: Sendable {
    private let content = Mutex<Value?>(nil)

    func set(_ value: Value) {
        content.withLock { $0 = value }
    }

    var value: Value? { content.withLock { $0 } }
}
