import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct MergeBarTests {
    private func merged(_ every: Int64, _ input: [Bar], _ more: Arguments = []) throws -> [Bar] {
        try bars("bars.merge", [("every", Argument.integer(every))] + more, of: input)
    }

    /// Equal but for the rounding of sums of products.
    private func expectSame(_ a: [Bar], _ b: [Bar], _ comment: String = "") {
        #expect(a.count == b.count)
        for (x, y) in zip(a, b) {
            var z = y
            z.notional = x.notional
            #expect(x == z, "\(comment)")
            #expect((x.notional - y.notional).magnitude <= 1e-12 * y.notional.magnitude)
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `merged bars are those made of the trades`(seed: UInt64) throws {
        let trades = TradeTape.random(
            4000, seed: seed, start: seed == 2 ? -3_600_000_000_000 : 1_381_104_000_000_000_000)
        for (small, large) in [(5, 30), (1, 5), (1, 1), (10, 60), (5, 1440)] as [(Int64, Int64)] {
            let parts = try bars(trades, every: small * minute)
            expectSame(try merged(large * minute, parts), try bars(trades, every: large * minute))
        }
    }

    @Test(arguments: ["XNYS", "CMES", "FX", "24/7"], ["none", "fill"])
    func `within sessions too, filled or not`(calendar: String, gaps: String) throws {
        let trades = TradeTape.random(4000, seed: 8, meanGap: 150_000_000_000, start: utc(2013, 10, 31))
        let more: Arguments = [("calendar", Argument.text(calendar))]
        func direct(_ every: Int64) throws -> [Bar] {
            let arguments = more + [("every", Argument.integer(every)), ("gaps", Argument.text(gaps))]
            return try bars("bars.time", arguments, trades)
        }
        let parts = try direct(5 * minute)
        var whole = try direct(30 * minute)
        // Trades after the session tell that a bucket is over; bars alone don't.
        if whole.last?.flags == [], parts.last?.end != whole.last?.end {
            whole[whole.count - 1].flags = .partial
        }
        expectSame(try merged(30 * minute, parts, more), whole, "\(calendar) \(gaps)")
    }

    @Test func `thirty minutes of recorded gold are six times five`() throws {
        guard let trades = goldTrades else { return }
        expectSame(
            try merged(30 * minute, try bars(trades, every: 5 * minute)),
            try bars(trades, every: 30 * minute))
    }

    @Test func `it comes out with its last part, or when nothing of it can come`() throws {
        let parts = [
            bar(0, high: 3, low: 1, close: 2), bar(4, high: 5, low: 2, close: 4),
            bar(6, high: 9, low: 1, close: 1),
        ]
        let node = try DrivenNode(
            entry("bars.merge"), [("every", Argument.integer(5 * minute))],
            inputs: [Feed("bars", parts).input])
        node.deliver(parts[..<2])
        let first = try #require(node.tape(Bar.self).take().first)
        #expect(first.header.sequence == 5 * minute - 1 && first.header.time == 5 * minute)
        #expect((first.start, first.end, first.volume) == (0, 5 * minute, 2))
        #expect([first.open, first.high, first.low, first.close].map(\.double) == [2, 5, 1, 4])
        node.deliver(parts[2...])
        #expect(node.tape(Bar.self).take().isEmpty)
        #expect(node.progress(after: 8 * minute) == 10 * minute - 1)
        #expect(node.progress(after: 10 * minute) == 10 * minute)
        #expect(node.tape(Bar.self).take().map(\.end) == [10 * minute])
    }

    @Test func `a bar over a bucket's end stays whole and is counted`() throws {
        let trades = TradeTape.random(3000, seed: 3)
        let parts = try bars(trades, every: 7 * minute)
        let node = try run("bars.merge", [("every", Argument.integer(30 * minute))], Feed("bars", parts))
        expectSound(node.tape(Bar.self).events, of: trades)
        #expect(node.report.value("straddling") ?? 0 > 0)
    }

    @Test func `bars closed by trades can be merged by time`() throws {
        let trades = TradeTape.random(3000, seed: 4)
        let parts = try bars("bars.tick", [("every", Argument.integer(17))], trades)
        let made = try merged(30 * minute, parts)
        expectSound(made, of: trades)
        #expect(made.last?.flags == .partial && made.dropLast().allSatisfy { $0.flags == [] })
    }

    @Test func `bars outside the sessions are dropped and counted`() throws {
        let trades = TradeTape.random(4000, seed: 8, meanGap: 150_000_000_000, start: utc(2013, 10, 31))
        let parts = try bars(trades, every: 5 * minute)
        let arguments: Arguments = [
            ("every", Argument.integer(30 * minute)), ("calendar", Argument.text("XNYS")),
        ]
        let node = try run("bars.merge", arguments, Feed("bars", parts))
        let direct = try run("bars.time", arguments, Feed("trades", trades))
        expectSame(node.tape(Bar.self).events, direct.tape(Bar.self).events)
        let inside = node.tape(Bar.self).events.reduce(0) { $0 + $1.tickCount }
        let outside = try #require(direct.report.value("outside"))
        #expect(Int(inside) + Int(outside) == trades.count && node.report.value("outside") ?? 0 > 0)
    }

    @Test func `merging keeps the laws of operators`() throws {
        let parts = try bars(TradeTape.random(3000, seed: 5), every: minute)
        let arguments: Arguments = [("every", Argument.integer(5 * minute))]
        #expect(try checkOperator(entry("bars.merge"), arguments, [Feed("bars", parts)]) == [])
    }
}

@Suite struct HeikinAshiTests {
    /// By the published formulas, in floating point.
    private func naive(_ input: [Bar]) -> [[Double]] {
        var rows: [[Double]] = []
        for bar in input {
            let close = (bar.open.double + bar.high.double + bar.low.double + bar.close.double) / 4
            let open = rows.last.map { ($0[0] + $0[3]) / 2 } ?? (bar.open.double + bar.close.double) / 2
            rows.append([open, max(bar.high.double, open, close), min(bar.low.double, open, close), close])
        }
        return rows
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `bars equal the published formulas`(seed: UInt64) throws {
        let input = try bars(TradeTape.random(4000, seed: seed), every: minute)
        try expectFormulas(input)
    }

    @Test func `bars of recorded gold equal the published formulas`() throws {
        guard let trades = goldTrades else { return }
        try expectFormulas(try bars(trades, every: minute))
    }

    private func expectFormulas(_ input: [Bar]) throws {
        let made = try bars("bars.heikin_ashi", [], of: input)
        #expect(made.count == input.count)
        for (bar, row) in zip(made, naive(input)) {
            for (price, expected) in zip([bar.open, bar.high, bar.low, bar.close], row) {
                #expect((price.double - expected).magnitude < 2e-9)
            }
        }
        for (bar, source) in zip(made, input) {
            #expect(bar.volume == source.volume && bar.buyVolume == source.buyVolume)
            #expect(bar.header == source.header && bar.flags == source.flags && bar.vwap == source.vwap)
            #expect(bar.start == source.start && bar.end == source.end && bar.tickCount == source.tickCount)
            #expect(bar.low <= min(bar.open, bar.close) && max(bar.open, bar.close) <= bar.high)
        }
    }

    @Test func `the greatest prices don't overflow`() throws {
        let top = Price(raw: .max)
        var input = bar(0, high: 1, low: 1, close: 1)
        (input.open, input.high, input.low, input.close) = (top, top, top, top)
        let made = try bars("bars.heikin_ashi", [], of: [input, input])
        #expect(made.map(\.close) == [top, top] && made.map(\.open) == [top, top])
    }

    @Test func `averaging keeps the laws of operators`() throws {
        let input = try bars(TradeTape.random(3000, seed: 5), every: minute)
        #expect(try checkOperator(entry("bars.heikin_ashi"), [], [Feed("bars", input)]) == [])
    }
}
