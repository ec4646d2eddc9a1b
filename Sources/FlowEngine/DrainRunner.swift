import Machine
import Rings

/// Stands in for a node that was cut off: it lets all its inputs go, and its outputs have ended.
final class DrainRunner: NodeRunner {
    private var hasEnded = false

    init(_ lost: NodeRunner) {
        super.init(
            name: lost.name, instance: lost.instance, inputs: lost.inputs, outputs: lost.outputs,
            batch: lost.batch, telemetry: false, usage: lost.usage, control: lost.control)
    }

    override func poll(_ now: inout UInt64, isEager: Bool) -> Bool {
        var moved = !hasEnded
        if !hasEnded {
            hasEnded = true
            for output in outputs { output.cutOff() }
        }
        for input in inputs {
            _ = input.refresh()
            let count = input.reader.available
            guard count > 0 else { continue }
            input.release(count)
            moved = true
        }
        if inputs.allSatisfy(\.isEnded) { retire() }
        hasAdvanced = moved
        return moved
    }
}
