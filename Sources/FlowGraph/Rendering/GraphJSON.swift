import OperatorKit
import PipelineFormat

/// A graph as JSON, with keys in a fixed order.
struct GraphJSON {
    let graph: Graph
    let plan: ExecutionPlan?

    func text() -> String {
        var parts = [
            "  \"pipeline\": \(string(graph.name))",
            list("nodes", graph.nodes.indices.map(node)),
            list("edges", graph.edges.indices.map(edge)),
            list("budgets", graph.budgets.map(budget)),
        ]
        if let plan {
            parts.append(
                list(
                    "stages",
                    plan.stages.map { stage in
                        object([
                            ("name", string(stage.name)), ("wait", string(stage.wait.rawValue)),
                            ("nodes", names(stage.nodes.map { graph.nodes[$0].name })),
                        ])
                    }))
            parts.append(
                list(
                    "workers",
                    plan.workers.map { worker in
                        object([
                            ("core", worker.core.map(String.init) ?? "null"),
                            ("stages", names(worker.stages.map { plan.stages[$0].name })),
                        ])
                    }))
        }
        return "{\n" + parts.joined(separator: ",\n") + "\n}\n"
    }

    private func node(_ index: Int) -> String {
        let node = graph.nodes[index]
        return object([
            ("name", string(node.name)), ("op", string(node.manual.name)), ("family", string(node.family)),
            ("rank", "\(node.rank)"), ("ownThread", "\(node.ownThread)"),
            ("arguments", object(node.arguments.map { ($0.name, string($0.text)) })),
            ("file", string(node.origin.position.file)), ("line", "\(node.origin.position.line)"),
        ])
    }

    private func edge(_ index: Int) -> String {
        let edge = graph.edges[index]
        let (writer, reader) = (graph.nodes[edge.from], graph.nodes[edge.to])
        return object([
            ("from", string(writer.name)), ("output", string(writer.manual.outputs[edge.output].name)),
            ("to", string(reader.name)), ("input", string(reader.manual.inputs[edge.input].name)),
            ("member", "\(edge.member)"), ("type", string(graph.typeName(ofEdge: index))),
            ("mergeRank", "\(edge.mergeRank)"), ("passive", "\(edge.isPassive)"),
            ("feedback", "\(edge.isFeedback)"), ("capacity", "\(edge.capacity)"),
        ])
    }

    private func budget(_ budget: GraphBudget) -> String {
        let limits = budget.limits.map {
            object([("quantile", "\($0.quantile)"), ("nanoseconds", "\($0.nanoseconds)")])
        }
        return object([
            ("name", string(budget.name)),
            ("edges", "[\(budget.edges.map(String.init).joined(separator: ", "))]"),
            ("limits", "[\(limits.joined(separator: ", "))]"), ("default", "\(budget.isDefault)"),
            ("miss", string(budget.miss.rawValue)), ("startsAtSource", "\(budget.startsAtSource)"),
        ])
    }

    private func list(_ name: String, _ items: [String]) -> String {
        guard !items.isEmpty else { return "  \(string(name)): []" }
        return "  \(string(name)): [\n" + items.map { "    \($0)" }.joined(separator: ",\n") + "\n  ]"
    }

    private func object(_ fields: [(String, String)]) -> String {
        "{" + fields.map { "\(string($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
    }

    private func names(_ names: [String]) -> String {
        "[" + names.map(string).joined(separator: ", ") + "]"
    }

    private func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
