/// A fully connected layer: y = x·Wᵀ + b, with W [outputs × inputs] row-major, as torch stores it.
///
/// Weights and biases lie in a flat array of parameters that the whole network shares, so that one call of the
/// optimiser, one norm and one file cover them all.
public struct Dense: Sendable, Equatable {
    /// Numbers that come in.
    public let inputs: Int
    /// Numbers that go out.
    public let outputs: Int
    /// Where W begins among the parameters; b follows it.
    public let offset: Int

    /// A layer whose parameters begin at `offset`.
    public init(inputs: Int, outputs: Int, offset: Int) {
        precondition(inputs > 0 && outputs > 0 && offset >= 0, "a layer has inputs and outputs")
        self.inputs = inputs
        self.outputs = outputs
        self.offset = offset
    }

    /// Numbers in W and b.
    public var parameterCount: Int { outputs * (inputs + 1) }
    /// Where b begins.
    public var biasOffset: Int { offset + outputs * inputs }

    /// y [rows × outputs] of x [rows × inputs].
    @specialized(where S == Float)
    public func forward<S: Scalar>(_ x: [S], rows: Int, _ parameters: [S], into y: inout [S]) {
        check(x, y, rows, parameters)
        let kernels = S.kernels
        // SAFETY: `check` has held all sizes to what the arrays have.
        unsafe parameters.withUnsafeBufferPointer { p in
            unsafe x.withUnsafeBufferPointer { x in
                unsafe y.withUnsafeMutableBufferPointer { y in
                    guard let x = x.baseAddress, let y = y.baseAddress, let base = p.baseAddress else {
                        return
                    }
                    let (weights, bias) = unsafe (base + offset, base + biasOffset)
                    // So few rows are not worth packing the weights for a product.
                    if rows <= 8 {
                        unsafe kernels.denseFew(y, x, weights, bias, rows, outputs, inputs)
                        return
                    }
                    unsafe kernels.fillRows(y, bias, rows, outputs)
                    unsafe kernels.multiply(
                        false, true, Int32(rows), Int32(outputs), Int32(inputs), x, Int32(inputs), weights,
                        Int32(inputs), 1, y, Int32(outputs))
                }
            }
        }
    }

    /// Adds to the gradients of W and b what dL/dy [rows × outputs] gives, and with `dx` writes dL/dx.
    @specialized(where S == Float)
    public func backward<S: Scalar>(
        _ x: [S], dy: [S], rows: Int, _ parameters: [S], gradients: inout [S], dx: inout [S], needsInput: Bool
    ) {
        check(x, dy, rows, parameters)
        precondition(gradients.count == parameters.count, "every parameter has a gradient")
        precondition(!needsInput || dx.count >= rows * inputs, "there is room for dL/dx")
        _ = isSingleThreaded
        let kernels = S.kernels
        // SAFETY: all sizes have been held to what the arrays have.
        unsafe gradients.withUnsafeMutableBufferPointer { g in
            unsafe x.withUnsafeBufferPointer { x in
                unsafe dy.withUnsafeBufferPointer { dy in
                    guard let g = g.baseAddress, let x = x.baseAddress, let dy = dy.baseAddress else {
                        return
                    }
                    unsafe kernels.multiply(
                        true, false, Int32(outputs), Int32(inputs), Int32(rows), dy, Int32(outputs), x,
                        Int32(inputs), 1, g + offset, Int32(inputs))
                    unsafe kernels.addColumnSums(g + biasOffset, dy, rows, outputs)
                }
            }
        }
        guard needsInput else { return }
        unsafe parameters.withUnsafeBufferPointer { p in
            unsafe dy.withUnsafeBufferPointer { dy in
                unsafe dx.withUnsafeMutableBufferPointer { dx in
                    guard let p = p.baseAddress, let dy = dy.baseAddress, let dx = dx.baseAddress else {
                        return
                    }
                    unsafe kernels.multiply(
                        false, false, Int32(rows), Int32(inputs), Int32(outputs), dy, Int32(outputs),
                        p + offset,
                        Int32(inputs), 0, dx, Int32(inputs))
                }
            }
        }
    }

    private func check<S: Scalar>(_ x: [S], _ y: [S], _ rows: Int, _ parameters: [S]) {
        precondition(rows > 0 && rows <= Int(Int32.max), "there are rows")
        precondition(x.count >= rows * inputs && y.count >= rows * outputs, "the rows are there")
        precondition(offset + parameterCount <= parameters.count, "the parameters are there")
        _ = isSingleThreaded
    }
}
