import Archives
import OperatorKit
import ReferenceData

/// Reads a file of alternative data row by row.
struct AlternativeReader {
    /// The current row.
    private(set) var row = KnownRow()
    /// The file, as messages name it, and its bytes.
    let file: FeedFile
    private var lines: LineBuffer
    private var cutter: Cutter
    private var decoder: FieldDecoder
    private var toldLeapSeconds = 0

    /// How a line falls into fields.
    private enum Cutter {
        /// Nothing but blank lines so far.
        case none
        case csv(RowParser, places: [Int?], ranges: FieldRanges)
        case json(JSONFields)
    }

    init(_ file: FeedFile, _ options: AlternativeOptions, _ tally: inout FeedTally) throws(OperatorError) {
        self.file = file
        lines = LineBuffer(longest: options.settings.maxLine)
        decoder = FieldDecoder(options, file)
        cutter = .none
        while var line = try nextLine() {
            if lines.lineNumber == 1 { lines.skipByteOrderMark(&line) }
            if !line.isTooLong, !lines.isSkippable(line, comment: []) {
                try begin(line, options, &tally)
                break
            }
            tally.records += 1
            if line.isTooLong { refuse(tooLong, &tally, line) } else { tally.skipped += 1 }
        }
    }

    private var tooLong: String { "line is longer than \(lines.longest) bytes" }

    /// The number of the current line, from 1.
    var lineNumber: Int { lines.lineNumber }

    /// The file and the current line, as messages name them.
    var place: String { "\(file.name) line \(lines.lineNumber)" }

    private mutating func nextLine() throws(OperatorError) -> LineBuffer.Line? {
        do { return try lines.nextLine(file.archive) } catch { throw OperatorError(error) }
    }

    /// Finds out from the first line how the file is written.
    private mutating func begin(
        _ line: LineBuffer.Line, _ options: AlternativeOptions, _ tally: inout FeedTally
    ) throws(OperatorError) {
        let first = lines.bytes[line.start..<line.end].first { $0 != 32 && $0 != 9 }
        let isJSON =
            options.settings.format == .jsonl
            || options.settings.format == .auto && first == UInt8(ascii: "{")
        if isJSON {
            if options.isNumbered {
                throw OperatorError("JSON has keys, not numbers", argument: "columns")
            }
            cutter = .json(JSONFields(options.wanted))
            lines.unread(line)
            return
        }
        let delimiter = options.delimiter ?? RowReader.delimiter(of: lines.bytes[line.start..<line.end])
        var parser = RowParser(
            RowParser.Layout(roles: [.skip], delimiter: delimiter), time: TimeRule(.iso, zone: .utc))
        let places: [Int?]
        if options.isNumbered {
            places = options.wanted.map(\.number)
            lines.unread(line)
        } else {
            places = try options.places(header: Self.texts(lines, line, &parser))
            tally.records += 1
            tally.skipped += 1
        }
        try options.check(places, file)
        cutter = .csv(
            parser, places: places, ranges: FieldRanges(repeating: 0..<0, count: options.wanted.count))
    }

    /// Reads the next line into `row`, or counts it.
    mutating func next(_ tally: inout FeedTally) throws(OperatorError) -> RowReader.Step {
        guard let line = try nextLine() else {
            settle(&tally)
            return .end
        }
        tally.records += 1
        if line.isTooLong {
            refuse(tooLong, &tally, line)
            return .none
        }
        if lines.isSkippable(line, comment: []) {
            tally.skipped += 1
            return .none
        }
        row.line = lines.lineNumber
        switch try Self.read(lines, line.start..<line.end, &cutter, &decoder, &row) {
        case nil: return .row
        case .refused(let reason): refuse(reason, &tally, line)
        case .dropped(let reason):
            tally.refuse(reason, isDropped: true) { "\(place): \(lines.text(line))" }
        }
        return .none
    }

    private func refuse(_ reason: String, _ tally: inout FeedTally, _ line: LineBuffer.Line) {
        tally.refuse(reason) { "\(place): \(lines.text(line))" }
    }

    /// Tells of leap seconds at the file's end.
    private mutating func settle(_ tally: inout FeedTally) {
        let count = decoder.leapSecondCount - toldLeapSeconds
        if count > 0 { tally.note("leap_seconds", count) }
        toldLeapSeconds += count
    }

    // The parts come apart as parameters so that a span of the buffer can be held while the others change.

    private static func texts(
        _ lines: LineBuffer, _ line: LineBuffer.Line, _ parser: inout RowParser
    ) -> [String] {
        parser.texts(lines.bytes.span, line.start, line.end)
    }

    private static func read(
        _ lines: LineBuffer, _ range: Range<Int>, _ cutter: inout Cutter, _ decoder: inout FieldDecoder,
        _ row: inout KnownRow
    ) throws(OperatorError) -> RowRejection? {
        switch cutter {
        case .none: return .refused("line is malformed")
        case .csv(var parser, let places, var ranges):
            cutter = .none
            let isCut = parser.split(lines.bytes.span, range.lowerBound, range.upperBound)
            for (column, place) in places.enumerated() {
                ranges[column] = place.flatMap { parser.field($0) } ?? 0..<0
            }
            let text = parser.fields
            cutter = .csv(parser, places: places, ranges: ranges)
            guard isCut else { return .refused("\(Refusal(.line, .badQuote))") }
            return try decoder.decode(text.span, ranges, into: &row)
        case .json(var fields):
            cutter = .none
            let fault = fields.cut(lines.bytes.span, range)
            let ranges = fields.ranges
            cutter = .json(fields)
            if let fault { return .refused(fault) }
            return try decoder.decode(lines.bytes.span, ranges, into: &row)
        }
    }
}

extension AlternativeOptions {
    /// Where each wanted column stands in a header.
    func places(header: [String]) throws(OperatorError) -> [Int?] {
        let names = header.map { name in
            // Some files mark their header as a comment.
            (name.hasPrefix("#") ? name.dropFirst() : name[...]).lowercased()
        }
        var places: [Int?] = []
        for column in wanted {
            let place = column.names.lazy.compactMap { names.firstIndex(of: $0) }.first
            if place == nil && column.isRequired {
                let asked =
                    settings.columns.contains { $0.key == column.name } ? column.names[0] : column.name
                throw OperatorError(
                    "the header has no column '\(asked)'; it has "
                        + header.prefix(20).map { "'\($0.prefix(40))'" }.joined(separator: ", "),
                    argument: "columns", help: "say which: columns: {\(column.name): NAME}")
            }
            places.append(place)
        }
        return places
    }

    /// Whether the columns say when rows were known.
    func check(_ places: [Int?], _ file: FeedFile) throws(OperatorError) {
        for (column, place) in zip(wanted, places) where place == nil && column.isRequired {
            throw OperatorError(
                "no column '\(column.name)'", argument: "columns", help: "columns: {\(column.name): NUMBER}")
        }
        if places[Self.known] != nil { return }
        let hasAbout = places[Self.about] != nil || file.date != nil
        guard datesByAbout && hasAbout else {
            throw OperatorError(
                hasAbout
                    ? "'\(file.name)' says what its rows are about, not when they were known"
                    : "'\(file.name)' has no column that says when its rows were known",
                argument: hasAbout ? "known_at" : "columns",
                help: hasAbout
                    ? "delay: 1d if they were known a day later; or known_at: end_of_day with a zone"
                    : "columns: {known_at: NAME}, or {about: NAME} with a delay")
        }
    }
}
