import FlowEngine
import FlowGraph
import OperatorKit
import Testing

/// The whole system on four recorded markets, by parameters alone; the bars of gold are those of `facts.json`.
@Suite struct GrandModelTests {
    /// Whatever the market, each of their outputs has something to say.
    private static let speakers = [
        "smooth", "mlmi", "nwrqk", "lvn", "mmd", "fvg", "divergence", "stats@fast", "stats@slow",
        "strategic_matrix", "tactical_matrix", "regime_matrix", "features", "strategic", "tactical",
    ]

    @Test(arguments: [
        ("gc", 91_738, 2_691, 558, 1), ("spy", 702_146, 2_340, 390, 0), ("eurusd", 532_903, 3_168, 528, 0),
        ("btcusdt", 21_313, 1_478, 344, 0),
    ])
    func `it runs on every market, and all of it speaks`(
        profile: String, trades: Int, fast: Int, slow: Int, synergies: Int
    ) throws {
        guard let data = recordedData() else { return }
        let result = try run("grandmodel.yaml", set: [("data", data)], cores: [0, 1], profile: profile)
        #expect(result.outcome == .completed)
        #expect(result.balance.holds && result.balance.lost == 0)
        #expect(result.events == trades)
        #expect(result.headline("bars_fast") == Double(fast) && result.headline("bars_slow") == Double(slow))
        #expect(result.headline("synergies") == Double(synergies))
        for name in Self.speakers {
            for output in try #require(result.node(name)).produced {
                #expect(output.count > 0, "\(profile): \(name).\(output.port)")
            }
        }
        for edge in ["vectors", "orders"] { #expect((result.headline(edge) ?? 0) > 0, "\(edge)") }
        let validation = try #require(result.node("validation")).report
        for rule in ["not_finite", "bar", "schema", "crossed", "clock"] {
            #expect(validation.value(rule) == 0, "\(profile): \(rule)")
        }
        // All three matrices, the features and the divergence have a reader.
        let watched = Set(result.edges.filter { $0.to == "validation" }.map(\.label))
        #expect(watched.count == 8, "\(watched)")
    }

    @Test func `profiles change parameters alone: the graph is the same but for the source's operator`()
        throws
    {
        func shape(_ profile: String?) throws -> [String] {
            let graph = try compiled("grandmodel.yaml", profile: profile).graph
            return graph.nodes.map { node in node.name + (node.name == "ticks" ? "" : " \(node.manual.name)")
            }
                + graph.edges.map { "\($0.from).\($0.output) \($0.to).\($0.input)" }
        }
        let plain = try shape(nil)
        for profile in ["gc", "spy", "eurusd", "btcusdt"] {
            let other = try shape(profile)
            // Sources differ in the place of their output of trades.
            #expect(
                other.count == plain.count && zip(other, plain).filter { $0 != $1 }.count <= 4, "\(profile)")
        }
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
