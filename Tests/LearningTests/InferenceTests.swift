import Learning
import Linear
import TestSupport
import Testing

@Suite struct InferenceTests {
    private func policy(_ shape: MLPShape) -> (net: MLP<Float>, policy: InferencePolicy) {
        var random = RandomStream(seed: 1)
        var net = MLP<Float>(shape, capacity: 2)
        net.initialise(&random)
        for index in net.parameters.indices { net.parameters[index] += Float(0.1 * random.normal()) }
        return (net, InferencePolicy(shape, parameters: net.parameters))
    }

    @Test(arguments: [
        MLPShape.strategic, .tactical, MLPShape(inputs: 7, hidden: [], outputs: 5),
        MLPShape(inputs: 19, hidden: [33, 18], outputs: 6, normalisesInput: true, normalisesHidden: true),
    ])
    func `a policy that acts gives what the network gives`(_ shape: MLPShape) {
        var (net, policy) = policy(shape)
        var random = RandomStream(seed: 2)
        for _ in 0..<20 {
            let x = (0..<(2 * shape.inputs)).map { _ in Float(random.normal()) }
            // The policy has its weights in another order, and adds up in another.
            net.forward(x, rows: 2)
            policy.look(Array(x[0..<shape.inputs]))
            let scale = net.output[0..<shape.outputs].reduce(1) { max($0, abs($1)) }
            for (a, b) in zip(policy.logits, net.output) { #expect(abs(a - b) < 4e-6 * scale) }
            var choice = Categorical<Float>(count: shape.outputs)
            choice.set(policy.logits, at: 0)
            #expect(policy.choice.mode == choice.mode)
        }
    }

    private static let recurrent = [
        GRUShape(MLPShape(inputs: 7, hidden: [], outputs: 5), memory: 9),
        GRUShape(
            MLPShape(
                inputs: 19, hidden: [33, 18], outputs: 6, normalisesInput: true, normalisesHidden: true),
            memory: 12),
    ]

    /// A network that remembers, and the policy that acts by it.
    private func remembering(_ shape: GRUShape) -> (net: GRU<Float>, policy: InferencePolicy) {
        var random = RandomStream(seed: 1)
        var net = GRU<Float>(shape, capacity: 2)
        net.initialise(&random)
        for index in net.parameters.indices { net.parameters[index] += Float(0.1 * random.normal()) }
        return (net, InferencePolicy(shape.frame, memory: shape.memory, parameters: net.parameters))
    }

    @Test(arguments: recurrent)
    func `one that remembers gives what its network gives, step by step`(_ shape: GRUShape) {
        var (net, policy) = remembering(shape)
        var random = RandomStream(seed: 2)
        let (inputs, outputs) = (shape.frame.inputs, shape.frame.outputs)
        var memory: [Float] = []
        for step in 0..<30 {
            if step == 17 {
                policy.forget()
                memory = []
            }
            let x = (0..<(2 * inputs)).map { _ in Float(random.normal()) }
            net.forward(x, Passage(rows: 2, memory: memory))
            policy.look(Array(x[0..<inputs]))
            let scale = net.output[0..<outputs].reduce(1) { max($0, abs($1)) }
            for (a, b) in zip(policy.logits, net.output) { #expect(abs(a - b) < 4e-6 * scale) }
            memory = net.memory
            for (a, b) in zip(policy.memory, memory) { #expect(abs(a - b) < 2e-6) }
        }
        let kept = policy.memory
        let x = [Float](repeating: 0.5, count: inputs)
        policy.look(x)
        let logits = policy.logits
        #expect(policy.memory != kept)
        policy.recall(kept)
        policy.look(x)
        #expect(policy.logits == logits)
    }

    @Test func `what is not allowed is not chosen`() {
        var policy = policy(.strategic).policy
        policy.look([Float](repeating: 0.5, count: 48))
        let best = policy.choice.mode
        policy.look([Float](repeating: 0.5, count: 48), mask: (0..<3).map { $0 == best ? 0 : 1 })
        #expect(policy.choice.mode != best && policy.choice.probabilities[best] == 0)
    }

    @Test func `nothing is allocated to act`() {
        expectNoAllocation(policy(.strategic).policy)
    }

    @Test(arguments: recurrent) func `nor to remember`(_ shape: GRUShape) {
        expectNoAllocation(remembering(shape).policy)
    }

    private func expectNoAllocation(_ policy: InferencePolicy) {
        var policy = policy
        let inputs = policy.shape.inputs
        var observation = (0..<inputs).map { Float($0) / Float(inputs) }
        let mask = (0..<policy.shape.outputs).map { UInt8($0 == 1 ? 0 : 1) }
        policy.look(observation, mask: mask)
        var sum: Float = 0
        let count = allocations {
            for step in 0..<100 {
                observation[step % inputs] += 0.01
                policy.look(observation, mask: mask)
                sum += policy.choice.probabilities[policy.choice.mode] + policy.logits[0]
            }
        }
        #expect(sum.isFinite)
        #if DEBUG
            print("SKIPPED: allocations are counted in release only, as debug builds make their own")
        #else
            if let count { #expect(count == 0) }
        #endif
    }
}
