import OperatorKit

/// A graph as a Mermaid flow chart.
struct MermaidDrawing {
    let graph: Graph
    let plan: ExecutionPlan?
    private let budgetTexts: [Int: String]

    init(graph: Graph, plan: ExecutionPlan?) {
        self.graph = graph
        self.plan = plan
        budgetTexts = graph.budgetTexts
    }

    func text() -> String {
        var lines = ["flowchart LR"]
        if let plan {
            for (index, worker) in plan.workers.enumerated() {
                lines.append("  subgraph w\(index)[\"\(escaped(worker.title))\"]")
                for stage in worker.stages {
                    lines.append("    subgraph s\(stage)[\"\(escaped(plan.stages[stage].name))\"]")
                    lines += plan.stages[stage].nodes.map { "      \(node($0))" }
                    lines.append("    end")
                }
                lines.append("  end")
            }
        } else {
            lines += graph.nodes.indices.map { "  \(node($0))" }
        }
        lines += graph.edges.indices.map { "  \(edge($0))" }
        for family in Set(graph.nodes.map(\.family)).sorted() {
            let colour = FamilyColour.of(family)
            let members = graph.nodes.indices.filter { graph.nodes[$0].family == family }
            lines.append(
                "  classDef \(className(family)) fill:\(colour.fill),stroke:\(colour.line),color:#1E252E")
            lines.append("  class \(members.map { "n\($0)" }.joined(separator: ",")) \(className(family))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func node(_ index: Int) -> String {
        let node = graph.nodes[index]
        return "n\(index)[\"<b>\(escaped(node.name))</b><br/>\(escaped(node.manual.name))\"]"
    }

    private func edge(_ index: Int) -> String {
        let edge = graph.edges[index]
        var label = escaped(graph.typeName(ofEdge: index))
        if let budget = budgetTexts[index] { label += "<br/><i>\(escaped(budget))</i>" }
        if edge.isFeedback { label += "<br/>feedback" }
        let isThin = edge.isFeedback || edge.isPassive
        return "n\(edge.from) \(isThin ? "-.->" : "-->")|\"\(label)\"| n\(edge.to)"
    }

    /// Class names of Mermaid are letters, digits and underscores, and not its own words.
    private func className(_ family: String) -> String {
        "family_" + String(family.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }

    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\"": result += "#quot;"
            case "<": result += "#lt;"
            case ">": result += "#gt;"
            case "#": result += "#35;"
            default: result.append(character)
            }
        }
    }
}
