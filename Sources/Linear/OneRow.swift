import CKernels

/// A stack of layers for one row at a time in Float: what a policy that only acts needs.
///
/// It keeps nothing for the way back, and a call neither allocates nor goes through generic code: at 190,000
/// parameters the time is that of reading them.
public struct OneRow: Sendable {
    /// A layer of the stack.
    public enum Layer: Sendable {
        /// A fully connected layer with what follows it.
        case dense(Dense, Activation?)
        /// Layer normalisation.
        case norm(LayerNorm)

        var inputs: Int {
            switch self {
            case .dense(let dense, _): dense.inputs
            case .norm(let norm): norm.width
            }
        }
        var outputs: Int {
            switch self {
            case .dense(let dense, _): dense.outputs
            case .norm(let norm): norm.width
            }
        }
        var end: Int {
            switch self {
            case .dense(let dense, _): dense.offset + dense.parameterCount
            case .norm(let norm): norm.offset + norm.parameterCount
            }
        }
    }

    /// A layer with what it needs at hand.
    private enum Step: Sendable {
        case dense(PackedDense, Activation?)
        case norm(LayerNorm)
    }

    private let steps: [Step]
    private let inputs: Int
    private let parameters: [Float]
    private var here: [Float]
    private var there: [Float]
    private var scaled: [Float]
    /// What the last `run` gave.
    public private(set) var output: [Float]

    /// Layers that fit one behind the other, with the parameters that they point into.
    public init(_ layers: [Layer], parameters: [Float]) {
        precondition(!layers.isEmpty, "there are layers")
        for (a, b) in zip(layers, layers.dropFirst()) {
            precondition(a.outputs == b.inputs, "each layer takes what the one before gives")
        }
        precondition(layers.allSatisfy { $0.end <= parameters.count }, "the parameters are there")
        steps = layers.map { layer in
            switch layer {
            case .dense(let dense, let activation):
                .dense(PackedDense(dense, parameters: parameters), activation)
            case .norm(let norm): .norm(norm)
            }
        }
        inputs = layers[0].inputs
        self.parameters = parameters
        let widest = layers.reduce(0) { max($0, $1.inputs, $1.outputs) }
        here = [Float](repeating: 0, count: widest)
        // Not the same array: the first row would have to copy it.
        there = [Float](repeating: 0, count: widest)
        scaled = [Float](repeating: 0, count: widest)
        output = [Float](repeating: 0, count: layers[layers.count - 1].outputs)
    }

    /// Runs the row at the beginning of `x` through.
    public mutating func run(_ x: [Float]) {
        precondition(x.count >= inputs, "the row is there")
        // SAFETY: `init` has held every layer to the parameters and to buffers of the widest; the row is there.
        unsafe parameters.withUnsafeBufferPointer { p in
            unsafe here.withUnsafeMutableBufferPointer { here in
                unsafe there.withUnsafeMutableBufferPointer { there in
                    unsafe scaled.withUnsafeMutableBufferPointer { scaled in
                        unsafe x.withUnsafeBufferPointer { x in
                            guard let p = p.baseAddress, var from = here.baseAddress,
                                var to = there.baseAddress, let scaled = scaled.baseAddress,
                                let x = x.baseAddress
                            else { return }
                            unsafe from.update(from: x, count: inputs)
                            for step in steps {
                                unsafe Self.run(step, p, from, to, scaled)
                                unsafe swap(&from, &to)
                            }
                            for index in output.indices { unsafe output[index] = from[index] }
                        }
                    }
                }
            }
        }
    }

    @unsafe private static func run(
        _ step: Step, _ p: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
        _ scaled: UnsafeMutablePointer<Float>
    ) {
        switch step {
        case .dense(let dense, let activation):
            unsafe dense.run(x, into: y)
            switch activation {
            case .relu?: unsafe gm_relu_f(y, dense.outputs)
            case .tanh?: unsafe gm_tanh_f(y, dense.outputs)
            case nil: break
            }
        case .norm(let norm):
            var inverse: Float = 0
            unsafe gm_norm_f(
                y, scaled, &inverse, x, p + norm.offset, p + norm.offset + norm.width, 1, norm.width)
        }
    }
}
