import Catalogue
import FlowGraph
import OperatorKit
import PipelineFormat
import RepositorySupport

/// The pages that are made from the code.
enum Generated {
    private static let notice =
        "Made from the code by `GMFLOW_WRITE_DOCS=1 swift test --disable-xctest --filter DocsTests`; don't edit."

    /// Every error code, with the module that reports it.
    static var errors: String {
        let families: [(prefix: String, title: String)] = [
            ("GF0", "Reading files"), ("GF1", "Keys and values"), ("GF2", "Wiring and types"),
            ("GF3", "The graph"),
            ("GF4", "Edges"), ("GF5", "Stages and cores"), ("GF6", "Budgets"),
        ]
        var rows: [String: (meaning: String, by: String)] = [:]
        for (code, meaning) in Codes.table { rows[code] = (meaning, "reading") }
        for (code, meaning) in GraphCodes.table {
            if let other = rows[code] {
                let both = other.meaning == meaning ? meaning : "\(other.meaning); \(meaning)"
                rows[code] = (both, "reading, compiling")
            } else {
                rows[code] = (meaning, "compiling")
            }
        }
        var lines = [
            "# Error codes", "", notice, "",
            "A mistake is shown with its code, place, line and a help where there is one; see "
                + "[the guide](../guides/write-a-pipeline.md#mistakes). A code keeps its meaning. Warnings carry "
                + "codes too and stop nothing.",
        ]
        for family in families {
            lines += ["", "## \(family.title)", "", "| code | meaning | found when |", "|---|---|---|"]
            for code in rows.keys.sorted() where code.hasPrefix(family.prefix) {
                guard let row = rows[code] else { continue }
                lines.append("| \(code) | \(row.meaning.replacing("|", with: "\\|")) | \(row.by) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Every operator of the catalogue.
    static var operators: String {
        var lines = [
            "# Operators", "", notice, "",
            "`gm-flow ops NAME` prints the same on the terminal. *Passive* inputs only update state and trigger "
                + "nothing; feedback may only enter there. *Gated* inputs take only what came through a risk gate.",
            "", "| operator | what it does |", "|---|---|",
        ]
        for entry in catalogue.entries {
            lines.append(
                "| [\(entry.manual.name)](#\(entry.manual.name.replacing(".", with: ""))) | \(entry.manual.summary) |"
            )
        }
        for entry in catalogue.entries { lines += section(entry.manual) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ manual: OperatorManual) -> [String] {
        var lines = ["", "## \(manual.name)", "", manual.summary + (manual.isSource ? " A source." : "")]
        if !manual.details.isEmpty { lines += ["", manual.details.replacing("*", with: "\\*")] }
        if !manual.inputs.isEmpty || !manual.outputs.isEmpty {
            lines += ["", "| port | events | what |", "|---|---|---|"]
            for port in manual.inputs {
                var marks: [String] = []
                if port.isVariadic { marks.append("any number") }
                if port.isOptional { marks.append("optional") }
                if port.isPassive { marks.append("passive") }
                if port.isGated { marks.append("gated") }
                let note = marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))"
                lines.append("| in `\(port.name)` | \(port.type?.name ?? "any") | \(cell(port.doc))\(note) |")
            }
            for port in manual.outputs {
                let note = port.isGate ? " (a gate)" : ""
                lines.append("| out `\(port.name)` | \(port.type.name) | \(cell(port.doc))\(note) |")
            }
        }
        if !manual.parameters.isEmpty {
            lines += ["", "| argument | value | default | what |", "|---|---|---|---|"]
            for parameter in manual.parameters {
                let unit = parameter.unit.isEmpty || parameter.unit == "duration" ? "" : ", \(parameter.unit)"
                let standard =
                    parameter.isRequired
                    ? "required" : parameter.defaultText.isEmpty ? "" : "`\(parameter.defaultText)`"
                lines.append(
                    "| `\(parameter.name)` | \(cell(kind(parameter.kind)))\(unit) | \(cell(standard)) | \(cell(parameter.doc)) |"
                )
            }
        }
        return lines + ["", "```yaml", manual.example, "```"]
    }

    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ").replacing("*", with: "\\*")
    }

    private static func kind(_ kind: ParameterKind) -> String {
        switch kind {
        case .integer(let range): "integer" + bounds(range, .min, .max) { "\($0)" }
        case .real(let range):
            "number" + bounds(range, -.greatestFiniteMagnitude, .greatestFiniteMagnitude) { "\($0)" }
        case .duration(let range): "duration" + bounds(range, .min, .max, durationText)
        case .flag: "true or false"
        case .text: "text"
        case .path: "path"
        case .paths: "path or list of paths"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .texts: "text or list of texts"
        case .table: "names to values"
        case .tree: "YAML"
        case .treeFile: "path of a YAML file"
        }
    }

    private static func bounds<Bound>(
        _ range: ClosedRange<Bound>, _ least: Bound, _ most: Bound, _ show: (Bound) -> String
    ) -> String {
        switch (range.lowerBound == least, range.upperBound == most) {
        case (true, true): ""
        case (false, true): " from \(show(range.lowerBound))"
        case (true, false): " up to \(show(range.upperBound))"
        case (false, false): " \(show(range.lowerBound)) to \(show(range.upperBound))"
        }
    }
}
