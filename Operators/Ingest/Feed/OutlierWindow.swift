/// The last 100 values of a series, and whether a new one is an outlier: further than k × MAD from the median.
///
/// MAD is the median of |value − median|. The values are kept sorted, so both medians are found by search: a
/// step costs O(log n), and moving at most 100 numbers.
struct OutlierWindow {
    static let size = 100
    private static let half = size / 2

    private var sorted: [Double] = []
    private var arrivals: [Double] = []
    private var next = 0

    init() {
        sorted.reserveCapacity(Self.size)
        arrivals.reserveCapacity(Self.size)
    }

    /// Judges `value` by the 100 before it, then takes it in; false while there are fewer.
    ///
    /// - Parameter floor: what stands for a MAD of 0; 0 judges not then.
    mutating func isOutlier(_ value: Double, factor: Double, floor: Double) -> Bool {
        guard arrivals.count == Self.size else {
            sorted.insert(value, at: place(of: value))
            arrivals.append(value)
            return false
        }
        let middle = (sorted[Self.half - 1] + sorted[Self.half]) / 2
        var deviation = medianDeviation(middle)
        if deviation == 0 { deviation = floor }
        let isOut = deviation > 0 && abs(value - middle) > factor * deviation
        replaceOldest(by: value)
        return isOut
    }

    /// The median of the distances from `middle`.
    ///
    /// Distances grow outwards on both sides of the median: the 50 smallest are some number on the left and
    /// the rest on the right, and that number is found by bisection.
    private func medianDeviation(_ middle: Double) -> Double {
        let half = Self.half
        func left(_ index: Int) -> Double {
            index < 0 ? -.infinity : index < half ? middle - sorted[half - 1 - index] : .infinity
        }
        func right(_ index: Int) -> Double {
            index < 0 ? -.infinity : index < half ? sorted[half + index] - middle : .infinity
        }
        var low = 0
        var high = half
        while low < high {
            let count = (low + high) / 2
            if left(count) < right(half - count - 1) { low = count + 1 } else { high = count }
        }
        let lower = max(left(low - 1), right(half - low - 1))
        let upper = min(left(low), right(half - low))
        return (lower + upper) / 2
    }

    /// The first place whose value isn't below `value`.
    private func place(of value: Double) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func replaceOldest(by value: Double) {
        var at = place(of: arrivals[next])
        arrivals[next] = value
        next = next + 1 == Self.size ? 0 : next + 1
        while at + 1 < Self.size, sorted[at + 1] < value {
            sorted[at] = sorted[at + 1]
            at += 1
        }
        while at > 0, sorted[at - 1] > value {
            sorted[at] = sorted[at - 1]
            at -= 1
        }
        sorted[at] = value
    }
}
