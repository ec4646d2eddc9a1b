public import Linear

/// A trained network's passes for looking into it: slopes with respect to what comes in, and dropout.
///
/// Without dropout a pass gives what the network gives. Everything is allocated once. Not shared between threads.
public struct NetworkProbe<S: Scalar>: Sendable {
    /// What the network looks like.
    public let shape: MLPShape
    /// Most rows of a pass.
    public let capacity: Int

    private var network: PolicyNetwork<S>
    /// One row, as often as there are passes with dropout.
    private var repeated: [S]
    private var rows = 0

    /// Looks into the network of that shape with these parameters, with passes of at most `capacity` rows.
    public init(_ shape: MLPShape, memory: Int = 0, parameters: [S], capacity: Int) {
        self.shape = shape
        self.capacity = capacity
        network = PolicyNetwork(shape, memory: memory, parameters: parameters, capacity: capacity)
        repeated = [S](repeating: 0, count: memory == 0 ? capacity * shape.inputs : 0)
    }

    /// What the last pass gave: [rows × outputs] at the beginning.
    public var output: [S] { network.output }

    /// What each row remembers after the last pass [rows × memory]; empty without memory.
    public var memory: [S] { network.memory }

    /// Runs the first `rows` rows of `x` [rows × inputs] through, each of them one step after `memory`.
    ///
    /// - Parameter memory: what a network with memory remembers before it sees any of the rows; empty for nothing.
    public mutating func forward(_ x: [S], rows: Int, after memory: [S] = []) {
        self.rows = rows
        var all: [S] = []
        all.reserveCapacity(rows * memory.count)
        if !memory.isEmpty { for _ in 0..<rows { all += memory } }
        network.forward(x, Passage(rows: rows, memory: all))
    }

    /// Runs one row through `rows` times, each time without a share `rate` of the hidden units, drawn from `random`.
    ///
    /// What is left is scaled by 1/(1 − rate), so that the expected sum stays. Not for a network with memory.
    public mutating func forward(_ x: [S], dropping rate: Double, rows: Int, _ random: inout RandomStream) {
        precondition(rows > 0 && rows <= capacity && x.count >= shape.inputs, "the row is there")
        self.rows = rows
        for row in 0..<rows { Rows.copy(x, count: shape.inputs, into: &repeated, at: row * shape.inputs) }
        network.forward(repeated, rows: rows, dropping: rate, &random)
    }

    /// dL/dx [rows × inputs] at the beginning, of dL/dy [rows × outputs] of the last `forward` without dropout.
    public mutating func slopes(_ dy: [S]) -> [S] {
        network.backward(dy, needsInput: true)
        return Array(network.inputSlope[0..<(rows * shape.inputs)])
    }
}
