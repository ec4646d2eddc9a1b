/// What a hidden layer does to each number.
public enum Activation: String, Sendable, CaseIterable {
    /// The hyperbolic tangent; in Float to about 2e-7.
    case tanh
    /// max(x, 0).
    case relu

    /// The gain of the orthogonal initialisation before it: √2 for relu, and for tanh 5/3 where layer normalisation
    /// follows, else √2.
    public func gain(withLayerNorm: Bool) -> Double {
        self == .tanh && withLayerNorm ? 5.0 / 3 : 2.0.squareRoot()
    }

    /// Applies it to the first `count` numbers in place.
    @specialized(where S == Float)
    public func apply<S: Scalar>(_ x: inout [S], count: Int) {
        precondition(count <= x.count, "the numbers are there")
        let kernels = S.kernels
        // SAFETY: the count is within the array.
        unsafe x.withUnsafeMutableBufferPointer { x in
            guard let x = x.baseAddress else { return }
            switch self {
            case .tanh: unsafe kernels.tanh(x, count)
            case .relu: unsafe kernels.relu(x, count)
            }
        }
    }

    /// Turns dL/dy into dL/dx in place, y being what `apply` gave.
    @specialized(where S == Float)
    public func backward<S: Scalar>(_ dy: inout [S], y: [S], count: Int) {
        precondition(count <= dy.count && count <= y.count, "the numbers are there")
        let kernels = S.kernels
        // SAFETY: the count is within both arrays.
        unsafe dy.withUnsafeMutableBufferPointer { dy in
            unsafe y.withUnsafeBufferPointer { y in
                guard let dy = dy.baseAddress, let y = y.baseAddress else { return }
                switch self {
                case .tanh: unsafe kernels.tanhBackward(dy, y, count)
                case .relu: unsafe kernels.reluBackward(dy, y, count)
                }
            }
        }
    }
}
