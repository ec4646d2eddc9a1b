/// What a portfolio would have lost at each of the newest n marks with what it holds now.
///
/// A mark with the amounts of the mark before costs one row of returns and a place in the order of losses,
/// O(n + log N). Only an instrument whose amount has moved by more than `tolerance` is computed again, over
/// the N rows, and then the losses are sorted anew.
struct RiskHistory: Sendable {
    private let size: Int
    private let rows: Int
    /// Amounts older than this, relative to what they are, are replaced.
    private let tolerance: Double
    /// Instrument by instrument.
    private var returns: [Double]
    private var profits: [Double]
    private var held: [Double]
    private var next = 0
    private(set) var count = 0
    private var marks = 0
    private var sum: OverlappingSum
    private(set) var losses: LossWindow
    private var scratch: [Double] = []

    init(size: Int, rows: Int, horizon: Int, tolerance: Double = 0.01) {
        precondition(rows >= horizon && size > 0, "the window holds the horizon")
        self.size = size
        self.rows = rows
        self.tolerance = tolerance
        returns = [Double](repeating: 0, count: size * rows)
        profits = [Double](repeating: 0, count: rows)
        held = [Double](repeating: 0, count: size)
        sum = OverlappingSum(horizon: horizon)
        losses = LossWindow(rows - horizon + 1)
        scratch.reserveCapacity(rows)
    }

    /// Takes the returns of a mark, then brings the losses to `amounts`.
    mutating func add(_ values: [Double], amounts: [Double]) {
        var profit = 0.0
        for index in 0..<size {
            returns[index * rows + next] = values[index]
            profit += held[index] * values[index]
        }
        profits[next] = profit
        next = next + 1 == rows ? 0 : next + 1
        count = min(count + 1, rows)
        marks += 1
        if let loss = sum.add(profit) { losses.add(-loss) }
        follow(amounts)
    }

    /// Brings the losses to `amounts` where these have moved.
    mutating func follow(_ amounts: [Double]) {
        // What rounding has left behind goes once a window.
        let isWhole = marks >= rows
        var moved = isWhole
        if isWhole {
            marks = 0
            for row in 0..<rows { profits[row] = 0 }
        }
        for index in 0..<size {
            let difference = isWhole ? amounts[index] : amounts[index] - held[index]
            let bound = tolerance * max(abs(amounts[index]), abs(held[index]))
            guard isWhole || abs(difference) > bound else { continue }
            held[index] = amounts[index]
            guard difference != 0 else { continue }
            moved = true
            let base = index * rows
            for row in 0..<rows { profits[row] += difference * returns[base + row] }
        }
        if moved { sortAnew() }
    }

    private mutating func sortAnew() {
        scratch.removeAll(keepingCapacity: true)
        sum.reset()
        for offset in 0..<count {
            let profit = profits[(next + rows - count + offset) % rows]
            if let loss = sum.add(profit) { scratch.append(-loss) }
        }
        losses.replace(with: scratch)
    }

    /// Skewness and excess kurtosis of the profits (population); 0 where they don't move.
    var shape: (skewness: Double, excessKurtosis: Double) {
        guard count > 1 else { return (0, 0) }
        let n = Double(count)
        var mean = 0.0
        for offset in 0..<count { mean += profits[(next + rows - count + offset) % rows] / n }
        var (m2, m3, m4) = (0.0, 0.0, 0.0)
        for offset in 0..<count {
            let d = profits[(next + rows - count + offset) % rows] - mean
            m2 += d * d / n
            m3 += d * d * d / n
            m4 += d * d * d * d / n
        }
        guard m2 > 0 else { return (0, 0) }
        return (m3 / (m2 * m2.squareRoot()), m4 / (m2 * m2) - 3)
    }
}
