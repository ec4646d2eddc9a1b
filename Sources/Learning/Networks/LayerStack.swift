import Linear

/// Layers one behind the other, with everything that a pass needs, allocated once; the parameters are its owner's.
struct LayerStack<S: Scalar>: Sendable {
    let layers: [MLPShape.Layer]
    let inputs: Int
    let outputs: Int
    private let activation: Activation
    /// What each layer gave, after the activation.
    private var results: [[S]]
    /// Of layers that normalise: scaled rows and one over each row's deviation.
    private var scaled: [[S]]
    private var inverse: [[S]]
    private var input: [S]
    private var slope: [S]
    private var other: [S]
    private var rows = 0

    init(_ layers: [MLPShape.Layer], inputs: Int, activation: Activation, capacity: Int) {
        self.layers = layers
        self.inputs = inputs
        self.activation = activation
        outputs = layers.last?.width ?? inputs
        results = layers.map { [S](repeating: 0, count: capacity * $0.width) }
        scaled = layers.map { layer in
            if case .norm(let norm) = layer { [S](repeating: 0, count: capacity * norm.width) } else { [] }
        }
        inverse = layers.map { layer in
            if case .norm = layer { [S](repeating: 0, count: capacity) } else { [] }
        }
        let widest = max(inputs, layers.map(\.width).max() ?? 0)
        input = [S](repeating: 0, count: capacity * inputs)
        slope = [S](repeating: 0, count: capacity * widest)
        other = slope
    }

    /// What the last `forward` gave: [rows × outputs] at the beginning; without layers, what came in.
    var output: [S] {
        _read {
            if results.isEmpty { yield input } else { yield results[results.count - 1] }
        }
    }

    /// dL/dx of the last `backward`, if it was asked for: [rows × inputs] at the beginning.
    var inputSlope: [S] {
        _read { yield slope }
    }

    mutating func forward(_ x: [S], rows: Int, _ parameters: [S]) {
        take(x, rows)
        for index in layers.indices { run(index, parameters) }
    }

    /// A pass without a share `rate` of the hidden units; what is left is scaled by 1/(1 − rate).
    mutating func forward(
        _ x: [S], rows: Int, _ parameters: [S], dropping rate: Double, _ random: inout RandomStream
    ) {
        take(x, rows)
        let scale = S(1 / (1 - rate))
        for index in layers.indices {
            run(index, parameters)
            guard case .dense(let dense, isHidden: true) = layers[index] else { continue }
            for unit in 0..<(rows * dense.outputs) {
                results[index][unit] *= random.uniform() < rate ? 0 : scale
            }
        }
    }

    private mutating func take(_ x: [S], _ rows: Int) {
        self.rows = rows
        input.replaceSubrange(0..<(rows * inputs), with: x[0..<(rows * inputs)])
    }

    private mutating func run(_ index: Int, _ parameters: [S]) {
        var result: [S] = []
        swap(&result, &results[index])
        if index == 0 {
            run(index, input, parameters, &result)
        } else {
            run(index, results[index - 1], parameters, &result)
        }
        swap(&result, &results[index])
    }

    private mutating func run(_ index: Int, _ x: [S], _ parameters: [S], _ result: inout [S]) {
        switch layers[index] {
        case .dense(let dense, let isHidden):
            dense.forward(x, rows: rows, parameters, into: &result)
            if isHidden { activation.apply(&result, count: rows * dense.outputs) }
        case .norm(let norm):
            norm.forward(
                x, rows: rows, parameters, into: &result, scaled: &scaled[index], inverse: &inverse[index])
        }
    }

    /// Adds the gradients that dL/dy [rows × outputs] of the last `forward` gives.
    mutating func backward(_ dy: [S], _ parameters: [S], gradients: inout [S], needsInput: Bool = false) {
        slope.replaceSubrange(0..<(rows * outputs), with: dy[0..<(rows * outputs)])
        for index in layers.indices.reversed() {
            switch layers[index] {
            case .dense(let dense, let isHidden):
                if isHidden { activation.backward(&slope, y: results[index], count: rows * dense.outputs) }
                if index == 0 {
                    dense.backward(
                        input, dy: slope, rows: rows, parameters, gradients: &gradients, dx: &other,
                        needsInput: needsInput)
                } else {
                    dense.backward(
                        results[index - 1], dy: slope, rows: rows, parameters, gradients: &gradients,
                        dx: &other, needsInput: true)
                }
            case .norm(let norm):
                norm.backward(
                    dy: slope, rows: rows, parameters, scaled: scaled[index], inverse: inverse[index],
                    gradients: &gradients, dx: &other)
            }
            swap(&slope, &other)
        }
    }
}

extension MLPShape {
    /// Orthogonal weights, biases 0, gains 1, shifts 0 for some of the layers.
    func initialise<S: Scalar>(_ layers: [Layer], _ parameters: inout [S], _ random: inout RandomStream) {
        for layer in layers {
            switch layer {
            case .dense(let dense, let isHidden):
                let gain = isHidden ? activation.gain(withLayerNorm: normalisesHidden) : headGain
                dense.initialise(gain: gain, &parameters, &random)
            case .norm(let norm):
                for index in 0..<norm.width {
                    parameters[norm.offset + index] = 1
                    parameters[norm.offset + norm.width + index] = 0
                }
            }
        }
    }
}

extension Dense {
    /// Orthogonal weights and no biases.
    func initialise<S: Scalar>(gain: Double, _ parameters: inout [S], _ random: inout RandomStream) {
        let matrix = Orthogonal.matrix(rows: outputs, columns: inputs, gain: gain) { random.normal() }
        for (index, value) in matrix.enumerated() { parameters[offset + index] = S(value) }
        for index in 0..<outputs { parameters[biasOffset + index] = 0 }
    }
}
