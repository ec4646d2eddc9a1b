import Foundation
import MarketModel
import OperatorSupport
import Testing

@testable import IngestOperators

@Suite struct StylisedFactTests {
    /// Twenty sessions of about 40,000 trades, as the gold future has.
    private static let made = Result { try Made(.of(800_000, rate: 0.5), limit: 512) }

    @Test func `the simulated market has the facts that all markets share`() throws {
        let made = try Self.made.get()
        let facts = StylisedFacts(made.trades)
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
            StylisedFacts(gold), StylisedFacts(try Self.made.get().trades)
        )
        #expect(
            real.kurtosis[0] > 5 && made.kurtosis[0] / real.kurtosis[0] < 5
                && real.kurtosis[0] / made.kurtosis[0] < 5)
        #expect(real.clustering[0] > 0.05 && abs(real.clustering[0] - made.clustering[0]) < 0.25)
        #expect(real.signs.allSatisfy { $0 > 0 })
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
