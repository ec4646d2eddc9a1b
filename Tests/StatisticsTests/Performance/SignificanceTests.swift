import OperatorSupport
import Statistics
import TestSupport
import Testing

@Suite struct SignificanceTests {
    /// Bailey and López de Prado (2014): 100 trials, five years of days, SR 2.5 a year, variance ½ among trials.
    @Test func `the deflated ratio of the paper`() throws {
        let estimate = SharpeEstimate(
            sharpe: 2.5 / 250.0.squareRoot(), count: 1250, skewness: -3, kurtosis: 10)
        let deviation = (0.5 / 250).squareRoot()
        #expect(abs(SharpeEstimate.expectedMaximum(trials: 100) * deviation - 0.1132) < 5e-5)
        let deflated = try #require(estimate.deflated(trials: 100, deviation: deviation))
        #expect(abs(deflated - 0.9004) < 5e-5, "\(deflated)")
        #expect(estimate.deflated(trials: 1) == estimate.probability(above: 0))
        #expect((estimate.deflated(trials: 46, deviation: deviation) ?? 0) > deflated)
    }

    /// Bailey and López de Prado (2012): 2.73 years of days for a ratio of 2 to be above 1.
    @Test func `the track record of the paper`() throws {
        let root = 252.0.squareRoot()
        let estimate = SharpeEstimate(sharpe: 2 / root, count: 500, skewness: 0, kurtosis: 3)
        let days = try #require(estimate.minimumTrackRecord(above: 1 / root))
        #expect(abs(days / 252 - 2.73) < 0.005, "\(days)")
        #expect(estimate.minimumTrackRecord(above: 2 / root) == nil)
        var long = estimate
        long.count = Int(days.rounded(.up))
        #expect((long.probability(above: 1 / root) ?? 0) >= 0.95)
        long.count -= 2
        #expect((long.probability(above: 1 / root) ?? 1) < 0.95)
    }

    @Test func `overfitting is what brute force finds`() throws {
        let expected = goldenColumns("analytics/pbo.csv")
        let pieces = (0..<9).map { Array(goldenReturns[($0 * 40)..<($0 * 40 + 160)]) }
        let found = try #require(OverfittingProbability(pieces, blocks: 8))
        #expect(found.logits.count == 70)
        #expect(agrees(found.probability, try #require(expected["pbo"]?[0])))
        #expect(agrees(found.lossProbability, try #require(expected["loss"]?[0])))
        let mean = found.logits.reduce(0, +) / 70
        #expect(agrees(mean, try #require(expected["logit"]?[0])))
    }

    @Test func `overfitting of skill is rare, of noise is not`() throws {
        let noise = (1...20 as ClosedRange<UInt64>).map { randomReturns(160, seed: $0) }
        let skilled = noise + [randomReturns(160, seed: 99).map { $0 + 0.03 }]
        #expect(try #require(OverfittingProbability(skilled, blocks: 8)).probability < 0.05)
        #expect(try #require(OverfittingProbability(noise, blocks: 8)).probability > 0.2)
        #expect(OverfittingProbability([noise[0]], blocks: 8) == nil)
        #expect(OverfittingProbability(noise, blocks: 7) == nil)
        #expect(OverfittingProbability([[1, 2], [1]], blocks: 2) == nil)
    }
}
