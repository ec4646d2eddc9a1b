import CKernels

/// A gated recurrent unit for one row at a time in Float, with its memory: what a policy that only acts needs.
///
/// A step neither allocates nor goes through generic code.
public struct OneRowGRU: Sendable {
    private let width: Int
    private let input: PackedDense
    private let recurrent: PackedDense
    private var gi: [Float]
    private var gh: [Float]
    private var gates: [Float]
    private var after: [Float]
    /// What is remembered after the last `step`: as many numbers as the cell is wide.
    public private(set) var memory: [Float]

    /// A cell with the parameters that it points into; it remembers nothing yet.
    public init(_ cell: GRUCell, parameters: [Float]) {
        width = cell.width
        input = PackedDense(cell.input, parameters: parameters)
        recurrent = PackedDense(cell.recurrent, parameters: parameters)
        gi = [Float](repeating: 0, count: 3 * cell.width)
        // Not the same arrays: the first step would have to copy them.
        gh = [Float](repeating: 0, count: 3 * cell.width)
        gates = [Float](repeating: 0, count: 4 * cell.width)
        after = [Float](repeating: 0, count: cell.width)
        memory = [Float](repeating: 0, count: cell.width)
    }

    /// Forgets everything.
    public mutating func forget() {
        for index in memory.indices { memory[index] = 0 }
    }

    /// Remembers what was remembered at another time.
    public mutating func recall(_ memory: [Float]) {
        precondition(memory.count == width, "the memory is of the cell's size")
        for index in memory.indices { self.memory[index] = memory[index] }
    }

    /// One step with the row at the beginning of `x`.
    public mutating func step(_ x: [Float]) {
        precondition(x.count >= input.inputs, "the row is there")
        // SAFETY: `init` has made every buffer for the cell's width; the row is there.
        unsafe x.withUnsafeBufferPointer { x in
            unsafe gi.withUnsafeMutableBufferPointer { gi in
                unsafe gh.withUnsafeMutableBufferPointer { gh in
                    unsafe gates.withUnsafeMutableBufferPointer { gates in
                        unsafe after.withUnsafeMutableBufferPointer { after in
                            unsafe memory.withUnsafeMutableBufferPointer { memory in
                                guard let x = x.baseAddress,
                                    let gi = gi.baseAddress, let gh = gh.baseAddress,
                                    let gates = gates.baseAddress, let after = after.baseAddress,
                                    let memory = memory.baseAddress
                                else { return }
                                unsafe input.run(x, into: gi)
                                unsafe recurrent.run(memory, into: gh)
                                unsafe gm_gru_f(after, gates, gi, gh, memory, 1, width)
                                unsafe memory.update(from: after, count: width)
                            }
                        }
                    }
                }
            }
        }
    }
}
