public import Linear

extension PolicyFile {
    /// Takes the weights of a stack of layers from torch by their order and shapes, whatever they are called.
    ///
    /// Taken are linear layers (`0.weight`, `0.bias`, `2.weight`…), each hidden one with layer normalisation behind it or
    /// none, layer normalisation before the first or not, and before the last a GRU of one layer (`weight_ih_l0`,
    /// `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`) with layer normalisation.
    public init(
        torch tensors: [Tensor], activation: Activation, schema: UInt64 = 0, path: String
    ) throws(ModelFileError) {
        var parts = try TorchLayer.all(tensors, path: path)
        let inputs = parts[0].inputs
        func refuse(_ message: String, _ help: String? = nil) -> ModelFileError {
            ModelFileError(path, message, help: help)
        }
        let parameters = parts.flatMap(\.numbers)
        guard case .dense(_, let outputs)? = parts.popLast()?.kind else {
            throw refuse("its tensors do not end with a linear layer")
        }
        var memory = 0
        if parts.count >= 2, case .gru(_, let remembered) = parts[parts.count - 2].kind,
            case .norm = parts[parts.count - 1].kind
        {
            memory = remembered
            parts.removeLast(2)
        }
        var normalisesInput = false
        if case .norm? = parts.first?.kind {
            normalisesInput = true
            parts.removeFirst()
        }
        var hidden: [Int] = []
        var norms = 0
        for (index, part) in parts.enumerated() {
            switch part.kind {
            case .dense(_, let outputs): hidden.append(outputs)
            case .norm:
                guard index > 0, case .dense = parts[index - 1].kind else {
                    throw refuse("`\(part.name)` normalises what is no linear layer's")
                }
                norms += 1
            case .gru:
                throw refuse(
                    "`\(part.name)` is a GRU that layer normalisation and the last linear layer do not follow",
                    "build the network as gm-flow does: linear layers, GRU, LayerNorm, Linear")
            }
        }
        guard norms == 0 || norms == hidden.count else {
            throw refuse("\(norms) of its \(hidden.count) hidden layers are normalised: all are, or none")
        }
        let shape = MLPShape(
            inputs: inputs, hidden: hidden, outputs: outputs, activation: activation,
            normalisesInput: normalisesInput, normalisesHidden: norms > 0)
        self.init(shape: shape, memory: memory, parameters: parameters, schema: schema)
    }
}

/// A layer of a state dict: its tensors' numbers, in the order of ours.
private struct TorchLayer {
    enum Kind {
        case dense(inputs: Int, outputs: Int)
        case norm(Int)
        case gru(inputs: Int, width: Int)
    }

    let kind: Kind
    let name: String
    let numbers: [Float]

    var inputs: Int {
        switch kind {
        case .dense(let inputs, _), .gru(let inputs, _), .norm(let inputs): inputs
        }
    }
    var outputs: Int {
        switch kind {
        case .dense(_, let outputs), .gru(_, let outputs), .norm(let outputs): outputs
        }
    }

    /// Layers that fit one behind the other, of all tensors.
    static func all(_ tensors: [Tensor], path: String) throws(ModelFileError) -> [TorchLayer] {
        var layers: [TorchLayer] = []
        var rest = tensors[...]
        while let first = rest.first {
            let layer = try next(&rest, path: path)
            if let last = layers.last, last.outputs != layer.inputs {
                throw ModelFileError(
                    path,
                    "`\(first.name)` \(first.shape) takes \(layer.inputs) numbers and is given \(last.outputs)"
                )
            }
            layers.append(layer)
        }
        guard !layers.isEmpty else { throw ModelFileError(path, "it holds no layers") }
        return layers
    }

    private static func next(_ rest: inout ArraySlice<Tensor>, path: String) throws(ModelFileError)
        -> TorchLayer
    {
        func take(_ shape: [Int], like weight: Tensor) throws(ModelFileError) -> [Float] {
            guard let tensor = rest.first else {
                throw ModelFileError(
                    path, "`\(weight.name)` is the last tensor, and one \(shape) is to follow")
            }
            guard tensor.shape == shape, case .single(let numbers) = tensor.numbers else {
                throw ModelFileError(
                    path,
                    "`\(tensor.name)` \(tensor.shape) is no F32 tensor \(shape), as `\(weight.name)` \(weight.shape) asks for"
                )
            }
            guard numbers.allSatisfy(\.isFinite) else {
                throw ModelFileError(path, "`\(tensor.name)` holds numbers that are not finite")
            }
            rest.removeFirst()
            return numbers
        }
        let weight = rest[rest.startIndex]
        guard weight.shape.allSatisfy({ $0 > 0 }) else {
            throw ModelFileError(path, "`\(weight.name)` \(weight.shape) has no numbers")
        }
        if let prefix = prefix(of: weight.name, "weight_ih_l") {
            return try gru(weight, prefix, &rest, path: path)
        }
        switch weight.shape.count {
        case 2:
            let (outputs, inputs) = (weight.shape[0], weight.shape[1])
            let numbers = try take(weight.shape, like: weight) + take([outputs], like: weight)
            return TorchLayer(
                kind: .dense(inputs: inputs, outputs: outputs), name: weight.name, numbers: numbers)
        case 1:
            let numbers = try take(weight.shape, like: weight) + take(weight.shape, like: weight)
            return TorchLayer(kind: .norm(weight.shape[0]), name: weight.name, numbers: numbers)
        default:
            throw ModelFileError(
                path, "`\(weight.name)` \(weight.shape) is no weight of a linear layer or a GRU")
        }
    }

    private static func prefix(of name: String, _ part: String) -> String? {
        guard name.hasSuffix(part + "0") else { return nil }
        return String(name.dropLast(part.utf8.count + 1))
    }

    private static func gru(
        _ weight: Tensor, _ prefix: String, _ rest: inout ArraySlice<Tensor>, path: String
    ) throws(ModelFileError) -> TorchLayer {
        guard weight.shape.count == 2, weight.shape[0] % 3 == 0 else {
            throw ModelFileError(
                path, "`\(weight.name)` \(weight.shape) is no GRU's: three gates are stacked in it")
        }
        let (width, inputs) = (weight.shape[0] / 3, weight.shape[1])
        var numbers: [String: [Float]] = [:]
        for (name, shape) in [
            ("weight_ih_l0", [3 * width, inputs]), ("weight_hh_l0", [3 * width, width]),
            ("bias_ih_l0", [3 * width]), ("bias_hh_l0", [3 * width]),
        ] {
            guard let tensor = rest.first, tensor.name == prefix + name, tensor.shape == shape,
                case .single(let values) = tensor.numbers, values.allSatisfy(\.isFinite)
            else {
                throw ModelFileError(
                    path, "`\(prefix)\(name)` is not next, not finite or not F32 of shape \(shape)")
            }
            numbers[name] = values
            rest.removeFirst()
        }
        if let more = rest.first, more.name.hasPrefix(prefix + "weight_ih_l") {
            throw ModelFileError(
                path,
                "`\(more.name)` belongs to a GRU of several layers or of two directions, and one of each is taken"
            )
        }
        let order = ["weight_ih_l0", "bias_ih_l0", "weight_hh_l0", "bias_hh_l0"]
        return TorchLayer(
            kind: .gru(inputs: inputs, width: width), name: weight.name,
            numbers: order.flatMap { numbers[$0] ?? [] })
    }
}
