import Archives
import OperatorKit
import ReferenceData

/// Reads a file row by row: lines, fields, and why a line is none.
struct RowReader {
    /// What became of a line.
    enum Step {
        /// `row` holds it.
        case row
        /// It was counted: no row, or a bad one.
        case none
        /// There was none: the file has ended.
        case end
    }

    /// The current row.
    private(set) var row = RowFields()
    private let file: FeedFile
    private let comment: [UInt8]
    private var lines: LineBuffer
    private var parser: RowParser
    /// Lines before the first row that are not counted yet.
    private var before = (skipped: 0, tooLong: 0)
    private var told = (rounded: 0, leapSeconds: 0)

    /// Starts a file without a header whose layout is known.
    init(_ file: FeedFile, _ layout: RowParser.Layout, _ time: TimeRule, longest: Int) {
        self.file = file
        comment = []
        lines = LineBuffer(longest: longest)
        parser = RowParser(layout, time: time)
    }

    /// Starts a file whose layout `choose` finds in the header, if there is one, and the first row.
    ///
    /// - Parameters:
    ///   - delimiter: nil takes the usual one that occurs most often in the first line.
    ///   - isHeader: whether a line's fields are a header's.
    init(
        _ file: FeedFile, delimiter: UInt8?, comment: [UInt8], longest: Int, isHeader: ([String]) -> Bool,
        _ choose: (_ header: [String]?, _ first: [String]) throws(OperatorError) -> (
            RowParser.Layout, TimeRule
        )
    ) throws(OperatorError) {
        self.file = file
        self.comment = comment
        lines = LineBuffer(longest: longest)
        var delimiter = delimiter
        var header: [String]?
        var first: [String] = []
        parser = RowParser(RowParser.Layout(roles: [.skip]), time: TimeRule(.iso, zone: .utc))
        while var line = try nextLine() {
            if lines.lineNumber == 1 { lines.skipByteOrderMark(&line) }
            if line.isTooLong {
                before.tooLong += 1
                continue
            }
            if lines.isSkippable(line, comment: comment) {
                before.skipped += 1
                continue
            }
            if delimiter == nil { delimiter = Self.delimiter(of: lines.bytes[line.start..<line.end]) }
            parser = RowParser(
                RowParser.Layout(roles: [.skip], delimiter: delimiter ?? 44), time: TimeRule(.iso, zone: .utc)
            )
            let fields = Self.texts(lines, line, &parser)
            if header == nil, isHeader(fields) {
                header = fields
                before.skipped += 1
                continue
            }
            first = fields
            lines.unread(line)
            break
        }
        var (layout, time) = try choose(header, first)
        layout.delimiter = delimiter ?? 44
        parser = RowParser(layout, time: time)
    }

    /// The usual delimiter that occurs most often; the comma if none does.
    static func delimiter(of line: ArraySlice<UInt8>) -> UInt8 {
        var best: (byte: UInt8, count: Int) = (44, 0)
        for byte in [UInt8](",\t;|".utf8) {
            let count = line.count { $0 == byte }
            if count > best.count { best = (byte, count) }
        }
        return best.byte
    }

    /// The number of the current line, from 1.
    @inline(__always) var lineNumber: Int { lines.lineNumber }

    @inline(__always)
    private mutating func nextLine() throws(OperatorError) -> LineBuffer.Line? {
        do { return try lines.nextLine(file.archive) } catch { throw OperatorError(error) }
    }

    /// Reads the next line into `row`, or counts it.
    @inline(__always)
    mutating func next(_ tally: inout FeedTally) throws(OperatorError) -> Step {
        guard let line = try nextLine() else {
            settle(&tally)
            return .end
        }
        tally.records &+= 1
        if !line.isTooLong, comment.isEmpty || !lines.isSkippable(line, comment: comment),
            Self.quick(lines, line, &parser, &row)
        {
            return .row
        }
        return readCarefully(line, &tally) ? .row : .none
    }

    @inline(never)
    private mutating func readCarefully(_ line: LineBuffer.Line, _ tally: inout FeedTally) -> Bool {
        if line.isTooLong {
            refuse("line is longer than \(lines.longest) bytes", line, &tally)
            return false
        }
        if lines.isSkippable(line, comment: comment) {
            tally.skipped += 1
            return false
        }
        guard let refusal = Self.careful(lines, line, &parser, &row) else { return true }
        refuse("\(refusal)", line, &tally)
        return false
    }

    // The parts come apart as parameters so that a span of the buffer can be held while the parser changes.

    @inline(__always)
    private static func quick(
        _ lines: LineBuffer, _ line: LineBuffer.Line, _ parser: inout RowParser, _ row: inout RowFields
    ) -> Bool {
        parser.quick(lines.bytes.span, line.start, line.end, into: &row)
    }

    private static func careful(
        _ lines: LineBuffer, _ line: LineBuffer.Line, _ parser: inout RowParser, _ row: inout RowFields
    ) -> Refusal? {
        parser.careful(lines.bytes.span, line.start, line.end, into: &row)
    }

    private static func texts(
        _ lines: LineBuffer, _ line: LineBuffer.Line, _ parser: inout RowParser
    ) -> [String] {
        parser.texts(lines.bytes.span, line.start, line.end)
    }

    private func refuse(_ reason: String, _ line: LineBuffer.Line, _ tally: inout FeedTally) {
        tally.refuse(reason) { "\(file.name) line \(lines.lineNumber): \(lines.text(line))" }
    }

    /// A UTC time moved by a length: whole days move the local clock.
    mutating func moved(_ time: Int64, by length: Int64) -> Int64 { parser.moved(time, by: length) }

    /// Tells, at the end of a batch, of the lines before the first row and of what was rounded.
    mutating func settle(_ tally: inout FeedTally) {
        if before != (0, 0) {
            tally.records += before.skipped + before.tooLong
            tally.skipped += before.skipped
            if before.tooLong > 0 {
                tally.refuse("line is longer than \(lines.longest) bytes", count: before.tooLong) {
                    "\(file.name), before the first row"
                }
            }
            before = (0, 0)
        }
        let now = (rounded: parser.roundedCount, leapSeconds: parser.leapSecondCount)
        if now != told {
            tally.note("rounded", now.rounded - told.rounded)
            tally.note("leap_seconds", now.leapSeconds - told.leapSeconds)
            told = now
        }
    }
}
