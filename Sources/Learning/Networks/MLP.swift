public import Linear

/// A feed-forward network with its parameters, gradients and everything that a pass needs, allocated once.
///
/// Weights are [outputs × inputs], as torch stores them. Not shared between threads.
public struct MLP<S: Scalar>: Sendable {
    /// What it looks like.
    public let shape: MLPShape
    /// All that is learnt, layer by layer: weights, then biases, or gains, then shifts.
    public var parameters: [S]
    /// dL/dp of every parameter, added up by `backward`.
    public internal(set) var gradients: [S]
    /// Most rows of a pass.
    public let capacity: Int

    private var stack: LayerStack<S>
    private var rows = 0

    /// A network of zeros for at most `capacity` rows; `initialise` gives it weights.
    public init(_ shape: MLPShape, capacity: Int) {
        precondition(capacity > 0, "a pass has rows")
        self.shape = shape
        self.capacity = capacity
        stack = LayerStack(
            shape.layers, inputs: shape.inputs, activation: shape.activation, capacity: capacity)
        parameters = [S](repeating: 0, count: shape.parameterCount)
        gradients = parameters
    }

    /// A network with these parameters, as of a trained one for other batches.
    public init(_ shape: MLPShape, parameters: [S], capacity: Int) {
        precondition(parameters.count == shape.parameterCount, "the parameters are the shape's")
        self.init(shape, capacity: capacity)
        self.parameters = parameters
    }

    /// Orthogonal weights, biases 0, gains 1, shifts 0.
    public mutating func initialise(_ random: inout RandomStream) {
        shape.initialise(stack.layers, &parameters, &random)
    }

    /// What the last `forward` gave: [rows × outputs] at the beginning.
    public var output: [S] {
        _read { yield stack.output }
    }

    /// Runs the first `rows` rows of `x` [rows × inputs] through.
    public mutating func forward(_ x: [S], rows: Int) {
        precondition(rows > 0 && rows <= capacity && x.count >= rows * shape.inputs, "the rows are there")
        self.rows = rows
        stack.forward(x, rows: rows, parameters)
    }

    /// Forgets the gradients.
    public mutating func clearGradients() {
        for index in gradients.indices { gradients[index] = 0 }
    }

    /// Runs the first `rows` rows of `x` through without a share `rate` of the hidden units, drawn from `random`.
    ///
    /// What is left is scaled by 1/(1 − rate), so that the expected sum stays. No `backward` follows it.
    public mutating func forward(_ x: [S], rows: Int, dropping rate: Double, _ random: inout RandomStream) {
        precondition(rows > 0 && rows <= capacity && x.count >= rows * shape.inputs, "the rows are there")
        precondition(rate >= 0 && rate < 1, "something is left")
        self.rows = rows
        stack.forward(x, rows: rows, parameters, dropping: rate, &random)
    }

    /// Adds the gradients that dL/dy [rows × outputs] of the last `forward` gives.
    public mutating func backward(_ dy: [S], needsInput: Bool) {
        precondition(dy.count >= rows * shape.outputs, "there is a slope for every output")
        stack.backward(dy, parameters, gradients: &gradients, needsInput: needsInput)
    }

    /// dL/dx of the last `backward` that was asked for it: [rows × inputs] at the beginning.
    public var inputSlope: [S] {
        _read { yield stack.inputSlope }
    }

    /// One step of Adam against the gradients, clipped to `normLimit`; returns their norm before that.
    public mutating func step(_ adam: inout Adam<S>, rate: Double, normLimit: Double) -> Double {
        adam.step(&parameters, gradients, rate: rate, normLimit: normLimit)
    }
}
