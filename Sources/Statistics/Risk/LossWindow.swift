import Glibc

/// The newest n losses in order of size: value at risk and expected shortfall from what has happened.
///
/// A loss takes O(log n) comparisons to find its place, and a move of up to n numbers (4 KB at 500) to take
/// it; nothing is sorted again. Losses are positive, gains negative.
public struct LossWindow: Sendable {
    private var window: SortedWindow

    /// Of the newest `capacity` losses, at least one.
    public init(_ capacity: Int) { window = SortedWindow(capacity) }

    /// Losses now.
    public var count: Int { window.count }

    /// Takes a finite loss; the oldest makes room.
    public mutating func add(_ loss: Double) { window.add(loss) }

    /// Takes all of `losses`, the oldest first, in place of what it has.
    public mutating func replace(with losses: [Double]) { window.replace(with: losses) }

    /// The loss that a share `level` of the losses does not exceed: the ⌈n·level⌉-th smallest (inverted CDF).
    ///
    /// NaN without a loss.
    public func valueAtRisk(_ level: Double) -> Double { count == 0 ? .nan : window[rank(level)] }

    /// The mean of the losses from the value at risk on.
    public func expectedShortfall(_ level: Double) -> Double {
        guard count > 0 else { return .nan }
        var first = rank(level)
        // Equal losses belong to the tail, too.
        while first > 0, window[first - 1] == window[first] { first -= 1 }
        var sum = 0.0
        for index in first..<count { sum += window[index] }
        return sum / Double(count - first)
    }

    /// The quantile of share `level`, linear between neighbours, as numpy's default.
    public func linearQuantile(_ level: Double) -> Double {
        count == 0 ? .nan : window.quantile(level)
    }

    private func rank(_ level: Double) -> Int {
        // The hair keeps 0.07·100, which is a little more than 7, at the seventh.
        let rank = Int((Double(count) * level - 1e-9).rounded(.up))
        return min(count, max(1, rank)) - 1
    }
}
