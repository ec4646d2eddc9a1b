import Linear

/// What a network with memory looks like: hidden layers, a GRU, layer normalisation, the head.
public struct GRUShape: Sendable, Equatable {
    /// Inputs, hidden layers before the GRU (perhaps none), outputs and how they are made.
    public var frame: MLPShape
    /// Numbers that are remembered.
    public var memory: Int

    /// Puts a GRU of `memory` numbers between the hidden layers of `frame` and its head.
    public init(_ frame: MLPShape, memory: Int) {
        precondition(memory > 0, "something is remembered")
        self.frame = frame
        self.memory = memory
    }

    /// The layers before the GRU.
    var trunk: [MLPShape.Layer] { frame.layers.dropLast() }

    /// The GRU itself.
    var cell: GRUCell {
        GRUCell(
            inputs: frame.hidden.last ?? frame.inputs, width: memory,
            offset: trunk.reduce(0) { $0 + $1.parameterCount })
    }

    /// Normalisation and head behind it.
    var tail: [MLPShape.Layer] {
        let start = cell.input.offset + cell.parameterCount
        let norm = LayerNorm(width: memory, offset: start)
        let head = Dense(inputs: memory, outputs: frame.outputs, offset: start + norm.parameterCount)
        return [.norm(norm), .dense(head, isHidden: false)]
    }

    /// Numbers that are learnt.
    public var parameterCount: Int {
        cell.input.offset + cell.parameterCount + tail.reduce(0) { $0 + $1.parameterCount }
    }
}
