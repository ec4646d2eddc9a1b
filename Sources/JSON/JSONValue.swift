/// A JSON text in the making: objects keep the order in which their keys were given.
public enum JSONValue: Sendable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// A whole number without a sign.
    case unsigned(UInt64)
    /// Not finite becomes `null`, which is all that JSON has.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])

    /// A number or null.
    public static func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

    /// A number that prints without a decimal point where it is whole and exact.
    public static func plain(_ value: Double?) -> JSONValue {
        guard let value, value.isFinite else { return .null }
        return value == value.rounded(.towardZero) && value.magnitude < 9_007_199_254_740_992
            ? .integer(Int(value)) : .number(value)
    }

    /// The text, indented by two blanks a level, with a newline at its end.
    public func text() -> String {
        var text = ""
        write(to: &text, indent: 0)
        return text + "\n"
    }

    /// The text on one line, without blanks.
    public func compactText() -> String {
        var text = ""
        write(to: &text, indent: nil)
        return text
    }

    private func write(to text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .unsigned(let value): text += String(value)
        case .number(let value): text += value.isFinite ? value.description : "null"
        case .string(let value): Self.quote(value, to: &text)
        case .array(let values):
            // A list of plain values reads best on one line.
            let inner = values.contains { $0.isCollection } ? indent.map { $0 + 1 } : nil
            Self.list("[", "]", values.count, indent, inner, to: &text) { index, text in
                values[index].write(to: &text, indent: inner)
            }
        case .object(let entries):
            let inner = indent.map { $0 + 1 }
            Self.list("{", "}", entries.count, indent, inner, to: &text) { index, text in
                Self.quote(entries[index].key, to: &text)
                text += inner == nil ? ":" : ": "
                entries[index].value.write(to: &text, indent: inner)
            }
        }
    }

    private var isCollection: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }

    private static func list(
        _ open: String, _ close: String, _ count: Int, _ indent: Int?, _ inner: Int?, to text: inout String,
        _ body: (Int, inout String) -> Void
    ) {
        text += open
        for index in 0..<count {
            if let inner {
                text += (index == 0 ? "\n" : ",\n") + String(repeating: "  ", count: inner)
            } else if index > 0 {
                text += indent == nil ? "," : ", "
            }
            body(index, &text)
        }
        if count > 0, inner != nil { text += "\n" + String(repeating: "  ", count: indent ?? 0) }
        text += close
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // The two line separators are legal JSON but end a line of JavaScript; `<` may not open a tag in
            // a page.
            case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}", "<":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
