import Machine
import Rings

/// Stands in for a node that was cut off: it lets all its inputs go, and its outputs have ended.
final class DrainRunner: NodeRunner {
    /// Whose ports these are.
    private let lost: NodeRunner
    private var hasEnded = false

    init(_ lost: NodeRunner) {
        self.lost = lost
        super.init(
            name: lost.name, instance: lost.instance, inputs: HeldArray(lending: lost.inputs),
            outputs: HeldArray(lending: lost.outputs), batch: lost.batch, telemetry: false, usage: lost.usage,
            control: lost.control, hangLimit: 0)
    }

    override func poll(_ now: inout UInt64, isEager: Bool) -> Bool {
        var moved = !hasEnded
        if !hasEnded {
            hasEnded = true
            for place in outputs.indices { outputs[place].cutOff() }
        }
        var isOver = true
        for place in inputs.indices {
            _ = inputs[place].refresh()
            let count = inputs[place].reader.available
            if count > 0 {
                inputs[place].release(count)
                moved = true
            }
            if !inputs[place].isEnded { isOver = false }
        }
        if isOver { retire() }
        state.value.hasAdvanced = moved
        return moved
    }
}
