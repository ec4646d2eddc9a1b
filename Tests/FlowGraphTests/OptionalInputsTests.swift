import FlowGraph
import OperatorKit
import Testing

/// An input that takes any number, none included.
@Suite struct OptionalInputsTests {
    private func ports(_ from: String) throws -> [String] {
        let graph = try graph(
            goldTrend.replacing(
                "report: {op: analytics.performance, from: exec.fills}",
                with: "report: {op: analytics.account, from: \(from)}"))
        let node = try #require(graph.nodes.firstIndex { $0.name == "report" })
        return graph.edges.filter { $0.to == node }.map { edge in
            let port = graph.nodes[node].manual.inputs[edge.input]
            return port.name + (port.isVariadic ? "[\(edge.member)]" : "")
        }.sorted()
    }

    @Test func `it may be left out`() throws {
        #expect(try ports("exec.fills") == ["fills"])
        #expect(try ports("{fills: exec.fills}") == ["fills"])
    }

    @Test func `it takes what has no name before a passive port does`() throws {
        #expect(try ports("[exec.fills, bars@5m, bars@30m]") == ["fills", "marks[0]", "marks[1]"])
        let named = "{fills: exec.fills, marks: [bars@30m, bars@5m], benchmark: bars@5m}"
        #expect(try ports(named) == ["benchmark", "fills", "marks[0]", "marks[1]"])
    }
}
