/// Shows diagnostics to people, with the line and a caret, and to editors, as JSON.
public struct DiagnosticRenderer: Sendable {
    /// The widest piece of a source line that is shown.
    private static let width = 160

    private let lines: [String: [[Unicode.Scalar]]]

    /// Makes a renderer over the texts that the diagnostics point into.
    public init(sources: [String: String]) {
        lines = sources.mapValues { textLines($0) }
    }

    /// One diagnostic as lines of text, without a newline at the end.
    public func text(_ diagnostic: Diagnostic) -> String {
        let origin = diagnostic.origin
        let position = origin.position
        var place = position.file
        if position.line > 0 { place += ":\(position.line):\(position.column)" }
        if !origin.path.isEmpty { place += " \(origin.path)" }
        let kind = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
        var text = "\(kind) \(clean(place)): \(clean(diagnostic.message))"
        text += excerpt(position)
        for link in origin.chain { text += "\n  \(clean(link))" }
        if let help = diagnostic.help { text += "\n  help: \(clean(help))" }
        return text
    }

    /// Diagnostics as a JSON array of objects, in the order given.
    public func json(_ diagnostics: [Diagnostic]) -> String {
        let objects = diagnostics.map { item -> String in
            let position = item.origin.position
            let chain = item.origin.chain.map(quoted).joined(separator: ",")
            var fields = [
                "\"code\":\(quoted(item.code))", "\"severity\":\(quoted(item.severity.rawValue))",
                "\"file\":\(quoted(position.file))", "\"line\":\(position.line)",
                "\"column\":\(position.column)",
                "\"path\":\(quoted(item.origin.path))", "\"message\":\(quoted(item.message))",
            ]
            if let help = item.help { fields.append("\"help\":\(quoted(help))") }
            fields.append("\"chain\":[\(chain)]")
            return "{\(fields.joined(separator: ","))}"
        }
        return objects.isEmpty ? "[]" : "[\n  \(objects.joined(separator: ",\n  "))\n]"
    }

    /// The source line and the caret under its column; empty where the text or line is not known.
    private func excerpt(_ position: SourcePosition) -> String {
        guard position.line > 0, let line = lines[position.file]?[safe: position.line - 1] else { return "" }
        let caret = min(max(position.column - 1, 0), line.count)
        // Of a very long line only the part around the caret is shown.
        let start = line.count > Self.width ? max(0, min(caret - Self.width / 2, line.count - Self.width)) : 0
        let end = min(line.count, start + Self.width)
        let number = "\(position.line)"
        let cut = start > 0 ? "…" : ""
        var pad = String(repeating: " ", count: cut.count)
        for scalar in line[start..<min(caret, end)] { pad += blank(scalar) }
        let shownLine = cut + visible(line[start..<end]) + (end < line.count ? "…" : "")
        let gutter = String(repeating: " ", count: number.count)
        return "\n  \(number) | \(shownLine)\n  \(gutter) | \(pad)^"
    }

    /// What takes as much room as a character: a tab for a tab, so that any tab width lines up.
    private func blank(_ scalar: Unicode.Scalar) -> String {
        if scalar == "\t" { return "\t" }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return ""
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return "  "
        default: return " "
        }
    }

    private func visible(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        for scalar in scalars { text.append(scalar == "\t" || !isControl(scalar) ? scalar : "\u{FFFD}") }
        return String(text)
    }

    /// A message on one line, without anything that a terminal would obey.
    private func clean(_ message: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in message.unicodeScalars { text.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
        return String(text)
    }

    private func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
