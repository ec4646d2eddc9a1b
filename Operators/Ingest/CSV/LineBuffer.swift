import Archives

/// Cuts a stream of bytes into lines, in one buffer of fixed size.
///
/// A line ends at `\n` (a `\r` before it is cut off) or at the end of the stream. A line longer than
/// `longest` is given once, marked and shortened; the rest of it is thrown away up to the next line, so
/// memory stays bounded whatever comes. The bytes of a line stay in `bytes` until the next call.
struct LineBuffer {
    struct Line {
        /// The line's bytes in the buffer.
        var start: Int
        var end: Int
        /// Whether it was longer than allowed; the range then holds its beginning.
        var isTooLong = false
        /// Whether it equals the line before it and ends the stream; found out only if asked for at `init`.
        var repeatsAsLast = false
    }

    /// The buffer; only the range of the current line means anything.
    private(set) var bytes: [UInt8]
    /// Lines given so far: the number of the current line, counted from 1.
    private(set) var lineNumber = 0
    private let longest: Int
    private let looksAhead: Bool
    private var next = 0
    private var filled = 0
    private var isAtEnd = false
    private var isSkipping = false
    /// The line before the current one, kept in the buffer while `looksAhead`.
    private var previous: Range<Int>?
    private var current: Range<Int>?

    /// - Parameters:
    ///   - longest: bytes that a line may have, without its end.
    ///   - looksAhead: whether to tell the last line when it repeats the one before.
    init(longest: Int, looksAhead: Bool, chunk: Int = 262_144) {
        self.longest = longest
        self.looksAhead = looksAhead
        bytes = [UInt8](repeating: 0, count: chunk + 2 * (longest + 2))
    }

    /// Starts over for another stream, with the same buffer.
    mutating func reset() {
        lineNumber = 0
        next = 0
        filled = 0
        isAtEnd = false
        isSkipping = false
        previous = nil
        current = nil
    }

    /// The next line; nil at the end of the stream.
    @inline(__always)
    mutating func nextLine(_ reader: ArchiveReader) throws(ArchiveError) -> Line? {
        if !isSkipping && !looksAhead {
            let newline = ByteSearch.firstIndex(of: 10, in: bytes.span, from: next, to: filled)
            if newline < filled && newline &- next <= longest {
                let start = next
                next = newline &+ 1
                lineNumber &+= 1
                let end = newline > start && bytes[newline &- 1] == 13 ? newline &- 1 : newline
                return Line(start: start, end: end)
            }
        }
        return try slowLine(reader)
    }

    /// Takes the last line back: it comes again next, from `line.start` on.
    mutating func unread(_ line: Line) {
        next = line.start
        lineNumber -= 1
        current = nil
    }

    /// The general way: refills, skips the rest of a long line, ends, looks ahead.
    @inline(never)
    private mutating func slowLine(_ reader: ArchiveReader) throws(ArchiveError) -> Line? {
        if isSkipping { try skip(reader) }
        previous = looksAhead ? current : nil
        current = nil
        var searched = next
        while true {
            let newline = ByteSearch.firstIndex(of: 10, in: bytes.span, from: searched, to: filled)
            if newline < filled { return try line(endingAt: newline, reader) }
            // One more than the bound may be a carriage return that belongs to the line's end.
            if filled - next > longest + 1 { return tooLong() }
            guard !isAtEnd else {
                guard next < filled else { return nil }
                let range = next..<filled
                next = filled
                lineNumber += 1
                guard range.count <= longest else {
                    return Line(start: range.lowerBound, end: range.lowerBound + longest, isTooLong: true)
                }
                return Line(
                    start: range.lowerBound, end: range.upperBound, repeatsAsLast: repeatsPrevious(range))
            }
            let seen = filled - next
            try refill(reader)
            searched = next + seen
        }
    }

    private mutating func line(endingAt newline: Int, _ reader: ArchiveReader) throws(ArchiveError) -> Line {
        var range = next..<newline
        if let last = range.last, bytes[last] == 13 { range = range.lowerBound..<last }
        lineNumber += 1
        let start = next
        next = newline + 1
        guard range.count <= longest else {
            return Line(start: range.lowerBound, end: range.lowerBound + longest, isTooLong: true)
        }
        guard looksAhead else { return Line(start: range.lowerBound, end: range.upperBound) }
        current = range
        if next == filled && !isAtEnd {
            // Only by asking for more is it known whether this line is the last.
            try refill(reader)
        }
        guard let moved = current else { return Line(start: start, end: start) }
        let repeats = next == filled && isAtEnd && repeatsPrevious(moved)
        return Line(start: moved.lowerBound, end: moved.upperBound, repeatsAsLast: repeats)
    }

    private mutating func tooLong() -> Line {
        lineNumber += 1
        isSkipping = true
        let start = next
        return Line(start: start, end: start + longest, isTooLong: true)
    }

    /// Throws bytes away up to the next line's beginning.
    private mutating func skip(_ reader: ArchiveReader) throws(ArchiveError) {
        current = nil
        previous = nil
        while true {
            let newline = ByteSearch.firstIndex(of: 10, in: bytes.span, from: next, to: filled)
            if newline < filled {
                next = newline + 1
                break
            }
            next = filled
            if isAtEnd { break }
            try refill(reader)
        }
        isSkipping = false
    }

    private func repeatsPrevious(_ range: Range<Int>) -> Bool {
        guard looksAhead, let previous, previous.count == range.count else { return false }
        return bytes[previous].elementsEqual(bytes[range])
    }

    /// Moves what is still needed to the front and reads more behind it.
    private mutating func refill(_ reader: ArchiveReader) throws(ArchiveError) {
        let keep = min(next, current?.lowerBound ?? next, previous?.lowerBound ?? next)
        if keep > 0 {
            bytes.replaceSubrange(0..<(filled - keep), with: Array(bytes[keep..<filled]))
            next -= keep
            filled -= keep
            current = current.map { ($0.lowerBound - keep)..<($0.upperBound - keep) }
            previous = previous.map { ($0.lowerBound - keep)..<($0.upperBound - keep) }
        }
        precondition(filled < bytes.count, "the buffer holds two lines and a chunk")
        let count = try reader.read(into: &bytes, from: filled)
        filled += count
        isAtEnd = count == 0
    }
}
