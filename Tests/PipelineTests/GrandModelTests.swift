import FlowEngine
import OperatorKit
import Testing

/// The whole system on four recorded markets, by parameters alone; the bars of gold are those of `facts.json`.
@Suite struct GrandModelTests {
    @Test(arguments: [
        ("gc", 91_738, 2_691, 558), ("spy", 702_146, 780, 156), ("eurusd", 532_903, 3_168, 528),
        ("btcusdt", 21_313, 344, 173),
    ])
    func `it runs on every market`(profile: String, trades: Int, fast: Int, slow: Int) throws {
        guard let data = recordedData() else { return }
        let result = try run("grandmodel.yaml", set: [("data", data)], cores: [0, 1], profile: profile)
        #expect(result.outcome == .completed)
        #expect(result.balance.holds && result.balance.lost == 0)
        #expect(result.events == trades)
        #expect(result.headline("bars_fast") == Double(fast) && result.headline("bars_slow") == Double(slow))
        // Every indicator and matrix got warm and spoke.
        for edge in ["vectors", "orders"] { #expect((result.headline(edge) ?? 0) > 0, "\(edge)") }
        let spoke = result.nodes.filter {
            ["mlmi", "nwrqk", "lvn", "mmd", "fvg", "divergence"].contains($0.name)
        }
        #expect(spoke.count == 6)
    }

    @Test func `one core and two give the same bytes`() throws {
        guard let data = recordedData() else { return }
        for profile in ["gc", "btcusdt"] {
            let one = try run("grandmodel.yaml", set: [("data", data)], profile: profile).edgeHashes
            let two = try run("grandmodel.yaml", set: [("data", data)], cores: [0, 1], profile: profile)
                .edgeHashes
            #expect(one == two && one.count > 40, "\(profile)")
        }
    }

    @Test func `without data it runs on the simulated market`() throws {
        let result = try run("grandmodel.yaml", set: [("feed", "{seed: 7, count: 30000, rate: 0.02}")])
        #expect(result.outcome == .completed && result.balance.holds)
        #expect((result.headline("vectors") ?? 0) > 0)
    }
}
