/// Rows of numbers moved between flat arrays, without a check for each number.
public enum Rows {
    /// Writes row `places[i]` of `source` [rows × width] to row i of `target`.
    @inlinable
    public static func gather<T: BitwiseCopyable>(
        _ source: [T], _ places: ArraySlice<Int>, width: Int, into target: inout [T]
    ) {
        precondition(width > 0 && places.count * width <= target.count, "there is room for the rows")
        let rows = source.count / width
        // SAFETY: each place is held to the rows that there are, and there is room for as many rows as places.
        unsafe source.withUnsafeBufferPointer { source in
            unsafe target.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, var to = target.baseAddress else { return }
                for place in places {
                    precondition(place >= 0 && place < rows, "the row is there")
                    unsafe to.update(from: from + place * width, count: width)
                    unsafe to += width
                }
            }
        }
    }

    /// Writes the first `count` numbers of `source` to `target` from number `at` on.
    @inlinable
    public static func copy<T: BitwiseCopyable>(
        _ source: [T], count: Int, into target: inout [T], at: Int = 0
    ) {
        precondition(
            count >= 0 && count <= source.count && at >= 0 && at + count <= target.count,
            "the numbers are there")
        // SAFETY: both ranges are within their arrays.
        unsafe source.withUnsafeBufferPointer { source in
            unsafe target.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                unsafe (to + at).update(from: from, count: count)
            }
        }
    }
}
