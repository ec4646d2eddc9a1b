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

    private let layers: [MLPShape.Layer]
    /// What each layer gave, after the activation.
    private var results: [[S]]
    /// Of layers that normalise: scaled rows and one over each row's deviation.
    private var scaled: [[S]]
    private var inverse: [[S]]
    private var input: [S]
    private var slope: [S]
    private var other: [S]
    private var rows = 0

    /// A network of zeros for at most `capacity` rows; `initialise` gives it weights.
    public init(_ shape: MLPShape, capacity: Int) {
        precondition(capacity > 0, "a pass has rows")
        self.shape = shape
        self.capacity = capacity
        layers = shape.layers
        parameters = [S](repeating: 0, count: shape.parameterCount)
        gradients = parameters
        results = layers.map { [S](repeating: 0, count: capacity * $0.width) }
        scaled = layers.map { layer in
            if case .norm(let norm) = layer { [S](repeating: 0, count: capacity * norm.width) } else { [] }
        }
        inverse = layers.map { layer in
            if case .norm = layer { [S](repeating: 0, count: capacity) } else { [] }
        }
        let widest = max(shape.inputs, layers.map(\.width).max() ?? 0)
        input = [S](repeating: 0, count: capacity * shape.inputs)
        slope = [S](repeating: 0, count: capacity * widest)
        other = slope
    }

    /// A network with these parameters, as of a trained one for other batches.
    public init(_ shape: MLPShape, parameters: [S], capacity: Int) {
        precondition(parameters.count == shape.parameterCount, "the parameters are the shape's")
        self.init(shape, capacity: capacity)
        self.parameters = parameters
    }

    /// Orthogonal weights, biases 0, gains 1, shifts 0.
    public mutating func initialise(_ random: inout RandomStream) {
        for layer in layers {
            switch layer {
            case .dense(let dense, let isHidden):
                let gain =
                    isHidden ? shape.activation.gain(withLayerNorm: shape.normalisesHidden) : shape.headGain
                let matrix = Orthogonal.matrix(rows: dense.outputs, columns: dense.inputs, gain: gain) {
                    random.normal()
                }
                for (index, value) in matrix.enumerated() { parameters[dense.offset + index] = S(value) }
                for index in 0..<dense.outputs { parameters[dense.biasOffset + index] = 0 }
            case .norm(let norm):
                for index in 0..<norm.width {
                    parameters[norm.offset + index] = 1
                    parameters[norm.offset + norm.width + index] = 0
                }
            }
        }
    }

    /// What the last `forward` gave: [rows × outputs] at the beginning.
    public var output: [S] {
        _read { yield results[results.count - 1] }
    }

    /// Runs the first `rows` rows of `x` [rows × inputs] through.
    public mutating func forward(_ x: [S], rows: Int) {
        precondition(rows > 0 && rows <= capacity && x.count >= rows * shape.inputs, "the rows are there")
        self.rows = rows
        input.replaceSubrange(0..<(rows * shape.inputs), with: x[0..<(rows * shape.inputs)])
        for index in layers.indices {
            var result: [S] = []
            swap(&result, &results[index])
            if index == 0 { run(index, input, &result) } else { run(index, results[index - 1], &result) }
            swap(&result, &results[index])
        }
    }

    private mutating func run(_ index: Int, _ x: [S], _ result: inout [S]) {
        switch layers[index] {
        case .dense(let dense, let isHidden):
            dense.forward(x, rows: rows, parameters, into: &result)
            if isHidden { shape.activation.apply(&result, count: rows * dense.outputs) }
        case .norm(let norm):
            norm.forward(
                x, rows: rows, parameters, into: &result, scaled: &scaled[index], inverse: &inverse[index])
        }
    }

    /// Forgets the gradients.
    public mutating func clearGradients() {
        for index in gradients.indices { gradients[index] = 0 }
    }

    /// Adds the gradients that dL/dy [rows × outputs] of the last `forward` gives.
    public mutating func backward(_ dy: [S]) {
        precondition(dy.count >= rows * shape.outputs, "there is a slope for every output")
        slope.replaceSubrange(0..<(rows * shape.outputs), with: dy[0..<(rows * shape.outputs)])
        for index in layers.indices.reversed() {
            switch layers[index] {
            case .dense(let dense, let isHidden):
                if isHidden {
                    shape.activation.backward(&slope, y: results[index], count: rows * dense.outputs)
                }
                if index == 0 {
                    dense.backward(
                        input, dy: slope, rows: rows, parameters, gradients: &gradients, dx: &other,
                        needsInput: false)
                } else {
                    dense.backward(
                        results[index - 1], dy: slope, rows: rows, parameters, gradients: &gradients,
                        dx: &other,
                        needsInput: true)
                }
            case .norm(let norm):
                norm.backward(
                    dy: slope, rows: rows, parameters, scaled: scaled[index], inverse: inverse[index],
                    gradients: &gradients, dx: &other)
            }
            swap(&slope, &other)
        }
    }

    /// One step of Adam against the gradients, clipped to `normLimit`; returns their norm before that.
    public mutating func step(_ adam: inout Adam<S>, rate: Double, normLimit: Double) -> Double {
        adam.step(&parameters, gradients, rate: rate, normLimit: normLimit)
    }
}
