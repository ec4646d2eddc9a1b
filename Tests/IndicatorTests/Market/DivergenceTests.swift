import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct DivergenceTests {
    private func row(_ header: EventHeader, _ value: Double) -> FeatureRow {
        var row = FeatureRow(header: header, count: 2)
        row.values[0] = -77
        row.values[1] = value
        return row
    }

    private func feeds(_ bars: [Bar], _ momentum: [Double], _ curve: [Double]) -> [Feed] {
        [
            Feed("bars", bars),
            Feed("mlmi", zip(bars, momentum).map { row($0.header, $1) }, columns: ["other", "value"]),
            Feed("nwrqk", zip(bars, curve).map { row($0.header, $1) }, columns: ["other", "value"]),
        ]
    }

    private func run(_ feeds: [Feed], length: Int64) throws -> (difference: [Double], ratio: [Double]) {
        let run = try NodeHarness(
            entry("indicator.divergence"), [("length", Argument.integer(length))], feeds
        ).run(.single)
        #expect(run.node.instance.columns == ["difference", "ratio"])
        let events = run.node.tape(FeatureRow.self).events
        return (events.map { $0.values[0] }, events.map { $0.values[1] })
    }

    @Test func `rows equal those of scipy`() throws {
        let bars = MarketFixture.bars
        let momentum = bars.indices.map { 50 + 30 * sin(Double($0) / 7) }
        let curve = bars.enumerated().map { $1.close.double - sin(Double($0) / 5) * Double($0) / 50 }
        let found = try run(feeds(bars, momentum, curve), length: 25)
        let expected = MarketFixture.rows(25..<27)
        #expect(found.difference.count == 196 && expected.count == 196)
        #expect(gap(found.difference, expected.map { $0[0] }) < 1e-9)
        #expect(gap(found.ratio, expected.map { $0[1] }) < 1e-9)
        #expect(found.ratio.contains(10) || found.ratio.contains(-10))
    }

    @Test func `streaming equals the definition`() throws {
        for bars in [MarketSeries.random(2200, seed: 71), try MarketSeries.recorded()] {
            var random = SplitMix64(seed: 72)
            // Stretches without movement included.
            var momentum = bars.map { _ in Double.random(in: 0...100, using: &random) }
            for i in 300..<360 { momentum[i] = 50 }
            let closes = bars.map(\.close.double)
            let curve = closes.indices.map { i in
                closes[max(0, i - 3)...i].reduce(0, +) / Double(min(i, 3) + 1)
            }
            let found = try run(feeds(bars, momentum, curve), length: 30)
            let distance = zip(closes, curve).map { $0 - $1 }
            func score(_ values: [Double], _ t: Int) -> Double {
                let window = values[(t - 29)...t]
                guard Set(window).count > 1 else { return 0 }
                let mean = window.reduce(0, +) / 30
                let variance = window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 30
                return (values[t] - mean) / variance.squareRoot()
            }
            let scores = (29..<bars.count).map { (score(momentum, $0), score(distance, $0)) }
            #expect(gap(found.difference, scores.map { $0 - $1 }) < 1e-9)
            // Where the divisor is as good as 0, the quotient's error has no bound.
            for (ratio, (a, b)) in zip(found.ratio, scores) where abs(b) > 1e-6 {
                #expect(near(ratio, min(max(a / b, -10), 10), 1e-8))
            }
            #expect(found.ratio.allSatisfy { abs($0) <= 10 })
        }
    }

    @Test func `a ratio to nothing has the sign of momentum`() throws {
        let bars = MarketSeries.flat([5, 5, 5, 5, 5])
        let found = try run(feeds(bars, [1, 2, 1, 1, 1], [4, 4, 4, 4, 4]), length: 2)
        #expect(found.difference == [1, -1, 0, 0] && found.ratio == [10, -10, 0, 0])
    }

    @Test func `bars without both rows take no part`() throws {
        let bars = MarketSeries.random(60, seed: 73)
        let values = bars.map(\.high.double)
        var feeds = feeds(bars, values, values)
        let whole = try run(feeds, length: 5)
        // The mlmi starts ten bars later, and five bars before the end it stops.
        feeds[1] = Feed(
            "mlmi", zip(bars, values).map { row($0.header, $1) }[10..<55].map { $0 },
            columns: ["other", "value"])
        let part = try run(feeds, length: 5)
        #expect(part.difference.count == 41 && part.difference == whole.difference[10..<51].map { $0 })
    }

    @Test func `rows without a value are refused`() throws {
        var feeds = feeds(MarketSeries.random(3, seed: 74), [1, 2, 3], [1, 2, 3])
        feeds[2] = Feed("nwrqk", [FeatureRow](), source: "curve", columns: ["slope", "turn"])
        let error = try #require(throws: OperatorError.self) { try run(feeds, length: 2) }
        #expect(error.message == "the rows of 'curve' have no column 'value'")
        #expect(error.help?.contains("slope, turn") == true)
    }

    @Test func `partial bars are passed over and laws are kept`() throws {
        var bars = MarketSeries.random(300, seed: 75)
        let values = bars.map(\.low.double)
        bars[299].flags = .partial
        let feeds = feeds(bars, values, bars.map(\.open.double))
        #expect(try run(feeds, length: 20).difference.count == 280)
        let arguments = [("length", Argument.integer(20))]
        #expect(try checkOperator(entry("indicator.divergence"), arguments, feeds) == [])
    }
}
