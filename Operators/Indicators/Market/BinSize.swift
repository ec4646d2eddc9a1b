/// How wide the bins of a volume profile are, in raw price units.
///
/// Wanted is ATR/20, at least a tick, at least what leaves `VolumeProfile.capacity` bins for the whole range.
/// The size in use is kept while it is no further from the wanted one than ¾ tick or a quarter of itself,
/// whichever is more: an ATR that wavers about a half tick does not rebuild the profile at every bar.
struct BinSize {
    /// The price step, raw.
    let tick: Int64

    /// The size after a bar.
    ///
    /// - Parameters:
    ///   - current: the size in use; 0 before the first.
    ///   - averageRange: the ATR, raw.
    ///   - low: lowest price of the window, raw.
    ///   - high: highest price of the window, raw.
    func next(after current: Int64, averageRange: Double, low: Int64, high: Int64) -> Int64 {
        let step = Double(tick)
        // A range of n sizes touches at most n + 2 bins.
        let most = Double(VolumeProfile.capacity - 2)
        let least = max(1, ((Double(high) - Double(low)) / (most * step)).rounded(.up)) * step
        let wanted = max(least, averageRange / 20)
        let size = Double(current)
        if size >= least, abs(wanted - size) <= max(0.75 * step, 0.25 * size) { return current }
        return Int64(max(least, (wanted / step).rounded() * step))
    }
}
