public import Linear

/// A trained policy that acts: one observation in, a choice out, without a single allocation.
///
/// It computes what `MLP` computes, by the same kernels for one row, and can't learn.
public struct InferencePolicy: Sendable {
    /// What the network looks like.
    public let shape: MLPShape
    /// The choice that the last observation led to.
    public private(set) var choice: Categorical<Float>
    private var stack: OneRow

    /// A policy with these parameters.
    public init(_ shape: MLPShape, parameters: [Float]) {
        precondition(parameters.count == shape.parameterCount, "the parameters are the shape's")
        self.shape = shape
        choice = Categorical(count: shape.outputs)
        stack = OneRow(
            shape.layers.map { layer in
                switch layer {
                case .dense(let dense, let isHidden): .dense(dense, isHidden ? shape.activation : nil)
                case .norm(let norm): .norm(norm)
                }
            }, parameters: parameters)
    }

    /// The logits of the last observation.
    public var logits: [Float] { stack.output }

    /// Looks at an observation of `shape.inputs` numbers; `choice` tells the probabilities and the likeliest action.
    ///
    /// - Parameter mask: 0 for each action that is not allowed; empty for none.
    public mutating func look(_ observation: [Float], mask: [UInt8] = []) {
        precondition(observation.count == shape.inputs, "the observation is of the policy's size")
        precondition(mask.isEmpty || mask.count == shape.outputs, "the mask is of the policy's size")
        stack.run(observation)
        choice.set(stack.output, at: 0, mask: mask)
    }
}
