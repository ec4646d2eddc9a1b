import Learning
import Linear
import Testing

@Suite struct ExplainTests {
    private func network<S: Scalar>(_ shape: MLPShape, seed: UInt64, _: S.Type = S.self) -> MLP<S> {
        var network = MLP<S>(shape, capacity: 32)
        var random = RandomStream(seed: seed)
        network.initialise(&random)
        // Biases and shifts are 0 after initialisation, which would hide a mistake in them.
        for index in network.parameters.indices { network.parameters[index] += S(0.05 * random.normal()) }
        return network
    }

    private static let shapes = [
        MLPShape(inputs: 7, hidden: [16, 9], outputs: 3, activation: .relu),
        MLPShape(inputs: 5, hidden: [12], outputs: 4, normalisesInput: true, normalisesHidden: true),
    ]

    @Test(arguments: shapes) func `a probe gives what the network gives`(shape: MLPShape) {
        var network = network(shape, seed: 3, Float.self)
        var probe = NetworkProbe(shape, parameters: network.parameters, capacity: 32)
        var random = RandomStream(seed: 4)
        for rows in [1, 5, 32] {
            let x = (0..<(rows * shape.inputs)).map { _ in Float(random.normal()) }
            network.forward(x, rows: rows)
            probe.forward(x, rows: rows)
            #expect(
                Array(probe.output[..<(rows * shape.outputs)])
                    == Array(network.output[..<(rows * shape.outputs)]))
        }
    }

    @Test(arguments: shapes) func `slopes of inputs are the finite differences`(shape: MLPShape) {
        let network = network(shape, seed: 5, Double.self)
        var probe = NetworkProbe(shape, parameters: network.parameters, capacity: 3)
        var random = RandomStream(seed: 6)
        var x = (0..<(3 * shape.inputs)).map { _ in random.normal() }
        let seeds = (0..<(3 * shape.outputs)).map { _ in random.normal() }
        func height(_ x: [Double]) -> Double {
            probe.forward(x, rows: 3)
            return zip(probe.output, seeds).reduce(0) { $0 + $1.0 * $1.1 }
        }
        _ = height(x)
        let slopes = probe.slopes(seeds)
        for index in x.indices {
            let value = x[index]
            x[index] = value + 1e-6
            let high = height(x)
            x[index] = value - 1e-6
            let low = height(x)
            x[index] = value
            #expect(abs((high - low) / 2e-6 - slopes[index]) < 1e-5 * max(1, abs(slopes[index])))
        }
    }

    @Test(arguments: shapes) func `so they are after a memory`(shape: MLPShape) {
        var random = RandomStream(seed: 8)
        var network = PolicyNetwork<Double>(shape, memory: 6, capacity: 3)
        network.initialise(&random)
        var probe = NetworkProbe(shape, memory: 6, parameters: network.parameters, capacity: 3)
        let memory = (0..<6).map { _ in random.uniform(-1, 1) }
        var x = (0..<(3 * shape.inputs)).map { _ in random.normal() }
        let seeds = (0..<(3 * shape.outputs)).map { _ in random.normal() }
        func height(_ x: [Double]) -> Double {
            probe.forward(x, rows: 3, after: memory)
            return zip(probe.output, seeds).reduce(0) { $0 + $1.0 * $1.1 }
        }
        _ = height(x)
        let slopes = probe.slopes(seeds)
        for index in x.indices {
            let value = x[index]
            x[index] = value + 1e-6
            let high = height(x)
            x[index] = value - 1e-6
            let low = height(x)
            x[index] = value
            #expect(abs((high - low) / 2e-6 - slopes[index]) < 1e-5 * max(1, abs(slopes[index])))
        }
    }

    @Test func `shares add up to the difference from the baseline`() {
        let shape = MLPShape(
            inputs: 48, hidden: [512, 256, 128], outputs: 3, activation: .relu, headGain: 1)
        let network = network(shape, seed: 7, Float.self)
        var explainer = Explainer(
            shape, parameters: network.parameters, baseline: [Float](repeating: 0.1, count: 48))
        var random = RandomStream(seed: 8)
        for _ in 0..<100 {
            let x = (0..<48).map { _ in Float(random.normal()) }
            let why = explainer.explain(x)
            #expect(why.residual < 0.01, "\(why.residual) with \(why.steps) points")
            #expect(abs(why.shares.reduce(0, +) - why.total) <= 0.01 * abs(why.total) + 1e-9)
            #expect(why.top(10).count == 10 && why.steps >= 20)
        }
    }

    @Test func `a linear network is explained exactly, by weight times difference`() {
        let shape = MLPShape(inputs: 4, hidden: [], outputs: 2)
        // Rows of W: choice 0, choice 1; no biases.
        let network = MLP<Float>(shape, parameters: [1, 2, 0, -1, 0, 0, 0, 0, 0, 0], capacity: 1)
        var explainer = Explainer(
            shape, parameters: network.parameters, baseline: [0, 0, 0, 0])
        let why = explainer.explain([1, 1, 5, 0.5])
        // Half of W's difference, as the mean of two logits takes half of each.
        #expect(why.choice == 0 && why.shares.count == 4 && why.residual < 1e-6)
        for (share, expected) in zip(why.shares, [0.5, 1, 0, -0.25]) { #expect(abs(share - expected) < 1e-6) }
        #expect(why.top(2).map(\.input) == [1, 0])
        // 1 + 2·1 − 0.5 = 2.5 above the other: the second input at −0.25 is the nearest flip.
        let flip = explainer.flip([1, 1, 5, 0.5])
        #expect(flip?.input == 1 && flip?.choice == 1)
        #expect(abs((flip?.after ?? .nan) + 0.25) < 1e-3)
        #expect(explainer.flip([3, 3, 0, -3]) == nil || explainer.flip([3, 3, 0, -3])?.choice == 1)
    }

    @Test func `a flip is one, and nothing nearer on the same grid is`() {
        let shape = MLPShape(inputs: 6, hidden: [32, 32], outputs: 3, activation: .relu)
        var network = network(shape, seed: 9, Float.self)
        var explainer = Explainer(
            shape, parameters: network.parameters, baseline: [Float](repeating: 0, count: 6))
        func choice(_ x: [Float]) -> Int {
            network.forward(x, rows: 1)
            let logits = network.output[..<3]
            return logits.indices.max { logits[$0] < logits[$1] } ?? 0
        }
        var random = RandomStream(seed: 10)
        var found = 0
        for _ in 0..<50 {
            let x = (0..<6).map { _ in Float(random.uniform(-2, 2)) }
            let before = choice(x)
            guard let flip = explainer.flip(x) else { continue }
            found += 1
            var moved = x
            moved[flip.input] = Float(flip.after)
            #expect(choice(moved) == flip.choice && flip.choice != before)
            let reach = abs(flip.after - flip.before)
            for input in 0..<6 {
                for step in 1..<100 {
                    for side in [-1.0, 1] {
                        let change = side * (reach - 0.1) * Double(step) / 100
                        moved = x
                        moved[input] += Float(change)
                        guard reach > 0.1, abs(moved[input]) <= 3 else { continue }
                        #expect(choice(moved) == before, "input \(input) by \(change), and not \(reach)")
                    }
                }
            }
        }
        #expect(found > 25)
    }

    @Test func `without units left out, passes agree; with them, they disagree by what entropy says`() {
        let shape = MLPShape(inputs: 5, hidden: [64], outputs: 3, activation: .relu, headGain: 2)
        var network = network(shape, seed: 11, Float.self)
        var probe = NetworkProbe(shape, parameters: network.parameters, capacity: 40)
        var random = RandomStream(seed: 12)
        let x: [Float] = [1, -1, 0.5, 2, 0]
        var estimate = DropoutEstimate(count: 3)
        probe.forward(x, dropping: 0, rows: 40, &random)
        estimate.set(probe.output, passes: 40, mask: [1, 1, 1])
        network.forward(x, rows: 1)
        var plain = Categorical<Float>(count: 3)
        plain.set(network.output, at: 0)
        #expect(estimate.information < 1e-6)
        for k in 0..<3 { #expect(abs(estimate.probabilities[k] - Double(plain.probabilities[k])) < 1e-5) }
        probe.forward(x, dropping: 0.5, rows: 40, &random)
        estimate.set(probe.output, passes: 40, mask: [1, 1, 1])
        #expect(estimate.information > 0.01 && abs(estimate.probabilities.reduce(0, +) - 1) < 1e-6)
        estimate.set(probe.output, passes: 40, mask: [0, 1, 0])
        #expect(estimate.probabilities[1] > 0.999 && estimate.information < 1e-6)
    }

    @Test func `a planted signal is named first`() {
        // s is input 5 of 48, the others are noise; a target of sign(s) is what pays.
        let (width, planted, rows, updates) = (48, 5, 512, 1200)
        let shape = MLPShape(inputs: width, hidden: [32], outputs: 3, activation: .tanh, headGain: 0.01)
        var network = MLP<Float>(shape, capacity: rows)
        var random = RandomStream(seed: 13)
        network.initialise(&random)
        var adam = Adam<Float>(count: network.parameters.count)
        var choice = Categorical<Float>(count: 3)
        var slopes = [Float](repeating: 0, count: rows * 3)
        func inputs(_ count: Int) -> [Float] { (0..<(count * width)).map { _ in Float(random.normal()) } }
        for update in 0..<updates {
            let x = inputs(rows)
            network.forward(x, rows: rows)
            for row in 0..<rows {
                // The mean payoff's own gradient: what each position earns on this bar is known.
                choice.set(network.output, at: 3 * row)
                let gain = 0.2 * Double(x[row * width + planted]) + random.normal()
                let pay = (0..<3).map { Double($0 - 1) * gain }
                let mean = (0..<3).reduce(0.0) { $0 + Double(choice.probabilities[$1]) * pay[$1] }
                for k in 0..<3 {
                    slopes[3 * row + k] =
                        -choice.probabilities[k] * Float(pay[k] - mean) / Float(rows)
                }
            }
            network.clearGradients()
            network.backward(slopes)
            let rate = 3e-3 * (1 - Double(update) / Double(updates))
            _ = network.step(&adam, rate: rate, normLimit: 10)
        }
        var explainer = Explainer(
            shape, parameters: network.parameters, baseline: [Float](repeating: 0, count: width))
        var first = 0
        var right = 0
        let tests = 400
        for _ in 0..<tests {
            let x = inputs(1)
            let why = explainer.explain(x)
            if why.top(1)[0].input == planted { first += 1 }
            if why.choice == (x[planted] > 0 ? 2 : 0) { right += 1 }
            #expect(why.residual < 0.01)
        }
        #expect(right > tests * 8 / 10, "\(right) of \(tests) decisions follow the signal")
        #expect(first >= tests * 95 / 100, "\(first) of \(tests) explanations name the signal first")
    }
}
