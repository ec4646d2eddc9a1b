/// One text with its name: turns offsets into positions and reports what stops libyaml.
struct SourceText {
    let file: String
    let chain: [String]
    let bytes: [UInt8]
    let isUTF8: Bool

    init(file: String, chain: [String], bytes: [UInt8]) {
        self.file = file
        self.chain = chain
        self.bytes = bytes
        isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    }

    /// The offset of the first byte that no UTF-8 text can hold there.
    var firstBadByte: Int {
        // Keeps the longest prefix that validates; halving would fail on a cut character, so go by scalars.
        var offset = 0
        while offset < bytes.count {
            let length = sequenceLength(bytes[offset])
            let end = min(offset + length, bytes.count)
            guard length > 0, end - offset == length,
                String(validating: bytes[offset..<end], as: UTF8.self) != nil
            else { return offset }
            offset = end
        }
        return offset
    }

    private func sequenceLength(_ byte: UInt8) -> Int {
        switch byte {
        case 0x00...0x7F: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }

    /// The position of a byte.
    func origin(byteOffset: Int) -> Origin {
        let before = String(decoding: bytes.prefix(byteOffset), as: UTF8.self)
        let lines = textLines(before)
        return origin(line: lines.count, column: (lines.last?.count ?? 0) + 1)
    }

    private func origin(line: Int, column: Int) -> Origin {
        Origin(position: SourcePosition(file: file, line: line, column: column), chain: chain)
    }

    /// Reports what libyaml stopped at, in words of ours where its own mislead.
    func report(_ problem: YAMLProblem, to context: ReadingContext) {
        let place = visible(problem)
        switch problem.kind {
        case .character:
            let byte = origin(byteOffset: problem.byteOffset)
            context.report(
                .control, byte, "a control character stands here", help: "write it as an escape: \"\\x07\"")
        case .tooDeep:
            context.report(.tooDeep, place, "values are nested more than \(ReadingContext.depthLimit) deep")
        case .tooMany: context.report(.expandsTooFar, place, "the file holds too many values")
        case .memory: context.report(.unreadable, place, "out of memory")
        case .syntax:
            let line = textLines(String(decoding: bytes, as: UTF8.self))[safe: problem.line - 1] ?? []
            let indent = line.prefix { $0 == " " || $0 == "\t" }
            if let tab = indent.firstIndex(of: "\t") {
                reportTab(origin(line: problem.line, column: tab + 1), to: context)
            } else if line[safe: problem.column - 1] == "\t" {
                reportTab(place, to: context)
            } else {
                let isBraced = zip(line, line.dropFirst()).contains { $0 == "$" && $1 == "{" }
                context.report(
                    .syntax, place, problem.message, help: help(problem.message, isBraced: isBraced))
            }
        }
    }

    /// The problem's position, drawn back from behind the text's end to the last line that shows something.
    ///
    /// libyaml counts one line more at the end, and what is missing there is best shown where the text stops.
    private func visible(_ problem: YAMLProblem) -> Origin {
        guard problem.kind == .syntax else { return origin(line: problem.line, column: problem.column) }
        let lines = textLines(String(decoding: bytes, as: UTF8.self))
        var last = lines.count
        while last > 1, lines[last - 1].isEmpty { last -= 1 }
        guard problem.line > last else { return origin(line: problem.line, column: problem.column) }
        return origin(line: last, column: lines[last - 1].count + 1)
    }

    private func help(_ message: String, isBraced: Bool) -> String? {
        if isBraced { return "inside `{…}` or `[…]`, quote a text that holds `${…}`, or write `$name`" }
        if message.hasPrefix("mapping values are not allowed") {
            return "quote a text that holds `: `, and check the indentation"
        }
        if message.hasPrefix("did not find expected key") { return "check the indentation of this line" }
        if message.hasPrefix("did not find expected ',' or") {
            return "a `,`, `]` or `}` is missing before this"
        }
        return nil
    }

    private func reportTab(_ origin: Origin, to context: ReadingContext) {
        context.report(.tab, origin, "a tab stands here", help: "use spaces")
    }

    /// Reports each line's first tab that is neither in a scalar nor in a comment; libyaml lets some pass.
    func reportTabs(outside events: [YAMLEvent], to context: ReadingContext) {
        guard bytes.contains(0x09) else { return }
        let spans = events.compactMap { event -> Range<Int>? in
            guard case .scalar = event.kind, event.start < event.end else { return nil }
            return event.start..<event.end
        }
        var (next, index, number) = (0, 0, 0)
        for line in textLines(String(decoding: bytes, as: UTF8.self), keepingEnds: true) {
            number += 1
            var isComment = false
            var reported = false
            for (column, scalar) in line.enumerated() {
                while next < spans.count, spans[next].upperBound <= index { next += 1 }
                let isInside = next < spans.count && spans[next].contains(index)
                index += 1
                guard !isInside, !isComment, !reported else { continue }
                let before = column > 0 ? line[column - 1] : " "
                if scalar == "#", before == " " || before == "\t" { isComment = true }
                if scalar == "\t" {
                    reported = true
                    reportTab(origin(line: number, column: column + 1), to: context)
                }
            }
        }
    }
}

/// The lines of a text as libyaml counts them: five breaks end a line, and `\r\n` is one.
func textLines(_ text: String, keepingEnds: Bool = false) -> [[Unicode.Scalar]] {
    var lines: [[Unicode.Scalar]] = []
    var line: [Unicode.Scalar] = []
    var afterReturn = false
    for scalar in text.unicodeScalars {
        let isBreak =
            switch scalar.value {
            case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
            default: false
            }
        if afterReturn, scalar == "\n" {
            if keepingEnds { lines[lines.count - 1].append(scalar) }
        } else if isBreak {
            if keepingEnds { line.append(scalar) }
            lines.append(line)
            line = []
        } else {
            line.append(scalar)
        }
        afterReturn = scalar == "\r"
    }
    lines.append(line)
    return lines
}

extension Array {
    /// The element at an index, or nil where there is none.
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
