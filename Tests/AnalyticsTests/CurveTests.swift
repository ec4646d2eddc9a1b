import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct CurveTests {
    /// 50,000 one-minute marks: points merge two by two, and no figure of the account notices.
    @Test func `a long curve keeps its ends, its deepest fall and its size`() throws {
        var random = SplitMix64(seed: 8)
        var price = 1000.0
        let marks = (1...50_000).map { index -> Bar in
            price += Double(Int.random(in: -10...10, using: &random)) / 10
            return mark(Int64(index) * minute, price)
        }
        let node = try account([trade(1, 1, 1000)], [marks], [("bootstrap", Argument.integer(0))])
        let points = node.tape(EquityPoint.self).events
        let report = node.report
        let equity = try #require(report.line("equity"))
        let falls = try #require(report.line("drawdown"))
        #expect(points.count == 50_000 && equity.times.count <= 16_384 && equity.times.count > 8192)
        #expect(equity.values.last == points.last?.equity && equity.times.last == marks.last?.header.time)
        #expect(falls.values.max() == points.map(\.drawdown).max())
        #expect(report.value("max_drawdown") == points.map(\.drawdown).max())
        let byTime = Dictionary(uniqueKeysWithValues: points.map { ($0.header.time, $0.equity) })
        #expect(zip(equity.times, equity.values).allSatisfy { byTime[$0] == $1 })
        #expect(report.value("exposure") == 1)
    }

    @Test func `marks at one time are one point`() throws {
        let marks = [[mark(minute, 10), mark(2 * minute, 11)], [mark(minute, 20), mark(2 * minute, 22)]]
        let node = try account(
            [trade(1, 1, 10, instrument: "A"), trade(2, 1, 20, instrument: "B")], marks,
            [("instruments", Argument.list([Argument.text("A"), Argument.text("B")]))])
        #expect(node.tape(EquityPoint.self).events.map(\.equity) == [100_000, 100_000, 100_001, 100_003])
        let line = try #require(node.report.line("equity"))
        #expect(line.times == [minute, 2 * minute] && line.values == [100_000, 100_003])
    }
}
