/// Sorting and selecting without memory of its own: the library's sort allocates a buffer for its merges.
enum InPlaceOrder {
    /// Sorts ascending (Williams, 1964: heapsort).
    static func sort(_ values: inout [Double]) {
        guard values.count > 1 else { return }
        for start in stride(from: values.count / 2 - 1, through: 0, by: -1) {
            sift(&values, start, values.count)
        }
        for end in stride(from: values.count - 1, to: 0, by: -1) {
            values.swapAt(0, end)
            sift(&values, 0, end)
        }
    }

    private static func sift(_ values: inout [Double], _ start: Int, _ end: Int) {
        let value = values[start]
        var parent = start
        while 2 * parent + 1 < end {
            var child = 2 * parent + 1
            if child + 1 < end, values[child] < values[child + 1] { child += 1 }
            guard value < values[child] else { break }
            values[parent] = values[child]
            parent = child
        }
        values[parent] = value
    }

    /// Moves the `rank`-th smallest (from 0) to its place, smaller ones before it and larger ones behind.
    ///
    /// Hoare, 1961, with the median of three as pivot: O(n) on average.
    static func select(_ values: inout [Double], rank: Int) {
        var (low, high) = (0, values.count - 1)
        while low < high {
            let middle = low + (high - low) / 2
            if values[middle] < values[low] { values.swapAt(middle, low) }
            if values[high] < values[low] { values.swapAt(high, low) }
            if values[high] < values[middle] { values.swapAt(high, middle) }
            let pivot = values[middle]
            var (left, right) = (low, high)
            while left <= right {
                while values[left] < pivot { left += 1 }
                while pivot < values[right] { right -= 1 }
                if left <= right {
                    values.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if rank <= right { high = right } else if rank >= left { low = left } else { return }
        }
    }
}
