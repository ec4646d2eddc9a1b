import OperatorKit

/// Draws a graph, with its placement where there is one; the same graph gives the same bytes.
public struct GraphRenderer: Sendable {
    /// Graphviz: stages as boxes inside cores, colours by family, budgets on the edges.
    public static func dot(_ graph: Graph, _ plan: ExecutionPlan? = nil) -> String {
        DotDrawing(graph: graph, plan: plan).text()
    }

    /// A Mermaid flow chart, for Markdown pages.
    public static func mermaid(_ graph: Graph, _ plan: ExecutionPlan? = nil) -> String {
        MermaidDrawing(graph: graph, plan: plan).text()
    }

    /// JSON for other tools: nodes, edges, budgets, and stages and workers of the plan.
    public static func json(_ graph: Graph, _ plan: ExecutionPlan? = nil) -> String {
        GraphJSON(graph: graph, plan: plan).text()
    }
}

/// How a family looks: soft fill, strong line.
struct FamilyColour {
    let fill: String
    let line: String

    private static let table: [String: FamilyColour] = [
        "ingest": FamilyColour(fill: "#DCEBFA", line: "#2F6DA8"),
        "bars": FamilyColour(fill: "#D8F1EC", line: "#1F8573"),
        "indicator": FamilyColour(fill: "#E3F3D7", line: "#4E8A2B"),
        "matrix": FamilyColour(fill: "#F6F0CF", line: "#98811B"),
        "agent": FamilyColour(fill: "#EADFF7", line: "#7446B0"),
        "risk": FamilyColour(fill: "#FBDDDC", line: "#BC3C38"),
        "execution": FamilyColour(fill: "#FCE6D0", line: "#C06A1B"),
        "analytics": FamilyColour(fill: "#E6E8EC", line: "#5A6575"),
    ]

    static func of(_ family: String) -> FamilyColour {
        table[family] ?? FamilyColour(fill: "#F3E4EE", line: "#A2467F")
    }
}

extension Graph {
    /// The budgets of single edges, as "p99 ≤ 1ms", by edge.
    var budgetTexts: [Int: String] {
        var texts: [Int: [String]] = [:]
        for budget in budgets where budget.edges.count == 1 {
            texts[budget.edges[0], default: []] += budget.limits.map {
                "\(quantileText($0.quantile)) ≤ \(durationText($0.nanoseconds))"
            }
        }
        return texts.mapValues { $0.joined(separator: ", ") }
    }

    /// The event type that an edge carries.
    func typeName(ofEdge index: Int) -> String {
        nodes[edges[index].from].manual.outputs[edges[index].output].type.name
    }
}

extension PlannedWorker {
    /// The worker as people see it, `core 1` or `own thread`.
    var title: String { core.map { "core \($0)" } ?? "own thread" }
}
