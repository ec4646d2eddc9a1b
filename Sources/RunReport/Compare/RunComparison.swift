import FlowEngine
public import JSON
import OperatorKit

/// Several runs side by side: how they were made, and what came of each.
public struct RunComparison: Sendable {
    /// One line of the table of figures.
    struct Figure: Sendable {
        var name: String
        var unit: String
        var values: [Double?]

        /// Whether all runs have the same.
        var isEqual: Bool { values.allSatisfy { $0 == values.first ?? nil } }
    }

    /// Something that the runs were made of or that came of them, in which they are not alike.
    struct Difference: Sendable {
        var what: String
        var values: [String]
    }

    let records: [RunRecord]
    /// What each run is called: its folder's name.
    let names: [String]

    /// Joins runs; `paths` are where they were read from.
    public init(_ runs: [(path: String, record: RunRecord)]) {
        records = runs.map(\.record)
        var taken: [String: Int] = [:]
        names = runs.map { run in
            let parts = run.path.split(separator: "/").filter {
                $0 != "." && $0 != Substring(StoredRun.fileName)
            }
            let name = parts.last.map(String.init) ?? run.record.result.pipeline
            taken[name, default: 0] += 1
            return taken[name] == 1 ? name : "\(name) (\(taken[name] ?? 0))"
        }
    }

    /// The results that the pipelines name, then the figures of their analytics.
    var figures: [Figure] {
        var order: [String] = []
        var units: [String: String] = [:]
        let values = records.map { record in
            var values: [String: Double?] = [:]
            func add(_ name: String, _ value: Double?, _ unit: String) {
                if units[name] == nil {
                    order.append(name)
                    units[name] = unit
                }
                if values[name] == nil { values[name] = .some(value) }
            }
            for result in record.result.headlines { add(result.name, result.value, "") }
            for node in record.result.nodes where node.op.hasPrefix("analytics.") {
                for metric in node.report.metrics where metric.isHeadline {
                    add("\(node.name).\(metric.name)", metric.value, metric.unit)
                }
            }
            add("events", Double(record.result.events), "")
            return values
        }
        return order.map { name in
            Figure(name: name, unit: units[name] ?? "", values: values.map { ($0[name] ?? nil) ?? nil })
        }
    }

    /// In what the runs differ: program, pipeline, parameters, seed, window, data, outcome, machine.
    var differences: [Difference] {
        var list: [Difference] = [
            Difference(what: "outcome", values: records.map(\.outcomeWord)),
            Difference(what: "pipeline", values: records.map(\.result.pipeline)),
            Difference(
                what: "pipeline's files", values: records.map { Self.short($0.manifest.pipelineHash) }),
            Difference(
                what: "program", values: records.map { "\($0.manifest.version), \($0.manifest.compiler)" }),
            Difference(what: "seed", values: records.map { "\($0.manifest.seed)" }),
            Difference(
                what: "window",
                values: records.map { record in
                    record.manifest.window.map {
                        "\(TimeText.plain($0.lowerBound)) to \(TimeText.plain($0.upperBound))"
                    } ?? "all"
                }),
        ]
        list += keyed("parameter") { $0.manifest.parameters.map { ($0.name, $0.value) } }
        list += keyed("data of") { record in
            record.inputs.map { ("\($0.node): \($0.name)", Self.short($0.hash)) }
        }
        return list.filter { difference in !difference.values.allSatisfy { $0 == difference.values.first } }
    }

    /// Edges whose events were not the same in all runs, with the hashes; those without a hash are left out.
    var edges: [Difference] {
        keyed("") { record in
            record.result.edges.compactMap { edge in
                edge.hash.map { (edge.label, "\(hexadecimal($0)) (\(NumberText.grouped(edge.published)))") }
            }
        }.filter { difference in
            let known = difference.values.filter { $0 != "–" }
            return !known.allSatisfy { $0 == known.first }
        }
    }

    /// How many edges have a hash in all runs.
    var comparedEdges: Int {
        let labels = records.map { record in Set(record.result.edges.filter { $0.hash != nil }.map(\.label)) }
        return labels.dropFirst().reduce(labels.first ?? []) { $0.intersection($1) }.count
    }

    /// Values by name, in the order of the first run that has each.
    private func keyed(_ kind: String, _ pairs: (RunRecord) -> [(String, String)]) -> [Difference] {
        var order: [String] = []
        let values = records.map { record in
            var values: [String: String] = [:]
            for (name, value) in pairs(record) where values[name] == nil {
                values[name] = value
                if !order.contains(name) { order.append(name) }
            }
            return values
        }
        return order.map { name in
            Difference(
                what: kind.isEmpty ? name : "\(kind) \(name)", values: values.map { $0[name] ?? "–" })
        }
    }

    private static func short(_ hash: String) -> String { String(hash.prefix(12)) }
}

extension RunComparison {
    /// Everything as JSON.
    public var json: JSONValue {
        func list(_ differences: [Difference]) -> JSONValue {
            .array(
                differences.map { difference in
                    .object([
                        ("what", .string(difference.what)),
                        ("values", .array(difference.values.map { .string($0) })),
                    ])
                })
        }
        return .object([
            ("runs", .array(names.map { .string($0) })),
            ("differences", list(differences)), ("edges_compared", .integer(comparedEdges)),
            ("edges", list(edges)),
            (
                "figures",
                .array(
                    figures.map { figure in
                        .object([
                            ("name", .string(figure.name)), ("unit", .string(figure.unit)),
                            ("values", .array(figure.values.map { .plain($0) })),
                        ])
                    })
            ),
        ])
    }

    /// The comparison for a terminal.
    public func text(style: TextStyle) -> String {
        var lines: [String] = []
        func section(_ title: String, _ first: String, _ rows: [(String, [String])]) {
            guard !rows.isEmpty else { return }
            var table = TextTable([(first, .left)] + names.map { (TextLayout.shortened($0, to: 28), .right) })
            for row in rows {
                table.add([row.0] + row.1.map { TextLayout.shortened($0, to: 40) })
            }
            let (header, body) = table.lines(width: 50 + 30 * names.count, indent: "  ")
            lines +=
                (lines.isEmpty ? [] : [""]) + [style.paint(title, .bold), style.paint(header, .faint)] + body
        }
        section("Differences", "what", differences.map { ($0.what, $0.values) })
        if differences.isEmpty { lines.append("Made of the same: pipeline, parameters, seed, data, program") }
        section(
            "Figures", "figure",
            figures.map { figure in
                (
                    (figure.isEqual ? "" : "* ") + figure.name,
                    figure.values.map { $0.map(NumberText.value) ?? "–" }
                )
            })
        let edges = edges
        section("Edges whose events differ", "edge", edges.map { ($0.what, $0.values) })
        lines.append("")
        lines.append(
            comparedEdges == 0
                ? "No edge has a hash in all of them."
                : edges.isEmpty
                    ? "All \(comparedEdges) edges have the same events, to the byte."
                    : "\(edges.count) edges differ, of \(comparedEdges) that all have.")
        return lines.joined(separator: "\n") + "\n"
    }
}
