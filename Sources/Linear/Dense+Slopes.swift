extension Dense {
    /// Writes dL/dx [rows × inputs] of dL/dy [rows × outputs], and leaves the gradients as they are.
    ///
    /// For a layer that is passed step by step: its gradients can be had of all steps at once, by `backward`.
    @specialized(where S == Float)
    public func slopes<S: Scalar>(_ dy: [S], rows: Int, _ parameters: [S], into dx: inout [S]) {
        precondition(rows > 0 && rows <= Int(Int32.max), "there are rows")
        precondition(dy.count >= rows * outputs && dx.count >= rows * inputs, "the rows are there")
        precondition(offset + parameterCount <= parameters.count, "the parameters are there")
        _ = isSingleThreaded
        let kernels = S.kernels
        // SAFETY: all sizes have been held to what the arrays have.
        unsafe parameters.withUnsafeBufferPointer { p in
            unsafe dy.withUnsafeBufferPointer { dy in
                unsafe dx.withUnsafeMutableBufferPointer { dx in
                    guard let p = p.baseAddress, let dy = dy.baseAddress, let dx = dx.baseAddress else {
                        return
                    }
                    unsafe kernels.multiply(
                        false, false, Int32(rows), Int32(inputs), Int32(outputs), dy, Int32(outputs),
                        p + offset, Int32(inputs), 0, dx, Int32(inputs))
                }
            }
        }
    }
}
