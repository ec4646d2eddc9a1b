/// A value as YAML on one line, as it reads back to the same value.
func flowText(_ value: YAMLValue, escapingDollars: Bool = false) -> String {
    switch value.kind {
    case .sequence(let items):
        return "[" + items.map { flowText($0, escapingDollars: escapingDollars) }.joined(separator: ", ")
            + "]"
    case .mapping(let entries):
        let parts = entries.map {
            "\(scalarText($0.key.value)): \(flowText($0.value, escapingDollars: escapingDollars))"
        }
        return "{" + parts.joined(separator: ", ") + "}"
    case .string(let text): return scalarText(escapingDollars ? doubledDollars(text) : text)
    case .null, .bool, .integer, .real: return value.text
    }
}

/// A text with every `$` doubled, so that substitution gives it back.
func doubledDollars(_ text: String) -> String {
    guard text.utf8.contains(0x24) else { return text }
    return text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
}

/// A text as a scalar that reads back as that text: plain where that is safe, else in double quotes.
func scalarText(_ text: String) -> String { isPlainSafe(text) ? text : doubleQuoted(text) }

/// Whether a text is the same text when written plain, in block and in flow, as key and as value.
private func isPlainSafe(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, case .string? = CoreScalar.kind(of: text) else { return false }
    let isStart = isWordByte(first) || first == 0x2F || first == 0x24 || (first == 0x2E && bytes.count > 1)
    guard isStart, !text.hasPrefix("...") else { return false }
    return bytes.dropFirst().allSatisfy {
        isWordByte($0) || [0x2F, 0x2E, 0x24, 0x2D, 0x40, 0x2B, 0x25].contains($0)
    }
}

private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    default: false
    }
}

private func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0x22: result += "\\\""
        case 0x5C: result += "\\\\"
        case 0x0A: result += "\\n"
        case 0x09: result += "\\t"
        case 0x0D: result += "\\r"
        // What libyaml's reader refuses, and what it takes for a line break.
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
            let hex = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
