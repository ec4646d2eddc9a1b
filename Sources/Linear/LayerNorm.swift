/// Layer normalisation (Ba, Kiros, Hinton 2016): each row to mean 0 and variance 1 (ε 1e-5), then gain and shift.
public struct LayerNorm: Sendable, Equatable {
    /// Numbers in a row.
    public let width: Int
    /// Where the gains begin among the parameters; the shifts follow.
    public let offset: Int

    /// A layer whose parameters begin at `offset`.
    public init(width: Int, offset: Int) {
        precondition(width > 0 && offset >= 0, "a row has numbers")
        self.width = width
        self.offset = offset
    }

    /// Gains and shifts.
    public var parameterCount: Int { 2 * width }

    /// y [rows × width] of x, keeping for the way back the scaled rows and one over each row's deviation.
    @specialized(where S == Float)
    public func forward<S: Scalar>(
        _ x: [S], rows: Int, _ parameters: [S], into y: inout [S], scaled: inout [S], inverse: inout [S]
    ) {
        let count = rows * width
        precondition(
            x.count >= count && y.count >= count && scaled.count >= count && inverse.count >= rows,
            "the rows are there")
        precondition(offset + parameterCount <= parameters.count, "the parameters are there")
        let kernels = S.kernels
        // SAFETY: all sizes have been held to what the arrays have.
        unsafe parameters.withUnsafeBufferPointer { p in
            unsafe x.withUnsafeBufferPointer { x in
                unsafe y.withUnsafeMutableBufferPointer { y in
                    unsafe scaled.withUnsafeMutableBufferPointer { scaled in
                        unsafe inverse.withUnsafeMutableBufferPointer { inverse in
                            guard let p = p.baseAddress, let x = x.baseAddress, let y = y.baseAddress,
                                let scaled = scaled.baseAddress, let inverse = inverse.baseAddress
                            else { return }
                            unsafe kernels.norm(
                                y, scaled, inverse, x, p + offset, p + offset + width, rows, width)
                        }
                    }
                }
            }
        }
    }

    /// Adds to the gradients of gains and shifts, and writes dL/dx.
    @specialized(where S == Float)
    public func backward<S: Scalar>(
        dy: [S], rows: Int, _ parameters: [S], scaled: [S], inverse: [S], gradients: inout [S], dx: inout [S]
    ) {
        let count = rows * width
        precondition(
            dy.count >= count && dx.count >= count && scaled.count >= count && inverse.count >= rows,
            "the rows are there")
        precondition(
            gradients.count == parameters.count && offset + parameterCount <= parameters.count,
            "the parameters are there")
        let kernels = S.kernels
        // SAFETY: all sizes have been held to what the arrays have.
        unsafe parameters.withUnsafeBufferPointer { p in
            unsafe dy.withUnsafeBufferPointer { dy in
                unsafe scaled.withUnsafeBufferPointer { scaled in
                    unsafe inverse.withUnsafeBufferPointer { inverse in
                        unsafe gradients.withUnsafeMutableBufferPointer { g in
                            unsafe dx.withUnsafeMutableBufferPointer { dx in
                                guard let p = p.baseAddress, let dy = dy.baseAddress,
                                    let scaled = scaled.baseAddress, let inverse = inverse.baseAddress,
                                    let g = g.baseAddress, let dx = dx.baseAddress
                                else { return }
                                unsafe kernels.normBackward(
                                    dx, g + offset, g + offset + width, dy, scaled, inverse, p + offset, rows,
                                    width)
                            }
                        }
                    }
                }
            }
        }
    }
}
