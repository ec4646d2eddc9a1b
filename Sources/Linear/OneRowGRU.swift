import CKernels

/// A gated recurrent unit for one row at a time in Float, with its memory: what a policy that only acts needs.
///
/// A step neither allocates nor goes through generic code.
public struct OneRowGRU: Sendable {
    private let cell: GRUCell
    private let parameters: [Float]
    private var gi: [Float]
    private var gh: [Float]
    private var gates: [Float]
    private var after: [Float]
    /// What is remembered after the last `step`: `cell.width` numbers.
    public private(set) var memory: [Float]

    /// A cell with the parameters that it points into; it remembers nothing yet.
    public init(_ cell: GRUCell, parameters: [Float]) {
        precondition(
            cell.recurrent.offset + cell.recurrent.parameterCount <= parameters.count,
            "the parameters are there")
        self.cell = cell
        self.parameters = parameters
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
        precondition(memory.count == cell.width, "the memory is of the cell's size")
        for index in memory.indices { self.memory[index] = memory[index] }
    }

    /// One step with the row at the beginning of `x`.
    public mutating func step(_ x: [Float]) {
        precondition(x.count >= cell.input.inputs, "the row is there")
        let (width, input, recurrent) = (cell.width, cell.input, cell.recurrent)
        // SAFETY: `init` has held the cell to the parameters and made every buffer for its width; the row is there.
        unsafe parameters.withUnsafeBufferPointer { p in
            unsafe x.withUnsafeBufferPointer { x in
                unsafe gi.withUnsafeMutableBufferPointer { gi in
                    unsafe gh.withUnsafeMutableBufferPointer { gh in
                        unsafe gates.withUnsafeMutableBufferPointer { gates in
                            unsafe after.withUnsafeMutableBufferPointer { after in
                                unsafe memory.withUnsafeMutableBufferPointer { memory in
                                    guard let p = p.baseAddress, let x = x.baseAddress,
                                        let gi = gi.baseAddress, let gh = gh.baseAddress,
                                        let gates = gates.baseAddress, let after = after.baseAddress,
                                        let memory = memory.baseAddress
                                    else { return }
                                    unsafe gm_dense_one_f(
                                        gi, x, p + input.offset, p + input.biasOffset, 3 * width,
                                        input.inputs)
                                    unsafe gm_dense_one_f(
                                        gh, memory, p + recurrent.offset, p + recurrent.biasOffset, 3 * width,
                                        width)
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
}
