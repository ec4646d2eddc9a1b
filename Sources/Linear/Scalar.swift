import CKernels
import COpenBLAS
import Glibc

/// A number that networks compute in: Float where speed counts, Double where a test wants the last digits.
///
/// The requirements are the calls of OpenBLAS and of the vector kernels for that type; `Dense`, `LayerNorm`,
/// `Activation` and `Adam` make them safe.
public protocol Scalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
    /// e to the power of `x`.
    static func exponential(_ x: Self) -> Self
    /// The natural logarithm.
    static func logarithm(_ x: Self) -> Self
    /// The calls into C.
    static var kernels: Kernels<Self> { get }
}

// SAFETY: its members are only called in this module, with sizes held to what the arrays have.
/// The C functions for one type of number.
@safe public struct Kernels<S: Scalar>: Sendable {
    typealias Pointer = UnsafePointer<S>
    typealias Target = UnsafeMutablePointer<S>
    /// C ← α·op(A)·op(B) + β·C, row-major; m, n, k, leading dimensions as in BLAS.
    let multiply:
        @Sendable (Bool, Bool, Int32, Int32, Int32, Pointer, Int32, Pointer, Int32, S, Target, Int32) -> Void
    let tanh: @Sendable (Target, Int) -> Void
    let tanhBackward: @Sendable (Target, Pointer, Int) -> Void
    let relu: @Sendable (Target, Int) -> Void
    let reluBackward: @Sendable (Target, Pointer, Int) -> Void
    let fillRows: @Sendable (Target, Pointer, Int, Int) -> Void
    let addColumnSums: @Sendable (Target, Pointer, Int, Int) -> Void
    let norm: @Sendable (Target, Target, Target, Pointer, Pointer, Pointer, Int, Int) -> Void
    let normBackward: @Sendable (Target, Target, Target, Pointer, Pointer, Pointer, Pointer, Int, Int) -> Void
    let sumOfSquares: @Sendable (Pointer, Int) -> Double
    let adam: @Sendable (Target, Pointer, Target, Target, Int, AdamStep) -> Void
    let denseFew: @Sendable (Target, Pointer, Pointer, Pointer, Int, Int, Int) -> Void
    let gru: @Sendable (Target, Target, Pointer, Pointer, Pointer, Int, Int) -> Void
    let gruBackward: @Sendable (Target, Target, Target, Pointer, Pointer, Pointer, Int, Int) -> Void
}

/// The numbers of one step of Adam.
struct AdamStep: Sendable {
    var scale: Double
    var rate: Double
    var beta1: Double
    var beta2: Double
    var epsilon: Double
    var correction1: Double
    var correction2: Double
}

/// Holds OpenBLAS to one thread: its own pool loses on products of this size, and one thread gives the same bits each
/// time.
let isSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
}()

extension Float: Scalar {
    /// e to the power of `x`.
    public static func exponential(_ x: Float) -> Float { expf(x) }
    /// The natural logarithm.
    public static func logarithm(_ x: Float) -> Float { logf(x) }
    /// The calls into C.
    public static let kernels = unsafe Kernels<Float>(
        // SAFETY: the callers in this module hand over buffers of the sizes that they name.
        multiply: { transposeA, transposeB, m, n, k, a, lda, b, ldb, beta, c, ldc in
            unsafe cblas_sgemm(
                CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
                m, n, k, 1, a, lda, b, ldb, beta, c, ldc)
        },
        tanh: { unsafe gm_tanh_f($0, $1) }, tanhBackward: { unsafe gm_tanh_backward_f($0, $1, $2) },
        relu: { unsafe gm_relu_f($0, $1) }, reluBackward: { unsafe gm_relu_backward_f($0, $1, $2) },
        fillRows: { unsafe gm_fill_rows_f($0, $1, $2, $3) },
        addColumnSums: { unsafe gm_add_column_sums_f($0, $1, $2, $3) },
        norm: { unsafe gm_norm_f($0, $1, $2, $3, $4, $5, $6, $7) },
        normBackward: { unsafe gm_norm_backward_f($0, $1, $2, $3, $4, $5, $6, $7, $8) },
        sumOfSquares: { unsafe gm_sum_of_squares_f($0, $1) },
        adam: { p, g, m, v, count, step in
            unsafe gm_adam_f(
                p, g, m, v, count, step.scale, step.rate, step.beta1, step.beta2, step.epsilon,
                step.correction1, step.correction2)
        },
        denseFew: { unsafe gm_dense_few_f($0, $1, $2, $3, $4, $5, $6) },
        gru: { unsafe gm_gru_f($0, $1, $2, $3, $4, $5, $6) },
        gruBackward: { unsafe gm_gru_backward_f($0, $1, $2, $3, $4, $5, $6, $7) })
}

extension Double: Scalar {
    /// e to the power of `x`.
    public static func exponential(_ x: Double) -> Double { exp(x) }
    /// The natural logarithm.
    public static func logarithm(_ x: Double) -> Double { log(x) }
    /// The calls into C.
    public static let kernels = unsafe Kernels<Double>(
        // SAFETY: the callers in this module hand over buffers of the sizes that they name.
        multiply: { transposeA, transposeB, m, n, k, a, lda, b, ldb, beta, c, ldc in
            unsafe cblas_dgemm(
                CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
                m, n, k, 1, a, lda, b, ldb, beta, c, ldc)
        },
        tanh: { unsafe gm_tanh_d($0, $1) }, tanhBackward: { unsafe gm_tanh_backward_d($0, $1, $2) },
        relu: { unsafe gm_relu_d($0, $1) }, reluBackward: { unsafe gm_relu_backward_d($0, $1, $2) },
        fillRows: { unsafe gm_fill_rows_d($0, $1, $2, $3) },
        addColumnSums: { unsafe gm_add_column_sums_d($0, $1, $2, $3) },
        norm: { unsafe gm_norm_d($0, $1, $2, $3, $4, $5, $6, $7) },
        normBackward: { unsafe gm_norm_backward_d($0, $1, $2, $3, $4, $5, $6, $7, $8) },
        sumOfSquares: { unsafe gm_sum_of_squares_d($0, $1) },
        adam: { p, g, m, v, count, step in
            unsafe gm_adam_d(
                p, g, m, v, count, step.scale, step.rate, step.beta1, step.beta2, step.epsilon,
                step.correction1, step.correction2)
        },
        denseFew: { unsafe gm_dense_few_d($0, $1, $2, $3, $4, $5, $6) },
        gru: { unsafe gm_gru_d($0, $1, $2, $3, $4, $5, $6) },
        gruBackward: { unsafe gm_gru_backward_d($0, $1, $2, $3, $4, $5, $6, $7) })
}
