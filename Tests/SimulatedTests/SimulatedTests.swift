import Archives
import MarketModel
import OperatorKit
import Randomness
import Testing

@testable import IngestOperators

@Suite struct SimulatedTests {
    @Test func `the same seed gives the same events and another seed others`() throws {
        let (a, b) = (try Made(.of(20_000)), try Made(.of(20_000)))
        #expect(a.trades == b.trades && a.quotes == b.quotes && a.levels == b.levels)
        let other = try Made(.of(20_000, seed: 8))
        #expect(zip(a.trades, other.trades).count { $0.header.time == $1.header.time } < 10)
    }

    @Test func `neither the batch nor who reads changes the trades`() throws {
        let whole = try Made(.of(5_000)).trades
        #expect(try Made(.of(5_000), limit: 1).trades == whole)
        #expect(try Made(.of(5_000), limit: 700, depth: false).trades == whole)
    }

    @Test func `the first events of a seed never change`() throws {
        let made = try Made(.of(5_000))
        var hash = ContentHash()
        for trade in made.trades {
            hash.update(
                Array(
                    "\(trade.header.sequence) \(trade.price.raw) \(trade.quantity) \(trade.side)\n".utf8
                ).span)
        }
        for quote in made.quotes {
            hash.update(
                Array("\(quote.bid.raw) \(quote.ask.raw) \(quote.bidSize) \(quote.askSize)\n".utf8).span)
        }
        #expect(hash.text == "96850048ecc25374")
    }

    @Test func `all outputs have one order, and the depth replayed gives the quotes and the trades`() throws {
        let made = try Made(.of(30_000, rate: 5))
        let all =
            made.trades.map { ($0.header, 0, $0.price.raw) } + made.quotes.map { ($0.header, 1, 0) }
            + made.levels.map { ($0.header, 2, 0) }
        let sorted = all.sorted { $0.0.sequence < $1.0.sequence }
        #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.0.sequence < $1.0.sequence })
        #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.0.time <= $1.0.time })
        var (bids, asks): ([Int64: Double], [Int64: Double]) = ([:], [:])
        var (level, quote) = (0, 0)
        for (header, kind, price) in sorted {
            switch kind {
            case 0:
                // A trade meets what stood there before: its level changes after all prints of the order.
                #expect((bids[price] ?? asks[price] ?? 0) > 0)
            case 2:
                let change = made.levels[level]
                level += 1
                #expect(change.header == header && change.flags == .last)
                let size = change.size == 0 ? nil : change.size
                if change.side == .bid {
                    bids[change.price.raw] = size
                } else {
                    asks[change.price.raw] = size
                }
            default:
                let told = made.quotes[quote]
                quote += 1
                guard quote % 50 == 0 else { continue }
                let (bid, ask) = (bids.keys.max() ?? 0, asks.keys.min() ?? 0)
                #expect(told.bid.raw == bid && told.ask.raw == ask && bid < ask)
                #expect(told.bidSize == bids[bid] && told.askSize == asks[ask])
            }
        }
        #expect(quote > 10_000)
    }

    @Test func `rate, shape and sizes are as described`() throws {
        var settings = SimulatedSettings.of(0, rate: 0.5)
        settings.duration = 12 * SimulatedSettings.day
        let trades = try Made(settings, limit: 512, depth: false).trades
        var counts = [Int](repeating: 0, count: 23)
        for trade in trades {
            #expect(trade.price.raw > 0 && trade.price.raw % 100_000_000 == 0 && trade.quantity >= 1)
            counts[
                Int(
                    (trade.header.time - SimulatedSettings.opening) % SimulatedSettings.day
                        / 3_600_000_000_000)] += 1
        }
        // 12 sessions of 82,800 s at one in two seconds; moods that last make the mean wander by a few per cent.
        #expect(abs(Double(trades.count) / 496_800 - 1) < 0.15, "\(trades.count)")
        #expect(Double(counts[0]) / Double(counts[11]) > 2 && Double(counts[22]) / Double(counts[11]) > 2)
        let size = trades.reduce(0) { $0 + $1.quantity } / Double(trades.count)
        #expect(size > 1.8 && size < 2.3, "\(size)")
        let buys = trades.count { $0.side == .buy }
        #expect(abs(Double(buys) / Double(trades.count) - 0.5) < 0.02)
    }

    @Test func `a session's return has about the volatility asked for`() throws {
        var squares = 0.0
        for seed in 1...40 {
            let trades = try Made(.of(8_000, rate: 8_000 / 82_800, seed: seed), limit: 512, depth: false)
                .trades
            let last = trades[trades.count - 1].price.double
            squares += (last / 2000 - 1) * (last / 2000 - 1)
        }
        let volatility = (squares / 40).squareRoot()
        #expect(volatility > 0.006 && volatility < 0.015, "\(volatility)")
    }

    @Test func `the random numbers have the moments they should`() {
        var random = Xoshiro256(seed: 3)
        var (waits, waitSquares, normals, squares) = (0.0, 0.0, 0.0, 0.0)
        var (runs, long) = (0, 0)
        for _ in 0..<400_000 {
            let wait = random.exponential()
            waits += wait
            waitSquares += wait * wait
            let normal = random.normal()
            normals += normal
            squares += normal * normal
            runs += coinRun(random.next(), 7)
            if random.pareto() > 16 { long += 1 }
        }
        #expect(abs(waits / 400_000 - 1) < 0.01 && abs(waitSquares / 400_000 - 2) < 0.05)
        #expect(abs(normals / 400_000) < 0.01 && abs(squares / 400_000 - 1) < 0.01)
        #expect(abs(Double(runs) / 400_000 - 1) < 0.02)
        // P(> 16) is about 16^-1.5 = 1.6 %.
        #expect(abs(Double(long) / 400_000 - 0.015) < 0.003, "\(long)")
    }

    @Test func `e to the minus x is right`() {
        for step in 0..<7_000 {
            let x = Double(step) * 0.001
            let power = Xoshiro256.decay(x)
            // e^-x by squaring a long series for x / 1024.
            let y = x / 1024
            var exact = 1 - y * (1 - y / 2 * (1 - y / 3 * (1 - y / 4)))
            for _ in 0..<10 { exact *= exact }
            #expect(abs(power / exact - 1) < 1e-8, "\(x)")
        }
        #expect(Xoshiro256.decay(1e9) == 0 && Xoshiro256.decay(0) == 1)
    }

    @Test func `extreme settings keep a market`() throws {
        for (rate, volatility, price, tick) in [
            (0.0001, 1.0, 2000.0, 0.1), (1e6, 0.0, 0.5, 0.5), (10, 1.0, 1e9, 0.01), (0.01, 0.5, 100.0, 50.0),
        ] {
            var settings = SimulatedSettings.of(2_000, rate: rate)
            settings.volatility = volatility
            settings.price = price
            settings.tick = tick
            let made = try Made(settings)
            #expect(made.trades.allSatisfy { $0.price.raw > 0 && $0.quantity > 0 })
            #expect(made.quotes.allSatisfy { $0.bid < $0.ask && $0.bid.raw > 0 })
            #expect(!made.trades.isEmpty)
        }
    }

    @Test func `count and duration bound it and a seed comes from the node`() throws {
        var settings = SimulatedSettings.of(1000, rate: 10, seed: 0)
        #expect(try Made(settings).trades.count == 1000)
        #expect(try Made(settings, seed: 1).trades != Made(settings, seed: 2).trades)
        settings.count = 0
        settings.duration = 60_000_000_000
        let minute = try Made(settings)
        #expect(minute.trades.count > 200)
        let end = SimulatedSettings.opening + 60_000_000_000
        #expect(
            minute.levels.allSatisfy { $0.header.time < end }
                && minute.trades.allSatisfy { $0.header.time < end })
    }

    @Test func `a market without bound or start is refused`() {
        var unbounded = SimulatedSettings()
        unbounded.count = 0
        #expect(throws: OperatorError.self) { try SimulatedTrades(unbounded, NodeContext(name: "x")) }
        var timeless = SimulatedSettings()
        timeless.start = "tomorrow"
        #expect(throws: OperatorError.self) { try SimulatedTrades(timeless, NodeContext(name: "x")) }
        var cheap = SimulatedSettings()
        cheap.price = 0.01
        #expect(throws: OperatorError.self) { try SimulatedTrades(cheap, NodeContext(name: "x")) }
    }
}
