import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// The continuous future of bars is that of trades at their closes.
@Suite struct ContinuousBarTests {
    /// A bar around each trade, which ends just after it.
    private func bar(_ trade: Trade) -> Bar {
        let raw = trade.price.raw
        return Bar(
            header: EventHeader(time: trade.header.sequence + 1, sequence: trade.header.sequence),
            start: trade.header.sequence - 59, end: trade.header.sequence + 1,
            open: Price(raw: raw - 250_000_000), high: Price(raw: raw + 500_000_000),
            low: Price(raw: raw - 750_000_000), close: trade.price, volume: trade.quantity,
            notional: trade.price.double * trade.quantity, tickCount: 3, flags: [])
    }

    private func run<E: Event>(_ name: String, _ feeds: [Feed], _ arguments: Arguments, _: E.Type) throws -> (
        adjusted: [E], mapped: [E], rolls: [FeatureRow], report: NodeReport
    ) {
        let run = try NodeHarness(entry(name), arguments, feeds).run()
        #expect(run.faults == [])
        return (
            run.node.tape(E.self, "adjusted").events, run.node.tape(E.self, "mapped").events,
            run.node.tape(FeatureRow.self).events, run.node.report
        )
    }

    @Test(arguments: ["difference", "ratio", "none"]) func `bars do as trades at their closes do`(
        adjust: String
    ) throws {
        let trades = Contracts.random(7)
        let arguments: Arguments = [("roll", Argument.text("volume")), ("adjust", Argument.text(adjust))]
        let bars = trades.enumerated().map { Feed("contracts", $1.map(bar), source: "c\($0)") }
        let ticks = try run("reference.continuous", Contracts.feeds(trades), arguments, Trade.self)
        let out = try run("reference.continuous_bars", bars, arguments, Bar.self)
        #expect(ticks.rolls.count == 2 && out.rolls.count == 2)
        for (a, b) in zip(ticks.rolls, out.rolls) {
            #expect(a.header.sequence == b.header.sequence)
            #expect((0..<8).allSatisfy { a.values[$0] == b.values[$0] })
        }
        #expect(out.mapped.map(\.close) == ticks.mapped.map(\.price))
        #expect(out.adjusted.map(\.close) == ticks.adjusted.map(\.price) && out.adjusted.count > 2000)
        #expect(out.report.value("ignored") == ticks.report.value("ignored"))
        for (moved, bar) in zip(out.adjusted, out.mapped) {
            #expect(moved.low <= min(moved.open, moved.close) && moved.high >= max(moved.open, moved.close))
            #expect(moved.volume == bar.volume && moved.start == bar.start && moved.header == bar.header)
            let factor = moved.close.double / bar.close.double
            let vwap =
                adjust == "ratio" ? bar.vwap * factor : bar.vwap + moved.close.double - bar.close.double
            #expect(abs(moved.vwap - vwap) < 1e-6 * abs(vwap))
            if adjust == "difference" {
                #expect(moved.high.raw - moved.low.raw == bar.high.raw - bar.low.raw)
            }
        }
    }

    @Test func `the laws of all operators hold`() throws {
        let bars = Contracts.random(3, count: 400).enumerated().map {
            Feed("contracts", $1.map(bar), source: "c\($0)")
        }
        let arguments: Arguments = [("roll", Argument.text("volume"))]
        #expect(try checkOperator(entry("reference.continuous_bars"), arguments, bars) == [])
    }

    @Test func `a bar beyond what prices hold is dropped and counted`() throws {
        func at(_ sequence: Int64, _ price: Int64) -> Bar {
            Bar(
                header: EventHeader(time: sequence + 1, sequence: sequence), start: sequence - 9,
                end: sequence + 1,
                open: Price(raw: price), high: Price(raw: price), low: Price(raw: price),
                close: Price(raw: price),
                volume: 1)
        }
        let day: Int64 = 86_400_000_000_000
        let noon = 15_985 * day + 57_600_000_000_000
        let old = [at(noon, .max - 10), at(noon + 5, .max - 10)]
        let new = [at(noon + 1, 1_000_000_000), at(noon + 2, 1_000_000_000), at(noon + day, .max - 5)].map {
            bar in
            var bar = bar
            bar.volume = 9
            return bar
        }
        let out = try run(
            "reference.continuous_bars",
            [Feed("contracts", old, source: "a"), Feed("contracts", new, source: "b")],
            [("roll", Argument.text("volume"))], Bar.self)
        #expect(out.rolls.count == 1 && out.report.value("dropped_out_of_range") == 1)
        #expect(out.mapped.count == out.adjusted.count + 1)
    }
}
