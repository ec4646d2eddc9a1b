import Linear

/// A policy as an ONNX model (IR version 8, operators of version 17): observations in, logits and probabilities out.
///
/// The batch is free (`N`). What the network does to its input is inside, so that a reader can't leave it out.
public enum ONNX {
    /// The file's bytes.
    ///
    /// - Parameter metadata: texts that the file keeps, as the schema's hash.
    public static func bytes(
        _ shape: MLPShape, parameters: [Float], metadata: [(key: String, value: String)] = []
    ) -> [UInt8] {
        precondition(parameters.count == shape.parameterCount, "the parameters are the shape's")
        var graph = Protobuf()
        var last = "observation"
        for (index, layer) in shape.layers.enumerated() {
            switch layer {
            case .dense(let dense, let isHidden):
                let name = isHidden ? "dense\(index)" : "logits"
                let weights = Array(parameters[dense.offset..<dense.biasOffset])
                let bias = Array(parameters[dense.biasOffset..<(dense.biasOffset + dense.outputs)])
                graph.message(5, tensor("weight\(index)", [dense.outputs, dense.inputs], weights))
                graph.message(5, tensor("bias\(index)", [dense.outputs], bias))
                graph.message(
                    1, node("Gemm", [last, "weight\(index)", "bias\(index)"], name, [("transB", 1)]))
                last = name
                guard isHidden else { continue }
                graph.message(1, node(shape.activation == .tanh ? "Tanh" : "Relu", [last], "act\(index)", []))
                last = "act\(index)"
            case .norm(let norm):
                let gains = Array(parameters[norm.offset..<(norm.offset + norm.width)])
                let shifts = Array(parameters[(norm.offset + norm.width)..<(norm.offset + 2 * norm.width)])
                graph.message(5, tensor("gain\(index)", [norm.width], gains))
                graph.message(5, tensor("shift\(index)", [norm.width], shifts))
                // Its default ε is ours, 1e-5, and its default axis the last.
                graph.message(
                    1,
                    node("LayerNormalization", [last, "gain\(index)", "shift\(index)"], "norm\(index)", []))
                last = "norm\(index)"
            }
        }
        graph.message(1, node("Softmax", [last], "probabilities", []))
        graph.text(2, "policy")
        graph.message(11, value("observation", shape.inputs))
        graph.message(12, value("probabilities", shape.outputs))
        graph.message(12, value("logits", shape.outputs))
        var model = Protobuf()
        model.varint(1, 8)
        model.text(2, "gm-flow")
        model.message(7, graph)
        var operators = Protobuf()
        operators.text(1, "")
        operators.varint(2, 17)
        model.message(8, operators)
        for (key, text) in metadata {
            var entry = Protobuf()
            entry.text(1, key)
            entry.text(2, text)
            model.message(14, entry)
        }
        return model.bytes
    }

    private static func tensor(_ name: String, _ shape: [Int], _ numbers: [Float]) -> Protobuf {
        var message = Protobuf()
        for size in shape { message.varint(1, UInt64(size)) }
        message.varint(2, 1)
        message.text(8, name)
        var raw = ByteWriter()
        for number in numbers { raw.add(number) }
        message.bytes(9, raw.bytes)
        return message
    }

    private static func node(
        _ kind: String, _ inputs: [String], _ output: String, _ attributes: [(name: String, value: UInt64)]
    ) -> Protobuf {
        var message = Protobuf()
        for input in inputs { message.text(1, input) }
        message.text(2, output)
        message.text(3, output)
        message.text(4, kind)
        for attribute in attributes {
            var entry = Protobuf()
            entry.text(1, attribute.name)
            entry.varint(3, attribute.value)
            entry.varint(20, 2)
            message.message(5, entry)
        }
        return message
    }

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
