/// The maximum mean discrepancy between a sliding window of points and each of some fixed sets of points.
///
/// With the kernel's sums within the window (xx), within a set (yy) and between them (xy): unbiased MMD² =
/// xx/(m(m−1)) + yy/(n(n−1)) − 2xy/(mn) without the pairs of a point with itself, which may be negative;
/// biased MMD² = xx/m² + yy/n² − 2xy/(mn) with them, which is a squared distance. A new point changes the
/// sums by its own kernels and those of the point that it replaces: O(window + points of the sets).
///
/// Source: A. Gretton et al., A Kernel Two-Sample Test, JMLR 13, 2012, equations 3 and 5.
struct SlidingDiscrepancy {
    /// A fixed set and its sums.
    private struct Sample {
        var points = PointSet(capacity: 0)
        /// The kernel's sum over its pairs, each pair once.
        var pairs = 0.0
        /// By slot of the window: the kernel's sum between that point and the set.
        var rows: [Double]
        /// The sum of the rows.
        var total = 0.0
    }

    private var kernel = GaussianKernel(width: 1)
    private var window: PointSet
    private var oldest = 0
    private var pairs = 0.0
    private var samples: [Sample]

    /// A window of `window` points, all 0 until `reset`, and `samples` empty sets.
    init(window: Int, samples: Int) {
        self.window = PointSet(capacity: window)
        self.window.set([FeaturePoint](repeating: .zero, count: window))
        let sample = Sample(rows: [Double](repeating: 0, count: window))
        self.samples = [Sample](repeating: sample, count: samples)
    }

    /// Starts anew with a kernel and the points of the window, oldest first; the sets are to be set after it.
    mutating func reset(_ kernel: GaussianKernel, window points: [FeaturePoint]) {
        precondition(points.count == window.count, "the window is full")
        self.kernel = kernel
        window.set(points)
        oldest = 0
        pairs = kernel.pairSum(window)
    }

    /// Sets the points of set `index` and the kernel's sum over their pairs.
    mutating func setSample(_ index: Int, _ points: [FeaturePoint], pairs: Double) {
        samples[index].points.set(points)
        samples[index].pairs = pairs
        samples[index].total = 0
        for slot in 0..<window.count {
            let row = kernel.sum(window[slot], over: samples[index].points)
            samples[index].rows[slot] = row
            samples[index].total += row
        }
    }

    /// Moves the window on by a point.
    mutating func add(_ point: FeaturePoint) {
        let slot = oldest
        oldest = oldest + 1 == window.count ? 0 : oldest + 1
        // Each sum holds the kernel of the slot's point with itself, which is 1.
        pairs -= kernel.sum(window[slot], over: window) - 1
        window[slot] = point
        pairs += kernel.sum(point, over: window) - 1
        for index in samples.indices {
            let row = kernel.sum(point, over: samples[index].points)
            samples[index].total += row - samples[index].rows[slot]
            samples[index].rows[slot] = row
        }
    }

    /// The unbiased MMD² to set `index`.
    func unbiased(_ index: Int) -> Double {
        let m = Double(window.count)
        let n = Double(samples[index].points.count)
        return 2 * pairs / (m * (m - 1)) + 2 * samples[index].pairs / (n * (n - 1))
            - 2 * samples[index].total / (m * n)
    }

    /// The biased MMD to set `index`: a distance, at most √2.
    func distance(_ index: Int) -> Double {
        let m = Double(window.count)
        let n = Double(samples[index].points.count)
        let square =
            (m + 2 * pairs) / (m * m) + (n + 2 * samples[index].pairs) / (n * n)
            - 2 * samples[index].total / (m * n)
        return max(square, 0).squareRoot()
    }
}
