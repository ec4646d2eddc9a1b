import Foundation
import MarketModel
import OperatorSupport
import Testing

@testable import IngestOperators

@Suite struct StylisedFactTests {
    /// Twenty sessions of about 40,000 trades, as the gold future has.
    private static let made = Result { try Made(.of(800_000, rate: 0.5), limit: 512) }

    private static let facts = Result { StylisedFacts(try made.get().trades) }

    @Test func `the simulated market has the facts that all markets share`() throws {
        let made = try Self.made.get()
        let facts = try Self.facts.get()
        // Fat tails that thin out as returns add up.
        #expect(facts.kurtosis[0] > 5 && facts.kurtosis[0] < 60, "\(facts.kurtosis)")
        #expect(facts.kurtosis[0] > facts.kurtosis[2] && facts.kurtosis[2] > 3, "\(facts.kurtosis)")
        // Volatility comes in clusters that last for an hour; returns themselves remember nothing.
        #expect(facts.clustering.allSatisfy { $0 > 0.03 }, "\(facts.clustering)")
        #expect(facts.clustering[0] > facts.clustering[3], "\(facts.clustering)")
        #expect(abs(facts.memory) < 0.05, "\(facts.memory)")
        // Sides remember for hundreds of trades.
        #expect(facts.signs.allSatisfy { $0 > 0.005 } && facts.signs[0] > facts.signs[2], "\(facts.signs)")
        // The spread is mostly a tick, sometimes a few.
        let spreads = made.quotes.map { Int(($0.ask.raw - $0.bid.raw) / 100_000_000) }
        let one = Double(spreads.count { $0 == 1 }) / Double(spreads.count)
        let wide = Double(spreads.count { $0 > 5 }) / Double(spreads.count)
        #expect(one > 0.35 && one < 0.95 && wide > 0.001 && wide < 0.1, "\(one) \(wide)")
        try write(made)
    }

    /// Gold is the market whose shape was asked for; the same yardstick is held to both.
    @Test func `gold has them too, of like size`() throws {
        guard let gold = goldTrades else { return }
        let (real, made) = (
            StylisedFacts(gold), try Self.facts.get()
        )
        #expect(
            real.kurtosis[0] > 5 && made.kurtosis[0] / real.kurtosis[0] < 5
                && real.kurtosis[0] / made.kurtosis[0] < 5)
        #expect(real.clustering[0] > 0.05 && abs(real.clustering[0] - made.clustering[0]) < 0.25)
        #expect(real.signs.allSatisfy { $0 > 0 })
    }

    /// Facts of recorded markets, by `Tests/Fixtures/simulated/recorded.py`.
    private func recorded(_ market: String) throws -> [String: Double] {
        var facts: [String: Double] = [:]
        for row in goldenRows("simulated/recorded.csv") where row[0] == market {
            facts[row[1]] = Double(row[2])
        }
        try #require(!facts.isEmpty)
        return facts
    }

    /// Bounds by what SPY and gold show: tails within a factor of five, the rest within what two days can tell.
    @Test(arguments: ["SPY", "GC"])
    func `its tails, clusters and signs are of a like size as the recorded ones`(market: String) throws {
        let facts = try Self.facts.get()
        let real = try recorded(market)
        for (index, name) in ["kurtosis_1", "kurtosis_5", "kurtosis_30"].enumerated() {
            let ratio = facts.kurtosis[index] / (try #require(real[name]))
            #expect(ratio > 0.2 && ratio < 5, "\(name) \(ratio)")
        }
        for (index, lag) in [1, 5, 20, 50].enumerated() {
            let there = try #require(real["clustering_\(lag)"])
            #expect(there > 0 && facts.clustering[index] > 0, "\(lag)")
            #expect(abs(facts.clustering[index] - there) < 0.3, "\(lag) \(facts.clustering) \(there)")
        }
        let memory = try #require(real["memory"])
        #expect(abs(memory) < 0.1 && abs(facts.memory) < 0.1)
        // By the tick rule recorded signs remember more at short lags; far apart both have all but forgotten.
        let (near, far) = (try #require(real["signs_10"]), try #require(real["signs_200"]))
        #expect(near > facts.signs[1] && facts.signs[1] > 0.01, "\(facts.signs)")
        #expect(abs(far - facts.signs[3]) < 0.05, "\(facts.signs)")
    }

    @Test func `its spread is gold's within a tenth, between those of SPY and IBM`() throws {
        let quotes = try Self.made.get().quotes
        let ticks = quotes.map { Int(($0.ask.raw - $0.bid.raw) / 100_000_000) }
        func share(_ isOne: (Int) -> Bool) -> Double {
            Double(ticks.count(where: isOne)) / Double(ticks.count)
        }
        let gold = try recorded("GC")
        for (name, made) in [
            ("spread_1", share { $0 == 1 }), ("spread_2", share { $0 == 2 }), ("spread_3", share { $0 == 3 }),
            ("spread_wide", share { $0 > 5 }),
        ] {
            let there = try #require(gold[name])
            #expect(abs(made - there) < 0.1, "\(name) \(made) \(there)")
        }
        let (narrow, wide) = (try recorded("SPY")["spread_1"] ?? 0, try recorded("IBM")["spread_1"] ?? 1)
        let one = share { $0 == 1 }
        #expect(wide < one && one < narrow)
    }

    @Test func `it is busy at both ends of a session, as SPY is`() throws {
        let session: Int64 = 82_800_000_000_000
        var counts = [Double](repeating: 0, count: 10)
        for trade in try Self.made.get().trades {
            let place = (trade.header.time - SimulatedSettings.opening) % SimulatedSettings.day
            counts[min(Int(place * 10 / session), 9)] += 1
        }
        let made = counts.map { $0 / counts.reduce(0, +) }
        let facts = try recorded("SPY")
        let real = try (1...10).map { try #require(facts["tenth_\($0)"]) }
        for shape in [made, real] {
            let middle = shape[3...6].reduce(0, +) / 4
            #expect(shape[0] > 1.5 * middle && shape[9] > 1.5 * middle, "\(shape)")
        }
        // The two shapes rise and fall together.
        let products = zip(made, real).map { ($0 - 0.1) * ($1 - 0.1) }.reduce(0, +)
        let squares = [made, real].map { $0.map { ($0 - 0.1) * ($0 - 0.1) }.reduce(0, +) }
        let correlation = products / (squares[0] * squares[1]).squareRoot()
        #expect(correlation > 0.7, "\(correlation) \(made)")
    }

    /// For `stylised_facts.py`, which draws docs/images/simulated-market.svg.
    private func write(_ made: Made) throws {
        guard let folder = ProcessInfo.processInfo.environment["GMFLOW_WRITE_SIMULATED"] else { return }
        let trades = made.trades.map {
            "\($0.header.time),\($0.price.double),\($0.quantity),\($0.side == .buy ? 1 : -1)\n"
        }
        let quotes = made.quotes.map { "\($0.header.time),\($0.bid.double),\($0.ask.double)\n" }
        try trades.joined().write(toFile: folder + "/trades.csv", atomically: true, encoding: .utf8)
        try quotes.joined().write(toFile: folder + "/quotes.csv", atomically: true, encoding: .utf8)
    }
}
