import Glibc

/// How often the best of many trials in one half of the data is no better than the median in the other half
/// (combinatorially symmetric cross-validation: Bailey, Borwein, López de Prado, Zhu 2015).
public struct OverfittingProbability: Sendable {
    /// PBO: part of the splits whose best trial ranks in the lower half out of sample.
    public let probability: Double
    /// Part of the splits whose best trial loses out of sample.
    public let lossProbability: Double
    /// ln(ω/(1 − ω)) by split, ω = rank/(trials + 1) out of sample, rank 1 the worst.
    public let logits: [Double]

    /// Judges `trials`, equally long series of returns, by their Sharpe ratios.
    ///
    /// The series are cut into `blocks` (even) parts of equal length, what is left over at the end is not used,
    /// and every choice of half of them is tried: C(blocks, blocks/2) splits, 12,870 for 16.
    /// Nil for fewer than two trials, unequal lengths, or parts of less than one return.
    public init?(_ trials: [[Double]], blocks: Int = 16) {
        guard trials.count > 1, let length = trials.first?.count, trials.allSatisfy({ $0.count == length }),
            blocks >= 2, blocks <= 24, blocks % 2 == 0, length / blocks >= 1, length >= 2 * blocks
        else { return nil }
        let size = length / blocks
        let parts = trials.map { trial in
            (0..<blocks).map { block in Part(trial[(block * size)..<((block + 1) * size)]) }
        }
        var logits: [Double] = []
        var losses = 0
        for mask in UInt32(0)..<(1 << UInt32(blocks)) where mask.nonzeroBitCount == blocks / 2 {
            let inside = parts.map { Part.ratio($0, mask) }
            let outside = parts.map { Part.ratio($0, ~mask) }
            let best = Self.best(inside)
            if outside[best] < 0 { losses += 1 }
            let below = outside.count { $0 < outside[best] }
            let equal = outside.count { $0 == outside[best] }
            // The mean rank of equal ones.
            let rank = Double(below) + (Double(equal) + 1) / 2
            let share = rank / Double(trials.count + 1)
            logits.append(log(share / (1 - share)))
        }
        self.logits = logits
        probability = Double(logits.count { $0 <= 0 }) / Double(logits.count)
        lossProbability = Double(losses) / Double(logits.count)
    }

    private static func best(_ values: [Double]) -> Int {
        values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    }
}

/// Sums of one part of a trial.
private struct Part {
    var count: Double
    var sum: Double
    var squares: Double

    init(_ values: ArraySlice<Double>) {
        count = Double(values.count)
        sum = values.reduce(0, +)
        squares = values.reduce(0) { $0 + $1 * $1 }
    }

    /// Sharpe ratio per period of the parts whose bits are set; 0 without a deviation.
    static func ratio(_ parts: [Part], _ mask: UInt32) -> Double {
        var count = 0.0
        var sum = 0.0
        var squares = 0.0
        for (index, part) in parts.enumerated() where mask >> UInt32(index) & 1 == 1 {
            count += part.count
            sum += part.sum
            squares += part.squares
        }
        let variance = (squares - sum * sum / count) / (count - 1)
        return variance > 0 ? sum / count / variance.squareRoot() : 0
    }
}
