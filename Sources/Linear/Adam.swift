import Glibc

/// The Adam optimiser (Kingma, Ba 2015) over a flat array of parameters, without weight decay.
///
/// ε is added outside the square root of the bias-corrected second moment, as torch does.
public struct Adam<S: Scalar>: Sendable {
    /// Decay of the first moment.
    public static var beta1: Double { 0.9 }
    /// Decay of the second moment.
    public static var beta2: Double { 0.999 }

    /// First moments.
    public var first: [S]
    /// Second moments.
    public var second: [S]
    /// Steps taken.
    public var steps = 0
    /// ε.
    public let epsilon: Double

    /// An optimiser of `count` parameters that has seen nothing.
    public init(count: Int, epsilon: Double = 1e-5) {
        first = [S](repeating: 0, count: count)
        second = [S](repeating: 0, count: count)
        self.epsilon = epsilon
    }

    /// The Euclidean norm of gradients.
    @specialized(where S == Float)
    public static func norm(_ gradients: [S]) -> Double {
        let kernels = S.kernels
        // SAFETY: the count is the array's own.
        return unsafe gradients.withUnsafeBufferPointer { g in
            guard let base = g.baseAddress else { return 0 }
            return unsafe kernels.sumOfSquares(base, g.count).squareRoot()
        }
    }

    /// Takes a step against `gradients`, first scaled by min(1, limit/(norm + 1e-6)); returns the norm.
    ///
    /// Gradients that are not finite change nothing, and the norm that is returned says so.
    @specialized(where S == Float)
    public mutating func step(
        _ parameters: inout [S], _ gradients: [S], rate: Double, normLimit: Double
    ) -> Double {
        precondition(
            parameters.count == first.count && gradients.count == first.count, "the sizes are the optimiser's"
        )
        let norm = Self.norm(gradients)
        guard norm.isFinite else { return norm }
        steps += 1
        let numbers = AdamStep(
            scale: min(1, normLimit / (norm + 1e-6)), rate: rate, beta1: Self.beta1, beta2: Self.beta2,
            epsilon: epsilon, correction1: 1 - pow(Self.beta1, Double(steps)),
            correction2: 1 - pow(Self.beta2, Double(steps)))
        let (count, kernels) = (first.count, S.kernels)
        // SAFETY: all four arrays have `count` numbers.
        unsafe parameters.withUnsafeMutableBufferPointer { p in
            unsafe gradients.withUnsafeBufferPointer { g in
                unsafe first.withUnsafeMutableBufferPointer { m in
                    unsafe second.withUnsafeMutableBufferPointer { v in
                        guard let p = p.baseAddress, let g = g.baseAddress, let m = m.baseAddress,
                            let v = v.baseAddress
                        else { return }
                        unsafe kernels.adam(p, g, m, v, count, numbers)
                    }
                }
            }
        }
        return norm
    }
}
