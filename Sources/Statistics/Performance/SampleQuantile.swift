/// Quantiles of a sorted sample.
public enum SampleQuantile {
    /// The quantile at `p`, 0…1, linear between order statistics: NumPy's default, type 7 of Hyndman and Fan.
    ///
    /// Nil for an empty sample.
    public static func linear(_ sorted: [Double], _ p: Double) -> Double? {
        guard !sorted.isEmpty, p >= 0, p <= 1 else { return nil }
        let place = Double(sorted.count - 1) * p
        let low = Int(place)
        guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
        let part = place - Double(low)
        let step = sorted[low + 1] - sorted[low]
        // From the nearer end, as NumPy does it.
        return part >= 0.5 ? sorted[low + 1] - step * (1 - part) : sorted[low] + step * part
    }
}
