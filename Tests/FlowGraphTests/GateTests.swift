import PipelineFormat
import Testing

/// No order reaches a venue around the risk gate, whatever passes it on.
@Suite struct GateTests {
    private static let head = """
        pipeline: gate
        nodes:
          t: {op: ingest.ticks}
          b: {op: bars.time, from: t, every: 1m}
          v: {op: indicator.ema, from: b}
          m: {op: matrix.features, from: v}
          a: {op: agent.rules, from: m}
          n: {op: agent.naive, from: a}
          g: {op: risk.gate, from: {signal: a, fills: {prev: e}}}

        """

    /// What the compiler says of these nodes and a venue `e` that is fed by `writer`.
    private func errors(_ nodes: String, venue writer: String) throws -> [Diagnostic] {
        try diagnostics(
            Self.head + nodes + "  e: {op: execution.simulated, from: {order: \(writer), market: t}}\n"
        ).filter { $0.severity == .error }
    }

    @Test func `an algorithm behind the gate may feed a venue, and another algorithm`() throws {
        let one = "  s: {op: execution.slices, from: {order: g, market: t}}\n"
        #expect(try errors(one, venue: "s").isEmpty)
        let two = one + "  s2: {op: execution.slices, from: {order: s, market: t}}\n"
        #expect(try errors(two, venue: "s2").isEmpty)
    }

    @Test func `an algorithm fed around the gate is told where the way leaves it`() throws {
        let nodes =
            "  s: {op: execution.slices, from: {order: n, market: t}}\n"
            + "  s2: {op: execution.slices, from: {order: s, market: t}}\n"
        let found = try errors(nodes, venue: "s2")
        #expect(found.map(\.code) == ["GF303"])
        #expect(found.first?.message.contains("`n.orders` reaches `s.order`") == true)
    }

    @Test func `an algorithm whose gated inputs are open is no gate`() throws {
        let found = try errors("  s: {op: execution.slices, from: {market: t}}\n", venue: "s")
        #expect(found.map(\.code) == ["GF303"])
        #expect(found.first?.message.contains("no risk gate reaches `s`") == true)
    }

    @Test func `algorithms that feed each other by feedback are no gate`() throws {
        let nodes =
            "  s: {op: execution.slices, from: {more: {prev: s2}, market: t}}\n"
            + "  s2: {op: execution.slices, from: {order: s, market: t}}\n"
        let found = try errors(nodes, venue: "s2")
        #expect(found.map(\.code) == ["GF303", "GF303", "GF303"])
        let grounded = nodes.replacing("{more:", with: "{order: g, more:")
        #expect(try errors(grounded, venue: "s2").isEmpty)
    }

    @Test func `feedback around the gate is found too`() throws {
        let nodes = "  s: {op: execution.slices, from: {order: g, more: {prev: n}, market: t}}\n"
        #expect(try errors(nodes, venue: "s").map(\.code) == ["GF303"])
        // Orders as a venue took them are no gate's output, although they once passed one.
        let echo = "  s: {op: execution.slices, from: {order: g, more: {prev: e.echo}, market: t}}\n"
        #expect(try errors(echo, venue: "s").map(\.code) == ["GF303"])
    }
}
