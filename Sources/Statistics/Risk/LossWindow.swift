import Glibc

/// The newest n losses in order of size: value at risk and expected shortfall from what has happened.
///
/// A loss takes O(log n) comparisons to find its place, and a move of up to n numbers (4 KB at 500) to take
/// it; nothing is sorted again. Losses are positive, gains negative.
public struct LossWindow: Sendable {
    private let capacity: Int
    private var sorted: [Double] = []
    private var arrivals: [Double] = []
    private var oldest = 0

    /// Of the newest `capacity` losses, at least one.
    public init(_ capacity: Int) {
        precondition(capacity > 0, "a window holds a loss")
        self.capacity = capacity
        sorted.reserveCapacity(capacity)
        arrivals.reserveCapacity(capacity)
    }

    /// Losses now.
    public var count: Int { sorted.count }

    /// Takes a finite loss; the oldest makes room.
    public mutating func add(_ loss: Double) {
        guard arrivals.count == capacity else {
            sorted.insert(loss, at: place(of: loss))
            arrivals.append(loss)
            return
        }
        var at = place(of: arrivals[oldest])
        arrivals[oldest] = loss
        oldest = oldest + 1 == capacity ? 0 : oldest + 1
        while at + 1 < capacity, sorted[at + 1] < loss {
            sorted[at] = sorted[at + 1]
            at += 1
        }
        while at > 0, sorted[at - 1] > loss {
            sorted[at] = sorted[at - 1]
            at -= 1
        }
        sorted[at] = loss
    }

    /// Takes all of `losses`, the oldest first, in place of what it has.
    public mutating func replace(with losses: [Double]) {
        sorted.removeAll(keepingCapacity: true)
        arrivals.removeAll(keepingCapacity: true)
        oldest = 0
        for index in max(0, losses.count - capacity)..<losses.count { arrivals.append(losses[index]) }
        sorted.append(contentsOf: arrivals)
        InPlaceOrder.sort(&sorted)
    }

    /// The loss that a share `level` of the losses does not exceed: the ⌈n·level⌉-th smallest (inverted CDF).
    ///
    /// NaN without a loss.
    public func valueAtRisk(_ level: Double) -> Double { sorted.isEmpty ? .nan : sorted[rank(level)] }

    /// The mean of the losses from the value at risk on.
    public func expectedShortfall(_ level: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        var first = rank(level)
        // Equal losses belong to the tail, too.
        while first > 0, sorted[first - 1] == sorted[first] { first -= 1 }
        var sum = 0.0
        for index in first..<sorted.count { sum += sorted[index] }
        return sum / Double(sorted.count - first)
    }

    /// The quantile of share `level`, linear between neighbours, as numpy's default.
    public func linearQuantile(_ level: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let position = level * Double(sorted.count - 1)
        let low = Int(position)
        guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[low] + (position - Double(low)) * (sorted[low + 1] - sorted[low])
    }

    private func rank(_ level: Double) -> Int {
        // The hair keeps 0.07·100, which is a little more than 7, at the seventh.
        let rank = Int((Double(sorted.count) * level - 1e-9).rounded(.up))
        return min(sorted.count, max(1, rank)) - 1
    }

    private func place(of value: Double) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
