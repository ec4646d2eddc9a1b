import FlowGraph
import MarketModel
import PipelineFormat
import RepositorySupport

/// The pages that are made from the code.
enum Generated {
    private static let notice =
        "Made from the code by `GMFLOW_WRITE_DOCS=1 swift test --disable-xctest --filter DocsTests`; don't edit."

    /// Every reason for which the risk gate refuses or cuts.
    static var riskCodes: String {
        var lines = [
            "# Risk codes", "", notice, "",
            "A denial of `risk.gate` has a code, a value and a limit, as `POSITION_INSTRUMENT value=12 limit=10`, with "
                + "agent, instrument and the numbers of the order. In events a code is its number. The argument that "
                + "sets a limit has the name in the third column, where there is one; the report counts each as "
                + "`denied_` and that name.",
            "", "| number | code | name | unit | when |", "|---|---|---|---|---|",
        ]
        for rule in Denial.Rule.allCases {
            lines.append(
                "| \(rule.rawValue) | `\(rule.code)` | `\(rule.id)` | \(rule.unit) | \(rule.meaning) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

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
}
