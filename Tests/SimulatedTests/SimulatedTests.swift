import Archives
import MarketModel
import OperatorKit
import Rings
import Testing

@testable import IngestOperators

private func market(seed: UInt64 = 7, rate: Double = 10, volatility: Double = 0.01) -> SimulatedMarket {
    SimulatedMarket(
        seed: seed, start: 1_704_153_600_000_000_000, session: 82_800_000_000_000, rate: rate,
        price: 2_000_000_000_000, tick: 100_000_000, volatility: volatility)
}

/// All trades of a node, through a real ring.
private func made(_ settings: SimulatedSettings, seed: UInt64) throws -> [Trade] {
    var node = try SimulatedTrades(settings, NodeContext(name: "ticks", seed: seed))
    let storage = RingStorage(stride: MemoryLayout<Trade>.stride, capacity: 64, readers: 1)
    var writer = RingWriter(storage)
    var reader = RingReader(storage)
    node.outlet = Outlet<Trade>(writer)
    var trades: [Trade] = []
    var state = Production.more
    while state == .more {
        state = node.produce(limit: 16)
        _ = writer.publish()
        reader.refresh()
        while reader.available > 0 {
            let count = reader.contiguous(reader.available)
            reader.read(count, as: Trade.self) { span in
                for index in span.indices { trades.append(span[index]) }
            }
            reader.release(count)
        }
        _ = writer.refresh()
    }
    return trades
}

@Suite struct SimulatedTests {
    @Test func `the same seed gives the same trades and another seed others`() {
        var (a, b, other) = (market(), market(), market(seed: 8))
        var same = 0
        for _ in 0..<10_000 {
            let (left, right, third) = (a.next(), b.next(), other.next())
            let isEqual = left == right
            #expect(isEqual)
            if left == third { same += 1 }
        }
        #expect(same == 0)
    }

    @Test func `the first trades of a seed never change`() {
        var made = market()
        var hash = ContentHash()
        for _ in 0..<5000 {
            let trade = made.next()
            hash.update(Array("\(trade.time) \(trade.price.raw) \(trade.size) \(trade.side)\n".utf8).span)
        }
        #expect(hash.text == "3fdbbe590a5d19fb")
    }

    @Test func `rate shape spread and sizes are as described`() {
        var made = market(rate: 2)
        var counts = [Int](repeating: 0, count: 23)
        var (total, sizes, time) = (0, 0.0, Int64.min)
        var (buys, previous, repeats) = (0, Trade.Side.unknown, 0)
        let end: Int64 = 1_704_153_600_000_000_000 + 10 * 86_400_000_000_000
        while true {
            let trade = made.next()
            if trade.time >= end { break }
            #expect(trade.time >= time && trade.price.raw > 0 && trade.price.raw % 100_000_000 == 0)
            time = trade.time
            let hour = Int((trade.time - 1_704_153_600_000_000_000) % 86_400_000_000_000 / 3_600_000_000_000)
            #expect(hour < 23)
            counts[hour] += 1
            total += 1
            sizes += trade.size
            buys += trade.side == .buy ? 1 : 0
            repeats += trade.side == previous ? 1 : 0
            previous = trade.side
        }
        // 10 sessions of 82,800 s at 2 a second; the standard deviation is about 0.1 %.
        #expect(abs(Double(total) / 1_656_000 - 1) < 0.01)
        #expect(Double(counts[0]) / Double(counts[11]) > 2 && Double(counts[22]) / Double(counts[11]) > 2)
        #expect(abs(sizes / Double(total) - 2) < 0.02)
        #expect(
            abs(Double(buys) / Double(total) - 0.5) < 0.03
                && abs(Double(repeats) / Double(total) - 0.6) < 0.01)
    }

    @Test func `a session's return has about the volatility asked for`() {
        var squares = 0.0
        for seed in 1...60 {
            var made = market(seed: UInt64(seed), rate: 1)
            var last = 0.0
            for _ in 0..<82_800 { last = made.next().price.double }
            squares += (last / 2000 - 1) * (last / 2000 - 1)
        }
        let volatility = (squares / 60).squareRoot()
        #expect(volatility > 0.005 && volatility < 0.02, "\(volatility)")
    }

    @Test func `the random numbers have the moments they should`() {
        var random = Xoshiro256(seed: 3)
        var (waits, waitSquares, normals, squares) = (0.0, 0.0, 0.0, 0.0)
        for _ in 0..<400_000 {
            let wait = random.exponential()
            waits += wait
            waitSquares += wait * wait
            let normal = random.normal()
            normals += normal
            squares += normal * normal
        }
        #expect(abs(waits / 400_000 - 1) < 0.01 && abs(waitSquares / 400_000 - 2) < 0.05)
        #expect(abs(normals / 400_000) < 0.01 && abs(squares / 400_000 - 1) < 0.01)
    }

    @Test func `count and duration bound it and a seed comes from the node`() throws {
        var settings = SimulatedSettings()
        settings.count = 1000
        #expect(try made(settings, seed: 1).count == 1000)
        #expect(try made(settings, seed: 1) == made(settings, seed: 1))
        #expect(try made(settings, seed: 1) != made(settings, seed: 2))
        settings.seed = 9
        #expect(try made(settings, seed: 1) == made(settings, seed: 2))
        settings.count = 0
        settings.duration = 60_000_000_000
        let minute = try made(settings, seed: 1)
        #expect(minute.count > 500 && minute.allSatisfy { $0.header.time < 1_704_153_660_000_000_000 })
        let sequences = minute.map(\.header.sequence)
        #expect(zip(sequences, sequences.dropFirst()).allSatisfy { $0 < $1 })
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
