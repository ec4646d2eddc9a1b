public import Linear

/// A network with what must be known to use it, in a safetensors file.
public struct PolicyFile: Sendable {
    /// What the network looks like; of one that remembers, what is around its memory.
    public var shape: MLPShape
    /// Numbers that it remembers, by a GRU before the head; 0 for a network without memory.
    public var memory = 0
    /// Its parameters.
    public var parameters: [Float]
    /// Hash of the feature schema that it was trained on, 0 for none: a model is refused on another.
    public var schema: UInt64
    /// What its outputs mean, in order.
    public var actions: [String]
    /// Further texts: the task, the run, the data.
    public var notes: [(key: String, value: String)]

    /// Joins the parts; `memory` numbers are remembered.
    public init(
        shape: MLPShape, memory: Int = 0, parameters: [Float], schema: UInt64 = 0, actions: [String] = [],
        notes: [(key: String, value: String)] = []
    ) {
        self.shape = shape
        self.memory = memory
        self.parameters = parameters
        self.schema = schema
        self.actions = actions
        self.notes = notes
        precondition(parameters.count == parameterCount, "the parameters are the shape's")
    }

    /// A network that has learnt.
    public init(
        _ network: PolicyNetwork<Float>, schema: UInt64 = 0, actions: [String] = [],
        notes: [(key: String, value: String)] = []
    ) {
        self.init(
            shape: network.shape, memory: network.memoryWidth, parameters: network.parameters,
            schema: schema, actions: actions, notes: notes)
    }

    /// The whole shape of a network that remembers; nil for one that does not.
    public var recurrent: GRUShape? { memory > 0 ? GRUShape(shape, memory: memory) : nil }

    private var parameterCount: Int { recurrent?.parameterCount ?? shape.parameterCount }

    /// The finite numbers of a note that lists one for each input, as `input_mean`; nil where there is none such.
    public func numbers(_ key: String) -> [Float]? {
        guard let text = notes.first(where: { $0.key == key })?.value else { return nil }
        let numbers = text.split(separator: ",").compactMap { Float(String($0)) }
        return numbers.count == shape.inputs && numbers.allSatisfy(\.isFinite) ? numbers : nil
    }

    /// The file's bytes; tensors are named as torch names those of a `Sequential`.
    public var bytes: [UInt8] {
        var metadata: [(key: String, value: String)] = [
            ("format", "gm-flow policy 1"), ("inputs", "\(shape.inputs)"), ("outputs", "\(shape.outputs)"),
            ("hidden", shape.hidden.map(String.init).joined(separator: ",")),
            ("activation", shape.activation.rawValue), ("normalises_input", "\(shape.normalisesInput)"),
            ("normalises_hidden", "\(shape.normalisesHidden)"), ("schema", String(schema, radix: 16)),
            ("actions", actions.joined(separator: ",")),
        ]
        if memory > 0 { metadata += [("architecture", "gru"), ("memory", "\(memory)")] }
        metadata += notes
        return SafeTensors(tensors, metadata: metadata).bytes
    }

    private var tensors: [Tensor] {
        var tensors: [Tensor] = []
        func part(_ name: String, _ shape: [Int], _ start: Int, _ count: Int) {
            tensors.append(Tensor(name, shape, .single(Array(parameters[start..<(start + count)]))))
        }
        func layers(_ layers: [MLPShape.Layer], from first: Int) {
            for (index, layer) in layers.enumerated() {
                let name = "\(first + index)"
                switch layer {
                case .dense(let dense, _): matrix(dense, "\(name).weight", "\(name).bias")
                case .norm(let norm):
                    part("\(name).weight", [norm.width], norm.offset, norm.width)
                    part("\(name).bias", [norm.width], norm.offset + norm.width, norm.width)
                }
            }
        }
        func matrix(_ dense: Dense, _ weight: String, _ bias: String) {
            part(weight, [dense.outputs, dense.inputs], dense.offset, dense.outputs * dense.inputs)
            part(bias, [dense.outputs], dense.biasOffset, dense.outputs)
        }
        guard let recurrent else {
            layers(shape.layers, from: 0)
            return tensors
        }
        let (trunk, cell) = (recurrent.trunk, recurrent.cell)
        layers(trunk, from: 0)
        matrix(cell.input, "\(trunk.count).weight_ih_l0", "\(trunk.count).bias_ih_l0")
        matrix(cell.recurrent, "\(trunk.count).weight_hh_l0", "\(trunk.count).bias_hh_l0")
        layers(recurrent.tail, from: trunk.count + 1)
        return tensors
    }

    /// Reads a file's bytes, refusing what is not whole, not finite or not of the shape that it says.
    public init(_ bytes: [UInt8], path: String) throws(ModelFileError) {
        let file = try SafeTensors(bytes, path: path)
        func text(_ key: String) throws(ModelFileError) -> String {
            guard let text = file.text(key) else {
                throw ModelFileError(
                    path, "it has no `\(key)` among its metadata", help: "is it a policy of gm-flow?")
            }
            return text
        }
        func size(_ text: String, _ key: String) throws(ModelFileError) -> Int {
            guard let value = Int(text), (1...65_536).contains(value) else {
                throw ModelFileError(path, "its `\(key)` is `\(text)`, and 1 to 65536 is expected")
            }
            return value
        }
        var hidden: [Int] = []
        for part in try text("hidden").split(separator: ",") {
            hidden.append(try size(String(part), "hidden"))
        }
        guard let activation = Activation(rawValue: try text("activation")) else {
            throw ModelFileError(path, "its activation `\(try text("activation"))` is not known")
        }
        guard let schema = UInt64(try text("schema"), radix: 16) else {
            throw ModelFileError(path, "its schema is no hexadecimal number")
        }
        shape = MLPShape(
            inputs: try size(try text("inputs"), "inputs"), hidden: hidden,
            outputs: try size(try text("outputs"), "outputs"), activation: activation,
            normalisesInput: try text("normalises_input") == "true",
            normalisesHidden: try text("normalises_hidden") == "true")
        switch file.text("architecture") ?? "mlp" {
        case "mlp": break
        case "gru": memory = try size(try text("memory"), "memory")
        case let other:
            throw ModelFileError(path, "its architecture is `\(other)`, and mlp or gru is expected")
        }
        self.schema = schema
        actions = try text("actions").split(separator: ",").map(String.init)
        let known: Set<String> = [
            "format", "inputs", "outputs", "hidden", "activation", "normalises_input", "normalises_hidden",
            "schema", "actions", "architecture", "memory",
        ]
        notes = file.metadata.filter { !known.contains($0.key) }
        parameters = []
        let count = parameterCount
        guard count <= bytes.count / 4 else {
            throw ModelFileError(path, "it is too short for the \(count) numbers that its shape asks for")
        }
        var blank = self
        blank.parameters = [Float](repeating: 0, count: count)
        let expected = blank.tensors
        guard expected.count == file.tensors.count else {
            throw ModelFileError(
                path, "it has \(file.tensors.count) tensors, and its shape asks for \(expected.count)")
        }
        for wanted in expected {
            guard let tensor = file[wanted.name], tensor.shape == wanted.shape,
                case .single(let numbers) = tensor.numbers
            else {
                throw ModelFileError(
                    path, "tensor `\(wanted.name)` is missing or not F32 of shape \(wanted.shape)")
            }
            guard numbers.allSatisfy(\.isFinite) else {
                throw ModelFileError(path, "tensor `\(wanted.name)` holds numbers that are not finite")
            }
            parameters += numbers
        }
    }
}
