/// Why a text is no JSON (RFC 8259), or not the JSON that was asked for.
enum JSONFault: Error, CaseIterable {
    /// It ends in the middle of a value.
    case end
    /// Something else stands where a brace, bracket, comma, colon, quote or literal has to be.
    case syntax
    /// More than `JSONCursor.deepest` arrays and objects inside each other.
    case depth
    /// A control character in a string, which JSON wants escaped.
    case control
    /// A backslash before something that can't be escaped, or a broken \u.
    case escape
    /// Bytes that are no UTF-8.
    case encoding
    /// No number, or one written as JSON forbids.
    case number
    /// A number too large for what it stands for.
    case range
    /// Something after the value's end.
    case trailing

    /// As the report tells it.
    var reason: String {
        switch self {
        case .end: "message ends in the middle"
        case .syntax: "message is no JSON"
        case .depth: "message is nested too deeply"
        case .control: "control character in a string"
        case .escape: "bad escape in a string"
        case .encoding: "string is no UTF-8"
        case .number: "bad number"
        case .range: "number out of range"
        case .trailing: "something after the message's end"
        }
    }
}
