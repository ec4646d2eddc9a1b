import Linear

/// The graph of an ONNX model while it is written: nodes, weights, inputs and outputs.
struct ONNXGraph {
    /// What has been written.
    private(set) var message = Protobuf()
    /// What the last layer gives.
    private(set) var last = "observation"
    private let parameters: [Float]
    private let activation: Activation

    /// Of a network with these parameters.
    init(_ parameters: [Float], _ activation: Activation) {
        self.parameters = parameters
        self.activation = activation
    }

    /// Layers one behind the other; their nodes are numbered from `first` on.
    mutating func add(_ layers: [MLPShape.Layer], from first: Int) {
        for (index, layer) in layers.enumerated() {
            let number = first + index
            switch layer {
            case .dense(let dense, let isHidden):
                let name = isHidden ? "dense\(number)" : "logits"
                add(dense, last, "weight\(number)", "bias\(number)", name)
                last = name
                guard isHidden else { continue }
                node(activation == .tanh ? "Tanh" : "Relu", [last], ["act\(number)"])
                last = "act\(number)"
            case .norm(let norm):
                weights("gain\(number)", [norm.width], at: norm.offset)
                weights("shift\(number)", [norm.width], at: norm.offset + norm.width)
                // Its default ε is ours, 1e-5, and its default axis the last.
                node("LayerNormalization", [last, "gain\(number)", "shift\(number)"], ["norm\(number)"])
                last = "norm\(number)"
            }
        }
    }

    /// A step of a GRU from `memory` to `memory_out`, written out: the operator of that name wants other weights.
    mutating func add(_ cell: GRUCell, number: Int) {
        add(cell.input, last, "weight_ih\(number)", "bias_ih\(number)", "gi")
        add(cell.recurrent, "memory", "weight_hh\(number)", "bias_hh\(number)", "gh")
        node("Split", ["gi"], ["gi_r", "gi_z", "gi_n"], [("axis", 1)])
        node("Split", ["gh"], ["gh_r", "gh_z", "gh_n"], [("axis", 1)])
        for gate in ["r", "z"] {
            node("Add", ["gi_\(gate)", "gh_\(gate)"], ["sum_\(gate)"])
            node("Sigmoid", ["sum_\(gate)"], ["gate_\(gate)"])
        }
        node("Mul", ["gate_r", "gh_n"], ["reset"])
        node("Add", ["gi_n", "reset"], ["sum_n"])
        node("Tanh", ["sum_n"], ["new"])
        // (1 − z)∘n + z∘h.
        node("Sub", ["memory", "new"], ["difference"])
        node("Mul", ["gate_z", "difference"], ["kept"])
        node("Add", ["new", "kept"], ["memory_out"])
        last = "memory_out"
    }

    private mutating func add(
        _ dense: Dense, _ input: String, _ weight: String, _ bias: String, _ output: String
    ) {
        weights(weight, [dense.outputs, dense.inputs], at: dense.offset)
        weights(bias, [dense.outputs], at: dense.biasOffset)
        node("Gemm", [input, weight, bias], [output], [("transB", 1)])
    }

    private mutating func weights(_ name: String, _ shape: [Int], at offset: Int) {
        var tensor = Protobuf()
        for size in shape { tensor.varint(1, UInt64(size)) }
        tensor.varint(2, 1)
        tensor.text(8, name)
        var raw = ByteWriter()
        for number in parameters[offset..<(offset + shape.reduce(1, *))] { raw.add(number) }
        tensor.bytes(9, raw.bytes)
        message.message(5, tensor)
    }

    /// A node, named as its first output.
    mutating func node(
        _ kind: String, _ inputs: [String], _ outputs: [String],
        _ attributes: [(name: String, value: UInt64)] = []
    ) {
        var node = Protobuf()
        for input in inputs { node.text(1, input) }
        for output in outputs { node.text(2, output) }
        node.text(3, outputs[0])
        node.text(4, kind)
        for attribute in attributes {
            var entry = Protobuf()
            entry.text(1, attribute.name)
            entry.varint(3, attribute.value)
            entry.varint(20, 2)
            node.message(5, entry)
        }
        message.message(1, node)
    }

    /// Says the graph's name.
    mutating func name(_ name: String) { message.text(2, name) }

    /// What comes in: [N × width].
    mutating func input(_ name: String, _ width: Int) { message.message(11, Self.value(name, width)) }

    /// What goes out: [N × width].
    mutating func output(_ name: String, _ width: Int) { message.message(12, Self.value(name, width)) }

    private static func value(_ name: String, _ width: Int) -> Protobuf {
        var free = Protobuf()
        free.text(2, "N")
        var fixed = Protobuf()
        fixed.varint(1, UInt64(width))
        var shape = Protobuf()
        shape.message(1, free)
        shape.message(1, fixed)
        var tensor = Protobuf()
        tensor.varint(1, 1)
        tensor.message(2, shape)
        var type = Protobuf()
        type.message(1, tensor)
        var message = Protobuf()
        message.text(1, name)
        message.message(2, type)
        return message
    }
}
