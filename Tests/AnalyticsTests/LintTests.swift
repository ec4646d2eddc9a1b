import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct LintTests {
    private func codes(_ node: DrivenNode) -> Set<String> {
        Set(node.report.rows("lint").compactMap { $0["code"] })
    }

    @Test func `nothing traded is said`() throws {
        let found = codes(try account([], [[mark(minute, 1), mark(2 * minute, 1)]]))
        #expect(found == ["FLAT_CURVE"])
    }

    @Test func `a short free run of luck is doubted`() throws {
        let fills = [
            trade(minute, 1, 100), trade(2 * minute, -1, 101), trade(3 * minute, 1, 100),
            trade(4 * minute, -1, 150), trade(5 * minute, 1, 100), trade(6 * minute, 1, 100),
        ]
        let marks = (1...10).map { mark(Int64($0) * minute + 1, 100) }
        let node = try account(
            fills, [marks],
            [
                ("survivorship", Argument.text("biased")), ("max_trades", Argument.integer(1)),
            ])
        let found = codes(node)
        for code in [
            "COSTS_ZERO", "TRADES_FEW", "HISTORY_SHORT", "PROFIT_CONCENTRATED", "POSITION_OPEN",
            "SURVIVORSHIP_BIASED", "TRADES_CUT",
        ] {
            #expect(found.contains(code), "\(code)")
        }
        #expect(node.report.rows("trades").count == 1 && node.report.value("trades") == 2)
        let warnings = node.report.rows("lint").count { $0["severity"] == "warning" }
        #expect(node.report.value("warnings") == Double(warnings))
        for row in node.report.rows("lint") { #expect(row["message"]?.isEmpty == false) }
    }

    @Test func `fills that the path within a bar decides are told with their share and their profit`() throws
    {
        var fills = [
            trade(minute, 1, 100, fee: 1), trade(2 * minute, -1, 110, fee: 1),
            trade(3 * minute, 1, 100, fee: 1),
            trade(4 * minute, -1, 95, fee: 1), trade(5 * minute, 2, 100, fee: 1),
        ]
        let marks = (1...6).map { mark(Int64($0) * minute + 1, 100) }
        let certain = try account(fills, [marks])
        #expect(!codes(certain).contains("AMBIGUOUS_FILLS") && certain.report.value("ambiguous_fills") == 0)
        fills[3].flags = .ambiguous
        let node = try account(fills, [marks])
        let row = try #require(node.report.rows("lint").first { $0["code"] == "AMBIGUOUS_FILLS" })
        #expect(
            row["severity"] == "warning" && row["message"]?.hasPrefix("1 of 5 fills (20.0 %) hang on") == true
        )
        #expect(row["message"]?.contains("1 of 2 round trips and -7.0 of the profit") == true)
        #expect(node.report.value("ambiguous_fills") == 0.2)
        #expect(node.report.rows("trades").map { $0["ambiguous"] } == ["no", "yes"])
        // An entry that is in doubt makes the whole round trip so.
        fills[3].flags = []
        fills[0].flags = .ambiguous
        #expect(try account(fills, [marks]).report.rows("trades").map { $0["ambiguous"] } == ["yes", "no"])
    }

    @Test func `a run that loses money, or all of it, says so`() throws {
        let fills = [trade(minute, 10, 100, fee: 1), trade(4 * minute, -10, 80, fee: 1)]
        let marks = [mark(2 * minute, 95), mark(3 * minute, 85), mark(5 * minute, 80)]
        let lost = codes(try account(fills, [marks], [("capital", Argument.real(1000))]))
        #expect(lost.contains("LOSES_MONEY") && !lost.contains("RUIN") && !lost.contains("COSTS_ZERO"))
        let ruined = try account(fills, [marks], [("capital", Argument.real(100))])
        #expect(codes(ruined).isSuperset(of: ["LOSES_MONEY", "RUIN", "LEVERAGE_HIGH"]))
        #expect(ruined.report.value("sharpe") == nil)
    }

    @Test func `chance is told from skill`() throws {
        var random = SplitMix64(seed: 4)
        var price = 100.0
        let noise = (1...200).map { day -> Bar in
            price *= 1 + Double.random(in: -0.01...0.01, using: &random)
            return mark(Int64(day) * 1440 * minute, price)
        }
        let fills = [trade(1, 1, 100, fee: 0.1)]
        let capital = ("capital", Argument.real(100))
        let doubted = codes(try account(fills, [noise], [capital, ("in_sample", .init(.flag(true)))]))
        #expect(doubted.isSuperset(of: ["SHARPE_INSIGNIFICANT", "PSR_LOW", "IN_SAMPLE_ONLY"]))
        price = 100
        let steady = (1...200).map { day -> Bar in
            price *= 1.002 + Double.random(in: -0.005...0.005, using: &random)
            return mark(Int64(day) * 1440 * minute, price)
        }
        let trusted = codes(try account(fills, [steady], [capital]))
        #expect(trusted.isDisjoint(with: ["SHARPE_INSIGNIFICANT", "PSR_LOW", "HISTORY_SHORT"]))
    }
}
