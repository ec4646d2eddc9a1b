import Glibc
import OperatorKit
import Statistics

/// The population stability index of a series: its newest values against its first ones.
struct DriftWatch {
    /// Share that stands for an empty bin, whose logarithm would have no end.
    static let leastShare = 1e-4
    private static let bins = 10

    /// What it follows: index of the input, of the readable field, and the name as written.
    let input: Int
    let field: Int
    let name: String
    /// The newest index; nil before the first.
    private(set) var index: Double?

    private let reference: Int
    private var first: SortedWindow
    /// Inner edges of the bins, rising; bin b holds edge b − 1 ≤ x < edge b.
    private var edges: [Double] = []
    private var shares: [Double] = []
    private var logShares: [Double] = []
    private var counts = [Int](repeating: 0, count: Self.bins)
    /// Shares and their logarithms by count.
    private let shareOf: [Double]
    private let logOf: [Double]
    /// Bins of the newest values, a ring.
    private var newest: [UInt8]
    private var next = 0
    private var filled = 0
    /// 0 calm, 1 above the lower limit, 2 above the upper one; stays until below the lower one.
    private var level = 0

    /// Compares the newest `window` values with the first `reference` ones.
    init(input: Int, field: Int, name: String, reference: Int, window: Int) {
        self.input = input
        self.field = field
        self.name = name
        self.reference = reference
        first = SortedWindow(reference)
        newest = [UInt8](repeating: 0, count: window)
        shareOf = (0...window).map { max(Double($0) / Double(window), Self.leastShare) }
        logOf = shareOf.map { log($0) }
        edges.reserveCapacity(Self.bins - 1)
        shares.reserveCapacity(Self.bins)
        logShares.reserveCapacity(Self.bins)
    }

    /// Takes a finite value; 1 or 2 when the index has just risen above the lower or the upper limit.
    mutating func take(_ value: Double, warning: Double, critical: Double) -> Int? {
        guard first.count == reference else {
            first.add(value)
            if first.count == reference { fit() }
            return nil
        }
        var bin = 0
        while bin < edges.count, edges[bin] <= value { bin += 1 }
        if filled == newest.count { counts[Int(newest[next])] -= 1 } else { filled += 1 }
        newest[next] = UInt8(bin)
        counts[bin] += 1
        next = next + 1 == newest.count ? 0 : next + 1
        guard filled == newest.count else { return nil }
        let now = stability
        index = now
        let risen = now >= critical ? 2 : now >= warning ? 1 : 0
        if risen == 0 { level = 0 }
        guard risen > level else { return nil }
        level = risen
        return risen
    }

    /// Σ (a − r)·ln(a/r) over the bins.
    private var stability: Double {
        var sum = 0.0
        for bin in shares.indices {
            let count = counts[bin]
            sum += (shareOf[count] - shares[bin]) * (logOf[count] - logShares[bin])
        }
        return sum
    }

    /// Bins at the deciles of the first values; equal deciles are one edge.
    private mutating func fit() {
        for decile in 1..<Self.bins {
            let edge = first.quantile(Double(decile) / Double(Self.bins))
            if edges.last != edge { edges.append(edge) }
        }
        var below = 0
        for bin in 0...edges.count {
            let upTo = bin < edges.count ? first.place(of: edges[bin]) : reference
            shares.append(max(Double(upTo - below) / Double(reference), Self.leastShare))
            logShares.append(log(shares[bin]))
            below = upTo
        }
    }
}
