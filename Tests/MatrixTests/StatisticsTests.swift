import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct StatisticsTests {
    private func rows(_ bars: [Bar], _ arguments: [(name: String, value: ArgumentValue)] = []) throws
        -> DrivenNode
    {
        try NodeHarness(entry("matrix.statistics"), arguments, [Feed("bars", bars)]).run().node
    }

    @Test func `columns are named by their lengths and come after the slowest`() throws {
        let made = try bars(TradeTape.random(4000, seed: 4), every: minute)
        let node = try rows(made, [("momentum", Argument.integer(3)), ("volatility", Argument.integer(10))])
        #expect(node.instance.columns == ["momentum_3", "volume_ratio", "volatility_10"])
        #expect(node.tape(FeatureRow.self).events.count == made.count - 1 - 19)
    }

    @Test func `values are those of their definitions`() throws {
        for made in [
            try bars(TradeTape.random(6000, seed: 8), every: minute),
            try goldTrades.map { try bars($0, every: 5 * minute) } ?? [],
        ] {
            let whole = Array(made.dropLast())
            let events = try rows(made).tape(FeatureRow.self).events
            #expect(events.count == max(0, whole.count - 30))
            let closes = whole.map { log($0.close.double) }
            for (offset, row) in events.enumerated() {
                let t = offset + 30
                let returns = (1...30).map { closes[t - $0 + 1] - closes[t - $0] }
                let mean = returns.reduce(0, +) / 30
                let variance = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 29
                let volume = whole[(t - 19)...t].reduce(0) { $0 + $1.volume } / 20
                #expect(row.header == whole[t].header)
                #expect(abs(row.values[0] - (closes[t] - closes[t - 5])) < 1e-14)
                #expect(abs(row.values[1] - (volume > 0 ? whole[t].volume / volume : 1)) < 1e-12)
                #expect(abs(row.values[2] - variance.squareRoot()) < 1e-13)
            }
        }
    }

    @Test func `a price that is not positive has no return, and is counted`() throws {
        let closes = [10, 0, -37, 10, 11].map { Double($0) }
        let made = closes.enumerated().map { bar(Int64($0), high: $1 + 1, low: $1 - 1, close: $1) }
        let lengths = ["momentum", "volume"].map { (name: $0, value: Argument.integer(1)) }
        let node = try rows(made, lengths + [("volatility", Argument.integer(2))])
        let events = node.tape(FeatureRow.self).events
        #expect(events.map { $0.values[0] } == [0, 0, log(11) - log(10)])
        #expect(node.report.value("closes_not_positive") == 2)
    }

    @Test func `statistics keep the laws of operators`() throws {
        let made = try bars(TradeTape.random(4000, seed: 6), every: minute)
        #expect(try checkOperator(entry("matrix.statistics"), [], [Feed("bars", made)]) == [])
    }
}
