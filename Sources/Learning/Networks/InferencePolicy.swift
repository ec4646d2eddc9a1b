public import Linear

/// A trained policy that acts: one observation in, a choice out, without a single allocation.
///
/// It computes what `MLP` or `GRU` computes, by the same kernels for one row, and can't learn. One with memory keeps it
/// between the observations, until `forget`.
public struct InferencePolicy: Sendable {
    /// What the network looks like; of one with memory, what is around it.
    public let shape: MLPShape
    /// The choice that the last observation led to.
    public private(set) var choice: Categorical<Float>
    /// The whole network, or what is behind its memory.
    private var stack: OneRow
    private var memoryPart: MemoryPart?

    /// The layers before the memory, nil if there are none, and the memory.
    private struct MemoryPart {
        var trunk: OneRow?
        var unit: OneRowGRU

        mutating func look(_ observation: [Float]) {
            guard trunk != nil else { return unit.step(observation) }
            trunk?.run(observation)
            if let seen = trunk?.output { unit.step(seen) }
        }
    }

    /// A policy with these parameters; `memory` numbers are remembered.
    public init(_ shape: MLPShape, memory: Int = 0, parameters: [Float]) {
        self.shape = shape
        choice = Categorical(count: shape.outputs)
        func row(_ layers: [MLPShape.Layer]) -> OneRow {
            OneRow(
                layers.map { layer in
                    switch layer {
                    case .dense(let dense, let isHidden): .dense(dense, isHidden ? shape.activation : nil)
                    case .norm(let norm): .norm(norm)
                    }
                }, parameters: parameters)
        }
        guard memory > 0 else {
            precondition(parameters.count == shape.parameterCount, "the parameters are the shape's")
            stack = row(shape.layers)
            return
        }
        let whole = GRUShape(shape, memory: memory)
        precondition(parameters.count == whole.parameterCount, "the parameters are the shape's")
        stack = row(whole.tail)
        memoryPart = MemoryPart(
            trunk: whole.trunk.isEmpty ? nil : row(whole.trunk),
            unit: OneRowGRU(whole.cell, parameters: parameters))
    }

    /// The policy of a model file.
    public init(_ file: PolicyFile) {
        self.init(file.shape, memory: file.memory, parameters: file.parameters)
    }

    /// The logits of the last observation.
    public var logits: [Float] { stack.output }

    /// What is remembered after the last observation; empty without memory.
    public var memory: [Float] { memoryPart?.unit.memory ?? [] }

    /// Forgets all observations, as at the beginning of an episode.
    public mutating func forget() { memoryPart?.unit.forget() }

    /// Remembers what was remembered at another time; without memory there is nothing.
    public mutating func recall(_ memory: [Float]) { memoryPart?.unit.recall(memory) }

    /// Looks at an observation of `shape.inputs` numbers; `choice` tells the probabilities and the likeliest action.
    ///
    /// - Parameter mask: 0 for each action that is not allowed; empty for none.
    public mutating func look(_ observation: [Float], mask: [UInt8] = []) {
        precondition(observation.count == shape.inputs, "the observation is of the policy's size")
        precondition(mask.isEmpty || mask.count == shape.outputs, "the mask is of the policy's size")
        if memoryPart == nil { stack.run(observation) } else { remember(observation) }
        choice.set(stack.output, at: 0, mask: mask)
    }

    private mutating func remember(_ observation: [Float]) {
        memoryPart?.look(observation)
        if let after = memoryPart?.unit.memory { stack.run(after) }
    }
}
