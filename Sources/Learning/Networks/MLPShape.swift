public import Linear

/// What a feed-forward network looks like.
public struct MLPShape: Sendable, Equatable {
    /// Numbers that come in.
    public var inputs: Int
    /// Widths of the hidden layers.
    public var hidden: [Int]
    /// Numbers that go out, without activation: logits or a value.
    public var outputs: Int
    /// What hidden layers do.
    public var activation: Activation
    /// Whether the input is layer-normalised.
    public var normalisesInput: Bool
    /// Whether each hidden layer is followed by layer normalisation.
    public var normalisesHidden: Bool
    /// Gain of the head's orthogonal initialisation: 0.01 for a policy, 1 for a value.
    public var headGain: Double

    /// Describes a network.
    public init(
        inputs: Int, hidden: [Int], outputs: Int, activation: Activation = .tanh,
        normalisesInput: Bool = false,
        normalisesHidden: Bool = false, headGain: Double = 1
    ) {
        precondition(inputs > 0 && outputs > 0 && hidden.allSatisfy { $0 > 0 }, "layers have numbers")
        self.inputs = inputs
        self.hidden = hidden
        self.outputs = outputs
        self.activation = activation
        self.normalisesInput = normalisesInput
        self.normalisesHidden = normalisesHidden
        self.headGain = headGain
    }

    /// The strategic policy: 48 features of 30 minutes to short, flat, long; 189,699 parameters.
    public static var strategic: MLPShape {
        MLPShape(
            inputs: 48, hidden: [512, 256, 128], outputs: 3, activation: .relu, headGain: 0.01)
    }

    /// The tactical policy: a window of 60 rows of 7 features of 5 minutes, row by row, to 3 actions.
    ///
    /// The window is flattened: 420 inputs. docs/decisions/0045 says why there is no convolution.
    public static var tactical: MLPShape {
        MLPShape(inputs: 60 * 7, hidden: [256, 128], outputs: 3, activation: .relu, headGain: 0.01)
    }

    /// One layer with its name in model files.
    enum Layer: Sendable {
        case dense(Dense, isHidden: Bool)
        case norm(LayerNorm)

        var width: Int {
            switch self {
            case .dense(let dense, _): dense.outputs
            case .norm(let norm): norm.width
            }
        }
        var parameterCount: Int {
            switch self {
            case .dense(let dense, _): dense.parameterCount
            case .norm(let norm): norm.parameterCount
            }
        }
    }

    /// The layers in order; the parameters of each follow those of the one before.
    var layers: [Layer] {
        var layers: [Layer] = []
        var offset = 0
        func add(_ layer: Layer) {
            layers.append(layer)
            offset += layer.parameterCount
        }
        if normalisesInput { add(.norm(LayerNorm(width: inputs, offset: offset))) }
        var width = inputs
        for next in hidden {
            add(.dense(Dense(inputs: width, outputs: next, offset: offset), isHidden: true))
            if normalisesHidden { add(.norm(LayerNorm(width: next, offset: offset))) }
            width = next
        }
        add(.dense(Dense(inputs: width, outputs: outputs, offset: offset), isHidden: false))
        return layers
    }

    /// Numbers that are learnt.
    public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
}
