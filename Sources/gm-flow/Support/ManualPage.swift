import JSON
import OperatorKit
import RunReport

/// An operator's manual as text and as JSON.
enum ManualPage {
    private static let width = 100

    /// All operators by family, a line each.
    static func list(_ manuals: [OperatorManual]) -> String {
        let longest = manuals.map(\.name.count).max() ?? 0
        var lines: [String] = []
        var family = ""
        for manual in manuals {
            if manual.family != family {
                if !lines.isEmpty { lines.append("") }
                family = manual.family
                lines.append(family)
            }
            let pad = String(repeating: " ", count: longest - manual.name.count + 2)
            lines += hanging("  \(manual.name)\(pad)", manual.summary)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One operator in full.
    static func text(_ manual: OperatorManual) -> String {
        var lines = ["\(manual.name)\(manual.isSource ? " (source)" : "")", ""]
        lines += TextLayout.wrapped(manual.summary, width: width)
        if !manual.details.isEmpty { lines += [""] + TextLayout.wrapped(manual.details, width: width) }
        if !manual.inputs.isEmpty {
            lines +=
                ["", "Inputs"]
                + manual.inputs.flatMap { port in
                    entry(port.name, port.type?.name ?? "any", port.doc, marks(port))
                }
        }
        if !manual.outputs.isEmpty {
            lines +=
                ["", "Outputs"]
                + manual.outputs.flatMap { port in
                    entry(port.name, port.type.name, port.doc, port.isGate ? ["gate"] : [])
                }
        }
        if !manual.parameters.isEmpty {
            lines += ["", "Arguments"]
            for parameter in manual.parameters {
                var notes = parameter.isRequired ? ["required"] : []
                if !parameter.defaultText.isEmpty { notes.append("default \(parameter.defaultText)") }
                if !parameter.unit.isEmpty, parameter.unit != "duration" {
                    notes.append("unit \(parameter.unit)")
                }
                lines += entry(parameter.name, kind(parameter.kind), parameter.doc, notes)
            }
        }
        lines += ["", "Example"] + manual.example.split(separator: "\n").map { "  " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func entry(_ name: String, _ type: String, _ doc: String, _ notes: [String]) -> [String] {
        ["  \(name): \(type)" + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")]
            + TextLayout.wrapped(doc, width: width - 6).map { "      " + $0 }
    }

    private static func hanging(_ head: String, _ text: String) -> [String] {
        let lines = TextLayout.wrapped(text, width: max(30, width - head.count))
        let blank = String(repeating: " ", count: head.count)
        return lines.enumerated().map { ($0 == 0 ? head : blank) + $1 }
    }

    private static func marks(_ port: InputManual) -> [String] {
        var marks: [String] = []
        if port.isVariadic { marks.append("any number") }
        if port.isOptional { marks.append("optional") }
        if port.isPassive { marks.append("passive: updates state, triggers nothing") }
        if port.isGated { marks.append("only from a risk gate") }
        return marks
    }

    static func kind(_ kind: ParameterKind) -> String {
        switch kind {
        case .integer(let range): "integer" + bounds(range, unbounded: Int64.min...Int64.max) { "\($0)" }
        case .real(let range):
            "number"
                + bounds(range, unbounded: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude) {
                    NumberText.value($0)
                }
        case .duration(let range): "duration" + bounds(range, unbounded: Int64.min...Int64.max, durationText)
        case .flag: "true or false"
        case .text: "text"
        case .path: "path"
        case .paths: "path or list of paths"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .texts: "text or list of texts"
        case .table: "names to values"
        case .tree: "YAML"
        case .treeFile: "path of a YAML file"
        }
    }

    private static func bounds<Bound>(
        _ range: ClosedRange<Bound>, unbounded: ClosedRange<Bound>, _ show: (Bound) -> String
    ) -> String {
        if range == unbounded { return "" }
        if range.upperBound == unbounded.upperBound { return " from \(show(range.lowerBound))" }
        if range.lowerBound == unbounded.lowerBound { return " up to \(show(range.upperBound))" }
        return " \(show(range.lowerBound)) to \(show(range.upperBound))"
    }

    /// One operator for other tools.
    static func json(_ manual: OperatorManual) -> JSONValue {
        .object([
            ("name", .string(manual.name)),
            ("family", .string(manual.family)),
            ("summary", .string(manual.summary)),
            ("details", .string(manual.details)),
            ("example", .string(manual.example)),
            ("source", .bool(manual.isSource)),
            (
                "inputs",
                .array(
                    manual.inputs.map { port in
                        .object([
                            ("name", .string(port.name)),
                            ("type", port.type.map { .string($0.name) } ?? .null),
                            ("doc", .string(port.doc)), ("passive", .bool(port.isPassive)),
                            ("optional", .bool(port.isOptional)), ("variadic", .bool(port.isVariadic)),
                            ("gated", .bool(port.isGated)),
                        ])
                    })
            ),
            (
                "outputs",
                .array(
                    manual.outputs.map { port in
                        .object([
                            ("name", .string(port.name)), ("type", .string(port.type.name)),
                            ("doc", .string(port.doc)),
                            ("gate", .bool(port.isGate)),
                            (
                                "fields",
                                .array(
                                    port.type.fields.map { field in
                                        .object([
                                            ("name", .string(field.name)), ("unit", .string(field.unit)),
                                        ])
                                    })
                            ),
                        ])
                    })
            ),
            (
                "arguments",
                .array(
                    manual.parameters.map { parameter in
                        .object([
                            ("name", .string(parameter.name)), ("kind", .string(kind(parameter.kind))),
                            ("doc", .string(parameter.doc)), ("unit", .string(parameter.unit)),
                            ("required", .bool(parameter.isRequired)),
                            ("default", .string(parameter.defaultText)),
                        ])
                    })
            ),
        ])
    }
}
