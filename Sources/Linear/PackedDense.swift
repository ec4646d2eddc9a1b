import CKernels

/// A dense layer laid out for one row at a time in Float: blocks of 64 outputs, input by input, 64-byte aligned.
///
/// A copy of its own, as what is learnt lies row by row, see `Dense`.
struct PackedDense: Sendable {
    let inputs: Int
    let outputs: Int
    /// Outputs in whole blocks; the others follow row by row.
    private let blocked: Int
    private let memory: AlignedFloats

    private static let block = 64

    init(_ dense: Dense, parameters: [Float]) {
        precondition(dense.offset + dense.parameterCount <= parameters.count, "the parameters are there")
        inputs = dense.inputs
        outputs = dense.outputs
        blocked = outputs / Self.block * Self.block
        var numbers = [Float]()
        numbers.reserveCapacity(dense.parameterCount)
        for first in stride(from: 0, to: blocked, by: Self.block) {
            for input in 0..<inputs {
                for output in first..<(first + Self.block) {
                    numbers.append(parameters[dense.offset + output * inputs + input])
                }
            }
        }
        numbers += parameters[(dense.offset + blocked * inputs)..<(dense.offset + dense.parameterCount)]
        memory = AlignedFloats(numbers)
    }

    /// y = W x + b, of `inputs` and `outputs` numbers.
    @unsafe func run(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>) {
        unsafe memory.withBase { weights in
            let bias = unsafe weights + outputs * inputs
            unsafe gm_dense_packed_f(y, x, weights, bias, blocked, inputs)
            guard blocked < outputs else { return }
            unsafe gm_dense_few_f(
                y + blocked, x, weights + blocked * inputs, bias + blocked, 1, outputs - blocked, inputs)
        }
    }
}

/// Numbers that never change, at a multiple of 64 bytes: a load of a whole vector then meets one cache line.
@safe private final class AlignedFloats: @unchecked Sendable {
    // SAFETY: allocated and filled by init, freed by deinit, never written in between.
    private let base: UnsafeMutableRawPointer
    private let count: Int

    init(_ numbers: [Float]) {
        count = numbers.count
        unsafe base = .allocate(byteCount: max(64, 4 * count), alignment: 64)
        let first = unsafe base.bindMemory(to: Float.self, capacity: count)
        for (index, number) in numbers.enumerated() { unsafe first[index] = number }
    }

    deinit { unsafe base.deallocate() }

    @unsafe func withBase(_ body: (UnsafePointer<Float>) -> Void) {
        unsafe body(UnsafePointer(base.assumingMemoryBound(to: Float.self)))
    }
}
