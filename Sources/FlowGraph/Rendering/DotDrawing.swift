import OperatorKit

/// A graph in Graphviz's language.
struct DotDrawing {
    let graph: Graph
    let plan: ExecutionPlan?
    private let budgetTexts: [Int: String]

    init(graph: Graph, plan: ExecutionPlan?) {
        self.graph = graph
        self.plan = plan
        budgetTexts = graph.budgetTexts
    }

    func text() -> String {
        var lines = [
            "digraph \(quoted(graph.name)) {",
            "  graph [rankdir=LR, bgcolor=\"white\", pad=0.3, nodesep=0.35, ranksep=0.75, compound=true,",
            "    fontname=\"Helvetica\", fontsize=20, fontcolor=\"#2B3440\", labelloc=t,",
            "    label=\(quoted(graph.name))];",
            "  node [shape=box, style=\"rounded,filled\", penwidth=1.4, margin=\"0.18,0.10\",",
            "    fontname=\"Helvetica\", fontsize=13, fontcolor=\"#1E252E\"];",
            "  edge [fontname=\"Helvetica\", fontsize=10, fontcolor=\"#4A5563\", color=\"#7A8796\",",
            "    arrowsize=0.75, penwidth=1.2];",
        ]
        if let plan {
            for (index, worker) in plan.workers.enumerated() { lines += cluster(index, worker, plan) }
        } else {
            lines += graph.nodes.indices.map { node($0, indent: "  ") }
        }
        lines += graph.edges.indices.map(edge)
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    private func cluster(_ index: Int, _ worker: PlannedWorker, _ plan: ExecutionPlan) -> [String] {
        var lines = [
            "  subgraph cluster_worker\(index) {",
            "    graph [label=\(quoted(worker.title)), labeljust=l, fontsize=13, margin=14,",
            "      fontcolor=\"#6B7786\", style=\"rounded,filled\",",
            "      color=\"#D3D9E0\", fillcolor=\"#F7F9FB\", penwidth=1];",
        ]
        for stage in worker.stages {
            lines += [
                "    subgraph cluster_stage\(stage) {",
                "      graph [label=\(quoted(plan.stages[stage].name)), labeljust=l, fontsize=11, margin=10,",
                "        fontcolor=\"#6B7786\", style=\"rounded,dashed\", color=\"#AEB8C4\", penwidth=1];",
            ]
            lines += plan.stages[stage].nodes.map { node($0, indent: "      ") }
            lines.append("    }")
        }
        return lines + ["  }"]
    }

    private func node(_ index: Int, indent: String) -> String {
        let node = graph.nodes[index]
        let colour = FamilyColour.of(node.family)
        let label =
            "<<b>\(markup(node.name))</b><br/><font point-size=\"10\" color=\"\(colour.line)\">"
            + "\(markup(node.manual.name))</font>>"
        return "\(indent)n\(index) [label=\(label), fillcolor=\"\(colour.fill)\", color=\"\(colour.line)\"];"
    }

    private func edge(_ index: Int) -> String {
        let edge = graph.edges[index]
        var label = markup(graph.typeName(ofEdge: index))
        if let budget = budgetTexts[index] {
            label += "<br/><font point-size=\"9\" color=\"#8A94A1\"><i>\(markup(budget))</i></font>"
        }
        var style = ""
        if edge.isFeedback {
            // Feedback goes against the flow: it must not pull its reader to the right.
            style = ", style=dashed, color=\"#BC3C38\", constraint=false"
        } else if edge.isPassive {
            style = ", style=dotted"
        }
        return "  n\(edge.from) -> n\(edge.to) [label=<\(label)>\(style)];"
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""
    }

    private func markup(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
