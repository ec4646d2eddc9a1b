import FlowEngine
import OperatorKit
import Statistics

/// The returns of a run's account: of days where it saw twenty or more, else from mark to mark.
public struct ReturnSeries: Sendable {
    private static let day: Int64 = 86_400_000_000_000
    private static let fewestDays = 20

    /// The end of each period, ns UTC.
    public let times: [Int64]
    /// Returns: fractions, or amounts where the equity is not above 0.
    public let values: [Double]
    /// Whether periods are days.
    public let isDaily: Bool

    /// Takes the first equity of a run; nil where it has fewer than two marks.
    public init?(_ record: RunRecord) {
        guard let equity = record.equity, equity.times.count > 1 else { return nil }
        let marks = zip(equity.times, equity.values).filter { $0.1.isFinite }
        var ends: [(time: Int64, value: Double)] = []
        for mark in marks {
            // A mark at midnight ends the day before.
            let today = (mark.0 - 1) / Self.day
            if let last = ends.last, (last.time - 1) / Self.day == today { ends.removeLast() }
            ends.append((mark.0, mark.1))
        }
        isDaily = ends.count > Self.fewestDays
        let used = isDaily ? ends : marks.map { ($0.0, $0.1) }
        guard used.count > 1 else { return nil }
        let isFraction = used.allSatisfy { $0.value > 0 }
        times = used.dropFirst().map(\.time)
        values = zip(used, used.dropFirst()).map { before, after in
            isFraction ? after.value / before.value - 1 : after.value - before.value
        }
    }

    /// What the returns were like; nil where they are all equal.
    var shape: TrialRecord.Returns? {
        var moments = Moments()
        for value in values { moments.add(value) }
        guard let deviation = moments.deviation, deviation > 0, let skewness = moments.skewness,
            let kurtosis = moments.kurtosis
        else { return nil }
        return TrialRecord.Returns(
            count: moments.count, sharpe: moments.mean / deviation, skewness: skewness, kurtosis: kurtosis)
    }
}
