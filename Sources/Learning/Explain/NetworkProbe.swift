public import Linear

/// A trained network's passes for looking into it: slopes with respect to what comes in, and dropout.
///
/// Without dropout a pass gives what `MLP.forward` gives. Everything is allocated once. Not shared between threads.
public struct NetworkProbe<S: Scalar>: Sendable {
    /// What the network looks like.
    public let shape: MLPShape
    /// Most rows of a pass.
    public let capacity: Int

    private let parameters: [S]
    private let layers: [MLPShape.Layer]
    private var results: [[S]]
    private var scaled: [[S]]
    private var inverse: [[S]]
    private var input: [S]
    private var slope: [S]
    private var other: [S]
    private var unused: [S]
    private var rows = 0

    /// Looks into the network of that shape with these parameters, with passes of at most `capacity` rows.
    public init(_ shape: MLPShape, parameters: [S], capacity: Int) {
        precondition(parameters.count == shape.parameterCount, "the parameters are the shape's")
        precondition(capacity > 0, "a pass has rows")
        self.shape = shape
        self.parameters = parameters
        self.capacity = capacity
        layers = shape.layers
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
        unused = [S](repeating: 0, count: parameters.count)
    }

    /// What the last pass gave: [rows × outputs] at the beginning.
    public var output: [S] {
        _read { yield results[results.count - 1] }
    }

    /// Runs the first `rows` rows of `x` [rows × inputs] through.
    public mutating func forward(_ x: [S], rows: Int) {
        take(x, rows)
        for index in layers.indices { run(index) }
    }

    /// Runs one row through `rows` times, each time without a share `rate` of the hidden units, drawn from `random`.
    ///
    /// What is left is scaled by 1/(1 − rate), so that the expected sum stays.
    public mutating func forward(_ x: [S], dropping rate: Double, rows: Int, _ random: inout RandomStream) {
        precondition(rows > 0 && rows <= capacity && x.count >= shape.inputs, "the row is there")
        precondition(rate >= 0 && rate < 1, "something is left")
        self.rows = rows
        let width = shape.inputs
        for row in 0..<rows {
            for i in 0..<width { input[row * width + i] = x[i] }
        }
        let scale = S(1 / (1 - rate))
        for index in layers.indices {
            run(index)
            guard case .dense(let dense, isHidden: true) = layers[index] else { continue }
            for unit in 0..<(rows * dense.outputs) {
                results[index][unit] *= random.uniform() < rate ? 0 : scale
            }
        }
    }

    private mutating func take(_ x: [S], _ rows: Int) {
        precondition(rows > 0 && rows <= capacity && x.count >= rows * shape.inputs, "the rows are there")
        self.rows = rows
        input.replaceSubrange(0..<(rows * shape.inputs), with: x[0..<(rows * shape.inputs)])
    }

    private mutating func run(_ index: Int) {
        var result: [S] = []
        swap(&result, &results[index])
        defer { swap(&result, &results[index]) }
        switch layers[index] {
        case .dense(let dense, let isHidden):
            if index == 0 {
                dense.forward(input, rows: rows, parameters, into: &result)
            } else {
                dense.forward(results[index - 1], rows: rows, parameters, into: &result)
            }
            if isHidden { shape.activation.apply(&result, count: rows * dense.outputs) }
        case .norm(let norm):
            if index == 0 {
                norm.forward(
                    input, rows: rows, parameters, into: &result, scaled: &scaled[index],
                    inverse: &inverse[index])
            } else {
                norm.forward(
                    results[index - 1], rows: rows, parameters, into: &result, scaled: &scaled[index],
                    inverse: &inverse[index])
            }
        }
    }

    /// dL/dx [rows × inputs] at the beginning, of dL/dy [rows × outputs] of the last `forward` without dropout.
    public mutating func slopes(_ dy: [S]) -> [S] {
        precondition(dy.count >= rows * shape.outputs, "there is a slope for every output")
        slope.replaceSubrange(0..<(rows * shape.outputs), with: dy[0..<(rows * shape.outputs)])
        for index in layers.indices.reversed() {
            switch layers[index] {
            case .dense(let dense, let isHidden):
                if isHidden {
                    shape.activation.backward(&slope, y: results[index], count: rows * dense.outputs)
                }
                dense.backward(
                    index == 0 ? input : results[index - 1], dy: slope, rows: rows, parameters,
                    gradients: &unused, dx: &other, needsInput: true)
            case .norm(let norm):
                norm.backward(
                    dy: slope, rows: rows, parameters, scaled: scaled[index], inverse: inverse[index],
                    gradients: &unused, dx: &other)
            }
            swap(&slope, &other)
        }
        return Array(slope[0..<(rows * shape.inputs)])
    }
}
