import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct BarTests {
    private func naive(_ trades: [Trade], every: Int64) -> [Bar] {
        var bars: [Bar] = []
        for trade in trades {
            var bucket = trade.header.time / every
            if bucket * every > trade.header.time { bucket -= 1 }
            let isNew = bars.last?.start != bucket * every
            if isNew {
                bars.append(
                    Bar(
                        header: EventHeader(time: (bucket + 1) * every, sequence: 0), start: bucket * every,
                        end: (bucket + 1) * every, open: trade.price, high: trade.price, low: trade.price,
                        close: trade.price, volume: 0))
            }
            let last = bars.count - 1
            bars[last].header.sequence = max(bars[last].end - 1, trade.header.sequence)
            bars[last].high = max(bars[last].high, trade.price)
            bars[last].low = min(bars[last].low, trade.price)
            bars[last].close = trade.price
            bars[last].volume += trade.quantity
            bars[last].buyVolume += trade.side == .buy ? trade.quantity : 0
            bars[last].notional += Double(trade.price.raw) * trade.quantity
            bars[last].tickCount += 1
        }
        for index in bars.indices { bars[index].notional /= 1e9 }
        if !bars.isEmpty { bars[bars.count - 1].flags = .partial }
        return bars
    }

    @Test func `a bar closes on the first trade of a later bucket and includes nothing of it`() throws {
        let trades = TradeTape.of([
            (0, 10), (30 * 1_000_000_000, 12), (minute - 1, 9), (minute, 50), (3 * minute, 60),
        ])
        let node = try DrivenNode(
            entry("bars.time"), [("every", Argument.integer(minute))], inputs: [Feed("trades", trades).input])
        node.deliver(trades[..<3])
        #expect(node.tape(Bar.self).take().isEmpty)
        #expect(node.progress(after: 5) == minute - 1)
        node.deliver(trades[3..<4])
        let first = try #require(node.tape(Bar.self).take().first)
        #expect(
            [first.open.double, first.high.double, first.low.double, first.close.double] == [10, 12, 9, 9])
        #expect((first.volume, first.vwap, first.tickCount) == (3, 31.0 / 3, 3))
        #expect((first.start, first.end, first.header.time) == (0, minute, minute))
        #expect(first.header.sequence == minute - 1 && first.flags == [])
        node.deliver(trades[4...])
        node.finish()
        let rest = node.tape(Bar.self).take()
        #expect(rest.map(\.start) == [minute, 3 * minute], "an empty bucket gives no bar")
        #expect(rest.map(\.flags) == [[], .partial])
    }

    @Test func `a bar closes when nothing of its bucket can come any more`() throws {
        let trades = TradeTape.of([(0, 10), (5, 12)])
        let node = try DrivenNode(
            entry("bars.time"), [("every", Argument.integer(minute))], inputs: [Feed("trades", trades).input])
        node.deliver(trades[...])
        #expect(node.progress(after: minute - 1) == minute - 1)
        #expect(node.tape(Bar.self).take().isEmpty)
        #expect(node.progress(after: minute) == minute)
        #expect(node.tape(Bar.self).take().map(\.header.sequence) == [minute - 1])
    }

    @Test func `buckets are floored before 1970 too`() throws {
        let trades = TradeTape.of([(-minute - 1, 1), (-minute, 2), (-1, 3), (0, 4)])
        #expect(try bars(trades, every: minute).map(\.start) == [-2 * minute, -minute, 0])
    }

    @Test func `the ends of time don't overflow`() throws {
        let trades = TradeTape.of([(.min + 1, 1), (0, 2), (.max - 1, 3)])
        let ends = try bars(trades, every: 365 * 1440 * minute).map(\.end)
        #expect(ends.count == 3 && ends[2] == .max)
    }

    @Test func `a burst at the last nanosecond of a bucket goes on into the next, as in the run's order`()
        throws
    {
        let trades = TradeTape.of([(minute - 1, 1), (minute - 1, 2), (minute - 1, 3), (minute, 4)])
        let bar = try #require(try bars(trades, every: minute).first)
        #expect(bar.close.double == 1 && bar.tickCount == 1 && bar.header.sequence == minute - 1)
        #expect(trades.map(\.header.sequence) == [minute - 1, minute, minute + 1, minute + 2])
    }

    @Test func `the open bar can be dropped at the end`() throws {
        let arguments = [("every", Argument.integer(minute)), ("final", Argument.text("drop"))]
        let feed = Feed("trades", TradeTape.of([(0, 1), (minute, 2)]))
        let run = try NodeHarness(entry("bars.time"), arguments, [feed]).run()
        #expect(run.node.tape(Bar.self).events.map(\.start) == [0])
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `bars equal those of a naive twin`(seed: UInt64) throws {
        let start: Int64 = seed % 2 == 0 ? -3600_000_000_000 : 1_381_104_000_000_000_000
        let trades = TradeTape.random(4000, seed: seed, start: start)
        for every in [minute, 5 * minute, 7_000_000_123] {
            #expect(try bars(trades, every: every) == naive(trades, every: every), "seed \(seed)")
        }
    }

    @Test func `thirty minutes are six times five`() throws {
        let trades = TradeTape.random(8000, seed: 11)
        let small = try bars(trades, every: 5 * minute)
        for large in try bars(trades, every: 30 * minute) {
            let parts = small.filter { $0.start >= large.start && $0.end <= large.end }
            #expect(parts.first?.open == large.open && parts.last?.close == large.close)
            #expect(parts.map(\.high).max() == large.high && parts.map(\.low).min() == large.low)
            #expect(parts.reduce(0) { $0 + $1.volume } == large.volume)
            #expect(parts.reduce(0) { $0 + $1.tickCount } == large.tickCount)
        }
    }

    @Test func `recorded gold trades give the bars that an independent program found`() throws {
        guard let trades = goldTrades else { return }
        #expect(trades.count == 39_701)
        let minutes = try bars(trades, every: minute)
        #expect(minutes.count == 1314 && minutes.reduce(0) { $0 + $1.volume } == 51_864)
        #expect(minutes == naive(trades, every: minute))
        let first = minutes[0]
        #expect(
            [first.open, first.high, first.low, first.close].map(\.description) == [
                "1313.7", "1313.7", "1313", "1313",
            ])
        #expect(try bars(trades, every: 5 * minute).count == 279)
        #expect(try bars(trades, every: 30 * minute).count == 47)
    }

    @Test func `bars keep the laws of operators`() throws {
        let feed = Feed("trades", TradeTape.random(2000, seed: 5))
        let faults = try checkOperator(entry("bars.time"), [("every", Argument.integer(minute))], [feed])
        #expect(faults == [])
    }
}
