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
    }

    /// The buffer; only the range of the current line means anything.
    private(set) var bytes: [UInt8]
    /// Lines given so far: the number of the current line, counted from 1.
    private(set) var lineNumber = 0
    /// Bytes that a line may have, without its end.
    let longest: Int
    private var next = 0
    private var filled = 0
    private var isAtEnd = false
    private var isSkipping = false

    init(longest: Int, chunk: Int = 262_144) {
        self.longest = longest
        bytes = [UInt8](repeating: 0, count: chunk + longest + 2)
    }

    /// The next line; nil at the end of the stream.
    @inline(__always)
    mutating func nextLine(_ reader: ArchiveReader) throws(ArchiveError) -> Line? {
        if !isSkipping {
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
    }

    /// The general way: refills, skips the rest of a long line, ends.
    @inline(never)
    private mutating func slowLine(_ reader: ArchiveReader) throws(ArchiveError) -> Line? {
        if isSkipping { try skip(reader) }
        var searched = next
        while true {
            let newline = ByteSearch.firstIndex(of: 10, in: bytes.span, from: searched, to: filled)
            if newline < filled {
                let hasReturn = newline > next && bytes[newline - 1] == 13
                let end = hasReturn ? newline - 1 : newline
                defer { next = newline + 1 }
                return line(next..<end)
            }
            // One more than the bound may be a carriage return that belongs to the line's end.
            if filled - next > longest + 1 {
                isSkipping = true
                return line(next..<filled)
            }
            guard !isAtEnd else {
                guard next < filled else { return nil }
                defer { next = filled }
                return line(next..<filled)
            }
            let seen = filled - next
            try refill(reader)
            searched = next + seen
        }
    }

    private mutating func line(_ range: Range<Int>) -> Line {
        lineNumber += 1
        return Line(
            start: range.lowerBound, end: min(range.upperBound, range.lowerBound + longest),
            isTooLong: range.count > longest)
    }

    /// Throws bytes away up to the next line's beginning.
    private mutating func skip(_ reader: ArchiveReader) throws(ArchiveError) {
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

    /// Moves what is still needed to the front and reads more behind it.
    private mutating func refill(_ reader: ArchiveReader) throws(ArchiveError) {
        if next > 0 {
            bytes.replaceSubrange(0..<(filled - next), with: Array(bytes[next..<filled]))
            filled -= next
            next = 0
        }
        precondition(filled < bytes.count, "the buffer holds a line and a chunk")
        let count = try reader.read(into: &bytes, from: filled)
        filled += count
        isAtEnd = count == 0
    }
}
