import OperatorKit

/// The operators' reference in docs/reference, made of what the operators say of themselves.
extension ManualPage {
    private static let notice = "Made by `gm-flow ops --markdown` from the operators' own texts; don't edit."

    /// What each family is about.
    private static let families: [(name: String, about: String)] = [
        ("ingest", "brings market data in: files, recordings, a simulated market"),
        ("bars", "makes bars of trades, and bars of bars"),
        ("book", "keeps order books"),
        ("reference", "applies what is known of instruments: splits, dividends, expiries"),
        ("indicator", "computes from bars"),
        ("matrix", "joins values into rows and windows"),
        ("agent", "decides, or watches"),
        ("risk", "lets through what keeps within limits"),
        ("execution", "fills orders"),
        ("analytics", "measures what came of it"),
        ("custom", "an example of your own"),
    ]

    private static func about(_ family: String) -> String {
        families.first { $0.name == family }?.about ?? ""
    }

    /// All families with their operators, a line each.
    static func markdownIndex(_ manuals: [OperatorManual]) -> String {
        var lines = [
            "# Operators", "", notice, "",
            "`gm-flow ops NAME` prints the same on the terminal. *Passive* inputs only update state and trigger "
                + "nothing; feedback may only enter there. *Gated* inputs take only what came through a risk gate.",
        ]
        let found = Set(manuals.map(\.family))
        let order =
            families.map(\.name).filter(found.contains) + found.subtracting(families.map(\.name)).sorted()
        for family in order {
            lines += [
                "", "## [\(family)](operators/\(family).md)", "", about(family).capitalizedFirst + ".", "",
            ]
            lines += ["| operator | what it does |", "|---|---|"]
            for manual in manuals where manual.family == family {
                lines.append(
                    "| [\(manual.name)](operators/\(family).md#\(anchor(manual))) | \(cell(manual.summary)) |"
                )
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The page of one family.
    static func markdown(family: String, _ manuals: [OperatorManual]) -> String {
        var text = "# \(family)\n\n\(notice) [All families](../operators.md).\n\n"
        text += "The family `\(family)` \(about(family)).\n"
        if manuals.count > 1 {
            text += "\n" + manuals.map { "[\($0.name)](#\(anchor($0)))" }.joined(separator: " · ") + "\n"
        }
        for manual in manuals { text += "\n" + markdown(manual) }
        return text
    }

    /// One operator.
    static func markdown(_ manual: OperatorManual) -> String {
        var lines = ["## \(manual.name)", "", manual.summary + (manual.isSource ? " A source." : "")]
        if !manual.details.isEmpty { lines += ["", manual.details.replacing("*", with: "\\*")] }
        if !manual.inputs.isEmpty || !manual.outputs.isEmpty {
            lines += ["", "| port | events | what |", "|---|---|---|"]
            for port in manual.inputs {
                let marks = shortMarks(port)
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
            lines += manual.parameters.map(row)
        }
        return (lines + ["", "```yaml", manual.example, "```"]).joined(separator: "\n") + "\n"
    }

    private static func row(_ parameter: ParameterManual) -> String {
        let unit = parameter.unit.isEmpty || parameter.unit == "duration" ? "" : ", \(parameter.unit)"
        let standard =
            parameter.isRequired
            ? "required" : parameter.defaultText.isEmpty ? "" : "`\(parameter.defaultText)`"
        var value = kind(parameter.kind)
        if case .choice(let words) = parameter.kind {
            value = words.map { "`\($0)`" }.joined(separator: ", ")
        }
        return "| `\(parameter.name)` | \(cell(value))\(unit) | \(cell(standard)) | \(cell(parameter.doc)) |"
    }

    private static func shortMarks(_ port: InputManual) -> [String] {
        var marks: [String] = []
        if port.isVariadic { marks.append("any number") }
        if port.isOptional { marks.append("optional") }
        if port.isPassive { marks.append("passive") }
        if port.isGated { marks.append("gated") }
        return marks
    }

    private static func anchor(_ manual: OperatorManual) -> String { manual.name.replacing(".", with: "") }

    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ").replacing("*", with: "\\*")
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
