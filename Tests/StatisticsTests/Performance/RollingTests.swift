import OperatorSupport
import Statistics
import Testing

@Suite struct RollingTests {
    @Test func `rolling figures are those of pandas`() throws {
        let expected = goldenColumns("analytics/rolling.csv")
        var rolling = RollingReturns(length: 63)
        var row = 0
        for (index, value) in goldenReturns.enumerated() {
            rolling.add(value)
            #expect(rolling.isFull == (index >= 62))
            guard index >= 62, (index - 62) % 7 == 0 else { continue }
            #expect(agrees(rolling.mean, try #require(expected["mean"]?[row])))
            #expect(agrees(rolling.volatility, try #require(expected["volatility"]?[row])))
            #expect(agrees(rolling.sharpe, try #require(expected["sharpe"]?[row])))
            #expect(agrees(rolling.sortino, try #require(expected["sortino"]?[row])))
            row += 1
        }
        #expect(row == expected["mean"]?.count)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `rolling one at a time gives what each window gives`(seed: UInt64) {
        let basics = ReturnBasics(riskFree: 0.01)
        let returns = randomReturns(300, seed: seed)
        let sample = ReturnSample(returns, basics)
        let batch = (
            sample.rolling(.sharpe, length: 20), sample.rolling(.volatility, length: 20),
            sample.rolling(.sortino, length: 20)
        )
        var rolling = RollingReturns(length: 20, basics)
        for (index, value) in returns.enumerated() {
            rolling.add(value)
            guard index >= 19 else { continue }
            #expect(agrees(rolling.sharpe, batch.0[index - 19] ?? .nan))
            #expect(agrees(rolling.volatility, batch.1[index - 19] ?? .nan))
            #expect(agrees(rolling.sortino, batch.2[index - 19] ?? .nan))
        }
        #expect(sample.rolling(.maxDrawdown, length: 20).count == 281)
        #expect(sample.rolling(.maxDrawdown, length: 301).isEmpty)
    }

    @Test func `a window of equal returns has no ratio`() {
        var rolling = RollingReturns(length: 5)
        for _ in 0..<12 { rolling.add(0.01) }
        #expect(rolling.sharpe == nil && rolling.volatility == 0)
    }

    @Test func `months are compounded as by pandas`() throws {
        let expected = goldenColumns("analytics/months.csv")
        let years = try #require(expected["year"])
        let months = try #require(expected["month"])
        let values = try #require(expected["value"])
        var table = MonthlyReturns()
        // Business days from 2 January 2019.
        var day = 1
        var index = 0
        while index < goldenReturns.count {
            let (year, month) = month(ofDay: day)
            if day % 7 != 4, day % 7 != 5 {
                table.add(goldenReturns[index], year: year, month: month)
                index += 1
            }
            day += 1
        }
        for (row, value) in values.enumerated() {
            let year = try #require(table.years.first { $0.year == Int(years[row]) })
            #expect(agrees(year.months[Int(months[row]) - 1], value), "\(years[row])-\(months[row])")
        }
        let total = table.years.reduce(1) { $0 * (1 + $1.total) } - 1
        #expect(agrees(total, ReturnSample(goldenReturns).value(.totalReturn) ?? .nan))
    }

    /// The month of a day counted from 1 January 2019, a Tuesday.
    private func month(ofDay day: Int) -> (year: Int, month: Int) {
        var rest = day
        var (year, month) = (2019, 1)
        while true {
            let lengths = [31, year == 2020 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            guard rest >= lengths[month - 1] else { return (year, month) }
            rest -= lengths[month - 1]
            month += 1
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test func `drawdowns know their lengths`() {
        var tracker = DrawdownTracker(start: 100, at: 0, isFraction: false)
        for (time, level) in [(10, 120.0), (20, 90), (30, 130), (40, 125)] as [(Int64, Double)] {
            tracker.add(level, at: time)
        }
        #expect(tracker.deepest == 30 && tracker.deepestPeak == 10 && tracker.deepestTrough == 20)
        #expect(tracker.deepestRecovery == 30 && tracker.deepestLength == 20 && tracker.longest == 20)
        tracker.add(60, at: 50)
        #expect(tracker.deepestRecoveryLength == nil && tracker.deepestLength == 20 && tracker.deepest == 70)
    }
}
