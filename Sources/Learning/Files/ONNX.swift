import Linear

/// A policy as an ONNX model (IR version 8, operators of version 17): observations in, logits and probabilities out.
///
/// The batch is free (`N`). What the network does to its input is inside, so that a reader can't leave it out. A network
/// with memory takes it as `memory` and gives what is remembered afterwards as `memory_out`; zeros begin an episode.
public enum ONNX {
    /// The file's bytes; `memory` numbers are remembered.
    ///
    /// - Parameter metadata: texts that the file keeps, as the schema's hash.
    public static func bytes(
        _ shape: MLPShape, memory: Int = 0, parameters: [Float],
        metadata: [(key: String, value: String)] = []
    ) -> [UInt8] {
        var graph = ONNXGraph(parameters, shape.activation)
        if memory > 0 {
            let whole = GRUShape(shape, memory: memory)
            precondition(parameters.count == whole.parameterCount, "the parameters are the shape's")
            graph.add(whole.trunk, from: 0)
            graph.add(whole.cell, number: whole.trunk.count)
            graph.add(whole.tail, from: whole.trunk.count + 1)
        } else {
            precondition(parameters.count == shape.parameterCount, "the parameters are the shape's")
            graph.add(shape.layers, from: 0)
        }
        graph.node("Softmax", [graph.last], ["probabilities"])
        graph.name("policy")
        graph.input("observation", shape.inputs)
        if memory > 0 { graph.input("memory", memory) }
        graph.output("probabilities", shape.outputs)
        graph.output("logits", shape.outputs)
        if memory > 0 { graph.output("memory_out", memory) }
        var model = Protobuf()
        model.varint(1, 8)
        model.text(2, "gm-flow")
        model.message(7, graph.message)
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
}
