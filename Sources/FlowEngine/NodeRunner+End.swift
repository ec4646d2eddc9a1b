import OperatorKit
import Rings

/// The end of a node: its inputs have ended, or it is a source that has nothing more.
extension NodeRunner {
    /// The inputs have ended: what the operator still sends comes now.
    func finish(_ now: UInt64) -> Bool {
        state.value.mustLook = true
        guard !hasSpill else { return false }
        for place in outputs.indices { _ = outputs[place].writer.refresh() }
        finishOperator()
        publish(now)
        _ = settle()
        return true
    }

    private func finishOperator() {
        isFinishing = true
        watched { instance.finish() }
        state.value.isFinished = true
    }

    private var hasSpill: Bool {
        for place in outputs.indices where outputs[place].writer.hasSpill { return true }
        return false
    }

    /// After `finish`: closes the outputs once they are empty, and is done when feedback has ended too.
    func settle() -> Bool {
        guard !hasSpill else { return false }
        for place in outputs.indices where outputs[place].advance(.max) { state.value.hasAdvanced = true }
        for place in inputs.indices where !inputs[place].isEnded { return false }
        state.value.isDone = true
        return true
    }

    /// Marks a source as done: only sources end by themselves.
    func close(_ now: UInt64) {
        if !state.value.isFinished {
            finishOperator()
            for place in outputs.indices { outputs[place].publish(now) }
        }
        _ = settle()
    }

    /// Nothing more will come of it.
    func retire() { state.value.isDone = true }

    var isClosing: Bool { state.value.isFinished }
}
