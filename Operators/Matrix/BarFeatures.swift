import MarketModel
import OperatorKit

/// Group D of the 48 features but for the profile's skew: what the bars alone say, amortised O(1) a bar.
struct BarFeatures {
    /// Bars behind the returns that are scored.
    private static let spans = [1, 5, 10, 20, 48]
    /// The first bar on which every value has what it reaches back to.
    static let warmUp = 101

    private var closes = LogCloses(reach: 48)
    private var returnScores: [RollingMoments] = []
    private var volatility20 = RollingMoments(20)
    private var volatility30 = RollingMoments(30)
    private var volatility100 = RollingMoments(100)
    private var shape = RollingMoments(50)
    private var volatilityScore: RollingMoments
    private var strength = WilderStrength(14)
    private var volume = RollingMoments(20)
    /// The newest five returns over five bars.
    private var fives = [Double](repeating: 0, count: 5)
    private var accelerationScore: RollingMoments
    private var count = 0

    /// Scores are over the newest `window` values.
    init(window: Int) {
        for _ in Self.spans { returnScores.append(RollingMoments(window)) }
        volatilityScore = RollingMoments(window)
        accelerationScore = RollingMoments(window)
    }

    /// Takes a bar and writes its 14 values from column `first` on; the profile's skew is left alone.
    mutating func add(_ bar: Bar, to row: inout FeatureRow, from first: Int) {
        count += 1
        closes.add(bar.close.double)
        for (index, span) in Self.spans.enumerated() where count > span {
            row.values[first + index] = returnScores[index].score(closes.change(over: span))
        }
        if count > 1 { addReturn(closes.change(over: 1), to: &row, from: first) }
        row.values[first + 9] = (strength.add(bar.close.double) - 50) / 50
        let volumes = volume.add(bar.volume)
        row.values[first + 10] = volumes.mean > 0 ? bar.volume / volumes.mean : 1
        row.values[first + 11] = volumes.score(of: bar.volume)
        if count > 5 {
            let five = closes.change(over: 5)
            if count > 10 {
                row.values[first + 13] = accelerationScore.score(five - fives[count % 5])
            }
            fives[count % 5] = five
        }
    }

    private mutating func addReturn(_ change: Double, to row: inout FeatureRow, from first: Int) {
        let short = volatility20.add(change).deviation
        let middle = volatility30.add(change).deviation
        let long = volatility100.add(change).deviation
        let shape = shape.add(change)
        row.values[first + 5] = long > 0 ? short / long - 1 : 0
        if count > 30 { row.values[first + 6] = volatilityScore.score(middle) }
        row.values[first + 7] = shape.skewness
        row.values[first + 8] = shape.kurtosis / 5
    }

    /// Says what could not be computed.
    func report(into report: inout NodeReport) { closes.report(into: &report) }
}
