/// The cell of a gated recurrent unit (Cho 2014) as torch computes it.
///
/// r = σ(W_r x + b_r + U_r h + c_r), z = σ(W_z x + b_z + U_z h + c_z), n = tanh(W_n x + b_n + r∘(U_n h + c_n)),
/// h' = (1 − z)∘n + z∘h.
///
/// `input` holds W [3·width × inputs] and b, `recurrent` holds U [3·width × width] and c, rows in the order r, z, n: torch's
/// `weight_ih_l0`, `bias_ih_l0`, `weight_hh_l0`, `bias_hh_l0`.
public struct GRUCell: Sendable, Equatable {
    /// Numbers that are remembered.
    public let width: Int
    /// What the input goes through.
    public let input: Dense
    /// What the memory goes through.
    public let recurrent: Dense

    /// A cell whose parameters begin at `offset`.
    public init(inputs: Int, width: Int, offset: Int) {
        self.width = width
        input = Dense(inputs: inputs, outputs: 3 * width, offset: offset)
        recurrent = Dense(inputs: width, outputs: 3 * width, offset: offset + input.parameterCount)
    }

    /// Numbers that are learnt.
    public var parameterCount: Int { input.parameterCount + recurrent.parameterCount }

    /// One step of `rows` rows: the new memory goes to place `step` of `results` [steps × rows × width].
    ///
    /// - Parameters:
    ///   - gi: the input's products [steps × rows × 3·width] of all steps.
    ///   - gh: the memory's products [rows × 3·width] of this step.
    ///   - before: the memory [rows × width] that the step began with.
    ///   - gates: [steps × rows × 4·width], kept for the way back.
    public func forward<S: Scalar>(
        step: Int, rows: Int, gi: [S], gh: [S], before: [S], gates: inout [S], results: inout [S]
    ) {
        let end = (step + 1) * rows * width
        precondition(step >= 0 && rows > 0, "there are rows")
        precondition(
            gi.count >= 3 * end && gates.count >= 4 * end && results.count >= end
                && gh.count >= 3 * rows * width && before.count >= rows * width, "the rows are there")
        let (kernels, at) = (S.kernels, step * rows * width)
        // SAFETY: all sizes have been held to what the arrays have.
        unsafe gi.withUnsafeBufferPointer { gi in
            unsafe gh.withUnsafeBufferPointer { gh in
                unsafe before.withUnsafeBufferPointer { before in
                    unsafe gates.withUnsafeMutableBufferPointer { gates in
                        unsafe results.withUnsafeMutableBufferPointer { results in
                            guard let gi = gi.baseAddress, let gh = gh.baseAddress,
                                let before = before.baseAddress, let gates = gates.baseAddress,
                                let results = results.baseAddress
                            else { return }
                            unsafe kernels.gru(
                                results + at, gates + 4 * at, gi + 3 * at, gh, before, rows, width)
                        }
                    }
                }
            }
        }
    }

    /// The way back of one step: from dL/dh' [rows × width] to the slopes of both products, and of the memory as far as it
    /// does not go through `recurrent`.
    ///
    /// - Parameters:
    ///   - before: the memory [steps × rows × width] that each step began with.
    ///   - dgi: [steps × rows × 3·width], written at place `step`.
    public func backward<S: Scalar>(
        step: Int, rows: Int, dh: [S], gates: [S], before: [S], dgi: inout [S], dgh: inout [S],
        dbefore: inout [S]
    ) {
        let (end, count) = ((step + 1) * rows * width, rows * width)
        precondition(step >= 0 && rows > 0, "there are rows")
        precondition(
            dgi.count >= 3 * end && gates.count >= 4 * end && before.count >= end && dgh.count >= 3 * count
                && dh.count >= count && dbefore.count >= count, "the rows are there")
        let (kernels, at) = (S.kernels, step * rows * width)
        // SAFETY: all sizes have been held to what the arrays have.
        unsafe dh.withUnsafeBufferPointer { dh in
            unsafe gates.withUnsafeBufferPointer { gates in
                unsafe before.withUnsafeBufferPointer { before in
                    unsafe dgi.withUnsafeMutableBufferPointer { dgi in
                        unsafe dgh.withUnsafeMutableBufferPointer { dgh in
                            unsafe dbefore.withUnsafeMutableBufferPointer { dbefore in
                                guard let dh = dh.baseAddress, let gates = gates.baseAddress,
                                    let before = before.baseAddress, let dgi = dgi.baseAddress,
                                    let dgh = dgh.baseAddress, let dbefore = dbefore.baseAddress
                                else { return }
                                unsafe kernels.gruBackward(
                                    dgi + 3 * at, dgh, dbefore, dh, gates + 4 * at, before + at, rows, width)
                            }
                        }
                    }
                }
            }
        }
    }
}
