import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Bars that a trade closes: ticks, volume, dollars, range.
@Suite struct TradeClosedBarTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        var name: String
        var argument: String
        var value: Double
        /// Whether the trades of a bar so far close it.
        var closes: @Sendable ([Trade]) -> Bool
        var testDescription: String { "\(name) \(value)" }

        var arguments: Arguments {
            [(argument, name == "bars.tick" ? Argument.integer(Int64(value)) : Argument.real(value))]
        }
    }

    static let kinds: [Kind] = [
        Kind(name: "bars.tick", argument: "every", value: 7) { $0.count >= 7 },
        Kind(name: "bars.tick", argument: "every", value: 1) { _ in true },
        Kind(name: "bars.volume", argument: "every", value: 40) { $0.reduce(0) { $0 + $1.quantity } >= 40 },
        Kind(name: "bars.dollar", argument: "every", value: 60_000) {
            $0.reduce(0) { $0 + $1.price.double.magnitude * $1.quantity } >= 60_000
        },
        Kind(name: "bars.range", argument: "range", value: 1.3) { trades in
            let prices = trades.map(\.price.raw)
            return (prices.max() ?? 0) - (prices.min() ?? 0) >= 1_300_000_000
        },
    ]

    /// Each bar from its trades alone, the condition asked anew at each trade.
    static func naive(_ trades: [Trade], closes: ([Trade]) -> Bool) -> [Bar] {
        var bars: [Bar] = []
        var open: [Trade] = []
        for trade in trades {
            open.append(trade)
            guard closes(open) else { continue }
            bars.append(
                plainBar(
                    open, start: open[0].header.sequence, end: trade.header.sequence + 1,
                    header: trade.header))
            open = []
        }
        if let last = open.last {
            var bar = plainBar(
                open, start: open[0].header.sequence, end: last.header.sequence + 1,
                header: .atEnd(after: last.header))
            bar.flags = .partial
            bars.append(bar)
        }
        return bars
    }

    @Test(arguments: kinds, [1, 2, 3] as [UInt64])
    func `bars equal those of a naive twin and conserve volume`(kind: Kind, seed: UInt64) throws {
        let trades = TradeTape.random(3000, seed: seed)
        let made = try bars(kind.name, kind.arguments, trades)
        #expect(made == Self.naive(trades, closes: kind.closes))
        #expect(made.count > 30)
        expectSound(made, of: trades)
    }

    @Test(arguments: kinds)
    func `bars of recorded gold equal those of a naive twin`(kind: Kind) throws {
        guard let trades = goldTrades else { return }
        let made = try bars(kind.name, kind.arguments, trades)
        #expect(made == Self.naive(trades, closes: kind.closes))
        expectSound(made, of: trades)
    }

    @Test(arguments: kinds)
    func `they keep the laws of operators`(kind: Kind) throws {
        let feed = Feed("trades", TradeTape.random(3000, seed: 9))
        #expect(try checkOperator(entry(kind.name), kind.arguments, [feed]) == [])
    }

    @Test func `a bar carries the header of the trade that closes it, and all of its size`() throws {
        var trades = TradeTape.of([(0, 10), (5, 11), (5, 12), (9, 13)])
        trades[2].quantity = 1000
        let made = try bars("bars.volume", [("every", Argument.real(5))], trades)
        #expect(made.map(\.volume) == [1002, 1] && made[0].header == trades[2].header)
        #expect(made.map(\.start) == [0, 9] && made[0].end == 7)
        #expect(made.map(\.flags) == [[], .partial])
        #expect(made[0].close.double == 12)
    }

    @Test func `the open bar can be dropped at the end`() throws {
        let trades = TradeTape.of([(0, 10), (1, 11), (2, 12)])
        let arguments: Arguments = [("every", Argument.integer(2)), ("final", Argument.text("drop"))]
        #expect(try bars("bars.tick", arguments, trades).count == 1)
    }

    @Test func `negative prices count by their size, and a jump gives one bar of range`() throws {
        let trades = TradeTape.of([(0, -10), (1, -10), (2, -10), (3, 5), (4, 5.5)])
        let dollars = try bars("bars.dollar", [("every", Argument.real(20))], trades)
        #expect(dollars.map(\.tickCount) == [2, 3])
        let ranges = try bars("bars.range", [("range", Argument.real(1))], trades)
        #expect(ranges.map(\.tickCount) == [4, 1] && ranges[0].high.double == 5)
    }

    @Test func `a limit must be given`() {
        for name in ["bars.tick", "bars.volume", "bars.dollar", "bars.range"] {
            let required = entry(name).manual.parameters.filter(\.isRequired).map(\.name)
            #expect(required == [name == "bars.range" ? "range" : "every"])
        }
    }
}
