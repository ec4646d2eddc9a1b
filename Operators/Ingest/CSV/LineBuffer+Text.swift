extension LineBuffer {
    /// The line as text for a report: at most 80 bytes, and nothing that could disturb a terminal.
    func text(_ line: Line) -> String {
        let shown = bytes[line.start..<min(line.end, line.start + 80)]
        let text = String(decoding: shown, as: UTF8.self).unicodeScalars.map { scalar in
            scalar.value < 32 || (127..<160).contains(scalar.value) ? "\u{FFFD}" : Character(scalar)
        }
        return String(text) + (line.end - line.start > 80 || line.isTooLong ? "…" : "")
    }

    /// Whether the line is blank or begins with the comment's prefix (if there is one).
    func isSkippable(_ line: Line, comment: [UInt8]) -> Bool {
        let content = bytes[line.start..<line.end]
        if !comment.isEmpty && content.starts(with: comment) { return true }
        return content.allSatisfy { $0 == 32 || $0 == 9 }
    }

    /// Moves the line's start behind a byte order mark.
    func skipByteOrderMark(_ line: inout Line) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if bytes[line.start..<line.end].starts(with: mark) { line.start += mark.count }
    }
}
