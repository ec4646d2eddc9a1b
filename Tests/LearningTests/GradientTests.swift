import Learning
import Linear
import Testing

/// Gradients against central differences, in Double.
@Suite struct GradientTests {
    private struct Batch {
        var inputs: [Double]
        var samples: [PolicyLoss<Double>.Sample]
        var mask: [UInt8]
        var olds: [Double]
        var targets: [Double]
        var passage: Passage<Double>
    }

    private let rows = 32
    private let loss = PolicyLoss<Double>(clip: 0.2, entropyWeight: 0.01)
    private let valueLoss = ValueLoss<Double>(clip: 0.2, delta: 0.5, weight: 1)

    private func batch(inputs: Int, actions: Int, _ random: inout RandomStream) -> Batch {
        var mask = [UInt8](repeating: 1, count: rows * actions)
        var samples: [PolicyLoss<Double>.Sample] = []
        for row in 0..<rows {
            let action = random.below(actions)
            for k in 0..<actions where k != action && random.uniform() < 0.2 { mask[row * actions + k] = 0 }
            samples.append(
                PolicyLoss<Double>.Sample(
                    action: action, oldLogProbability: -1.4 + 0.5 * random.normal(),
                    advantage: random.normal(), weight: random.uniform() < 0.15 ? 0 : 1))
        }
        return Batch(
            inputs: (0..<(rows * inputs)).map { _ in random.normal() }, samples: samples, mask: mask,
            olds: (0..<rows).map { _ in 0.3 * random.normal() },
            targets: (0..<rows).map { _ in random.normal() }, passage: Passage(rows: rows))
    }

    /// The loss, and with `slopes` dL/doutput.
    private func policy(
        _ net: inout PolicyNetwork<Double>, _ batch: Batch, _ slopes: inout [Double]
    ) -> Double {
        let total = batch.samples.reduce(0) { $0 + $1.weight }
        var choice = Categorical<Double>(count: net.shape.outputs)
        var summary = PolicyLoss<Double>.Summary()
        net.forward(batch.inputs, batch.passage)
        for (row, sample) in batch.samples.enumerated() {
            choice.set(net.output, at: row * net.shape.outputs, mask: batch.mask)
            loss.add(
                choice, sample, total: total, slopes: &slopes, at: row * net.shape.outputs, to: &summary)
        }
        return summary.surrogate - 0.01 * summary.entropy
    }

    private func value(
        _ net: inout PolicyNetwork<Double>, _ batch: Batch, _ slopes: inout [Double]
    ) -> Double {
        net.forward(batch.inputs, batch.passage)
        var sum = 0.0
        for row in 0..<rows {
            let (part, slope) = valueLoss.of(
                value: net.output[row], old: batch.olds[row], target: batch.targets[row],
                share: batch.samples[row].weight / Double(rows))
            sum += part
            slopes[row] = slope
        }
        return sum
    }

    private func worst(
        _ shape: MLPShape, memory: Int = 0, seed: UInt64,
        _ run: (inout PolicyNetwork<Double>, Batch, inout [Double]) -> Double
    ) -> (median: Double, most: Double) {
        var random = RandomStream(seed: seed)
        var net = PolicyNetwork<Double>(shape, memory: memory, capacity: rows)
        net.initialise(&random)
        for index in net.parameters.indices { net.parameters[index] += 0.1 * random.normal() }
        var batch = batch(inputs: shape.inputs, actions: shape.outputs, &random)
        if memory > 0 {
            // Four chunks of eight steps, from memories, with episodes that begin within.
            batch.passage = Passage(
                rows: 4, steps: 8, memory: (0..<(4 * memory)).map { _ in 0.5 * random.normal() },
                begins: (0..<rows).map { _ in random.uniform() < 0.15 })
            #expect(batch.passage.begins[4...].contains(true))
        }
        var slopes = [Double](repeating: 0, count: rows * shape.outputs)
        _ = run(&net, batch, &slopes)
        net.clearGradients()
        net.backward(slopes)
        let gradients = net.gradients
        let scale = gradients.map(abs).max() ?? 1
        var errors: [Double] = []
        var scratch = slopes
        for _ in 0..<200 {
            let index = random.below(net.parameters.count)
            func slope(_ h: Double) -> Double {
                let kept = net.parameters[index]
                net.parameters[index] = kept + h
                let up = run(&net, batch, &scratch)
                net.parameters[index] = kept - h
                let down = run(&net, batch, &scratch)
                net.parameters[index] = kept
                return (up - down) / (2 * h)
            }
            let (wide, narrow) = (slope(1e-6), slope(5e-7))
            // At a kink (ReLU at 0, the edge of a clip) the two differ, and there is no slope to compare.
            guard abs(wide - narrow) < 1e-6 * scale else { continue }
            errors.append(abs(wide - gradients[index]) / max(abs(gradients[index]), 1e-3 * scale))
        }
        #expect(errors.count > 150)
        errors.sort()
        return (errors[errors.count / 2], errors[errors.count - 1])
    }

    @Test(arguments: [Activation.tanh, .relu], [false, true])
    func `a policy's gradients are those of central differences`(
        _ activation: Activation, _ normalises: Bool
    ) {
        let shape = MLPShape(
            inputs: 7, hidden: [16, 12], outputs: 5, activation: activation, normalisesInput: normalises,
            normalisesHidden: normalises, headGain: 0.5)
        let error = worst(shape, seed: 11) { policy(&$0, $1, &$2) }
        #expect(error.median < 1e-7 && error.most < 1e-5, "\(error)")
    }

    @Test(arguments: [Activation.tanh, .relu], [false, true])
    func `a critic's gradients are those of central differences`(
        _ activation: Activation, _ normalises: Bool
    ) {
        let shape = MLPShape(
            inputs: 9, hidden: [16, 12], outputs: 1, activation: activation, normalisesInput: normalises,
            normalisesHidden: normalises)
        let error = worst(shape, seed: 12) { value(&$0, $1, &$2) }
        #expect(error.median < 1e-7 && error.most < 1e-5, "\(error)")
    }

    @Test(arguments: [Activation.tanh, .relu], [false, true])
    func `with memory they are those of central differences, through chunks`(
        _ activation: Activation, _ normalises: Bool
    ) {
        var shape = MLPShape(
            inputs: 7, hidden: [12], outputs: 5, activation: activation, normalisesInput: normalises,
            normalisesHidden: normalises, headGain: 0.5)
        let actor = worst(shape, memory: 9, seed: 13) { policy(&$0, $1, &$2) }
        #expect(actor.median < 1e-7 && actor.most < 1e-5, "\(actor)")
        shape.outputs = 1
        let critic = worst(shape, memory: 9, seed: 14) { value(&$0, $1, &$2) }
        #expect(critic.median < 1e-7 && critic.most < 1e-5, "\(critic)")
    }

    @Test func `Float and Double give the same outputs`() {
        for activation in Activation.allCases {
            let shape = MLPShape(
                inputs: 48, hidden: [512, 256, 128], outputs: 3, activation: activation,
                normalisesInput: true, normalisesHidden: true)
            var random = RandomStream(seed: 5)
            var wide = MLP<Double>(shape, capacity: 8)
            wide.initialise(&random)
            var narrow = MLP<Float>(shape, parameters: wide.parameters.map(Float.init), capacity: 8)
            let inputs = (0..<(8 * 48)).map { _ in random.normal() }
            wide.forward(inputs, rows: 8)
            narrow.forward(inputs.map(Float.init), rows: 8)
            let many = Array(narrow.output[0..<24])
            for i in 0..<24 { #expect(abs(Double(many[i]) - wide.output[i]) < 2e-5) }
            // One row takes another way through the kernels.
            narrow.forward(inputs[0..<48].map(Float.init), rows: 1)
            for i in 0..<3 { #expect(abs(narrow.output[i] - many[i]) < 1e-5) }
        }
    }
}
