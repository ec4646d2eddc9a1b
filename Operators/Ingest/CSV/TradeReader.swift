import Archives
import MarketModel
import OperatorKit
import ReferenceData

/// Reads trades from files, one after another as one stream, and keeps count of every line.
struct TradeReader {
    /// What the rows so far leave behind.
    struct State {
        var tally = IngestTally()
        var sequencer = Sequencer()
        var row = RowFields()
        var previousTime = Int64.min
        var previousPrice: Int64?
        var tickSide = Trade.Side.buy
        /// The current file, as messages name it.
        var file = ""
    }

    private let options: TradeFileOptions
    private let paths: [String]
    private var opened = 0
    private var archive: ArchiveReader?
    private var lines: LineBuffer
    private var parser: RowParser
    private(set) var state = State()
    /// Files read to their end, with the checksum of their content.
    private(set) var finished: [(name: String, hash: String)] = []

    /// Finds the files that `path` stands for; opens none yet.
    init(_ options: TradeFileOptions) throws(OperatorError) {
        self.options = options
        paths = FileSearch.expand(options.settings.path)
        guard !paths.isEmpty else {
            throw OperatorError("no file matches '\(options.settings.path)'", argument: "path")
        }
        lines = LineBuffer(
            longest: options.settings.maxLine, looksAhead: options.settings.repeatLast == .drop)
        parser = RowParser(
            roles: [.skip], delimiter: options.delimiter, priceExponent: 9,
            time: TimeRule(.iso, zone: .utc))
    }

    /// The counts, complete up to the last line read.
    var tally: IngestTally {
        var tally = state.tally
        tally.rounded += parser.roundedCount
        return tally
    }

    /// Opens the next file and finds its columns; false if there is none.
    mutating func openNext() throws(OperatorError) -> Bool {
        guard archive == nil else { return true }
        guard opened < paths.count else { return false }
        let path = paths[opened]
        opened += 1
        let member = options.settings.member
        do {
            let archive = try ArchiveReader(path: path, member: member.isEmpty ? nil : member)
            state.file = archive.member.map { "\(path):\($0)" } ?? path
            lines.reset()
            state.tally.rounded += parser.roundedCount
            state.row = RowFields()
            try startFile(archive, path)
            self.archive = archive
            return true
        } catch let error as ArchiveError {
            throw failure(error)
        } catch let error as OperatorError {
            throw error
        } catch {
            throw OperatorError("\(error)", argument: "path")
        }
    }

    /// Reads the first lines: skips comments, takes the header, and leaves the first row to be read again.
    private mutating func startFile(_ archive: ArchiveReader, _ path: String) throws {
        var header: [String]?
        var isFirst = true
        while var line = try lines.nextLine(archive) {
            if isFirst { lines.skipByteOrderMark(&line) }
            if line.isTooLong || lines.isSkippable(line, comment: options.comment) {
                state.tally.lines += 1
                if line.isTooLong { refuseLong(line) } else { state.tally.skipped += 1 }
                isFirst = false
                continue
            }
            isFirst = false
            let fields = parser.texts(lines.bytes, line)
            if header == nil, ColumnLayout.isHeader(fields, options) {
                state.tally.lines += 1
                state.tally.skipped += 1
                header = fields
                continue
            }
            lines.unread(line)
            let layout = try ColumnLayout(header: header, options)
            let notation = try layout.notation(options, firstRow: fields)
            try makeParser(layout, notation, path, archive.member)
            return
        }
        // A header alone, or nothing but comments: no rows, but the columns have to be there.
        _ = try ColumnLayout(header: header, options)
    }

    private mutating func makeParser(
        _ layout: ColumnLayout, _ notation: TimeRule.Notation, _ path: String, _ member: String?
    ) throws(OperatorError) {
        var date = options.date
        if notation == .millisecondsOfDay && date == nil {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            date = CivilDate(foundIn: name) ?? member.flatMap { CivilDate(foundIn: $0) }
            if date == nil {
                throw OperatorError(
                    "no date in the name '\(name)', and times count from midnight", argument: "date",
                    help: "set date: YYYY-MM-DD")
            }
        }
        parser = RowParser(
            roles: layout.roles, delimiter: options.delimiter, priceExponent: options.priceExponent,
            time: TimeRule(notation, zone: options.zone, date: date))
    }

    /// Gives at most `limit` trades to `emit`; false once all files have ended.
    @inline(__always)
    mutating func read(limit: Int, _ emit: (Trade) -> Void) throws(OperatorError) -> Bool {
        var left = limit
        while left > 0 {
            guard let archive else {
                guard try openNext() else { return false }
                continue
            }
            let hasEnded: Bool
            do {
                hasEnded = try Self.read(archive, &lines, &parser, &state, options, &left, emit)
            } catch let error as ArchiveError {
                self.archive = nil
                opened = paths.count
                throw failure(error)
            } catch let error as OperatorError {
                throw error
            } catch {
                throw OperatorError("\(error)", argument: "path")
            }
            if hasEnded {
                finished.append((state.file, archive.hash.text))
                self.archive = nil
            }
        }
        return true
    }

    /// The loop over lines.
    ///
    /// The parts come apart as parameters so that a span of the buffer can be held while the
    /// parser changes.
    @inline(__always)
    private static func read(
        _ archive: ArchiveReader, _ lines: inout LineBuffer, _ parser: inout RowParser, _ state: inout State,
        _ options: TradeFileOptions, _ left: inout Int, _ emit: (Trade) -> Void
    ) throws -> Bool {
        let settings = options.settings
        let gate = RowGate(settings)
        let hasComments = !options.comment.isEmpty
        while left > 0 {
            guard let line = try lines.nextLine(archive) else { return true }
            state.tally.lines &+= 1
            if line.isTooLong {
                state.refuse(Refusal(.line, .tooLong), lines, line)
                continue
            }
            if hasComments && lines.isSkippable(line, comment: options.comment) {
                state.tally.skipped += 1
                continue
            }
            if !parser.quick(lines.bytes.span, line.start, line.end, into: &state.row) {
                if lines.isSkippable(line, comment: []) {
                    state.tally.skipped += 1
                    continue
                }
                if let refusal = parser.careful(lines.bytes.span, line.start, line.end, into: &state.row) {
                    state.refuse(refusal, lines, line)
                    continue
                }
            }
            if line.repeatsAsLast {
                state.tally.repeatedLast += 1
                continue
            }
            switch gate.judge(&state) {
            case .pass:
                emit(state.trade(gate))
                left &-= 1
            case .drop: break
            case .refuse(let refusal):
                state.refuse(refusal, lines, line)
                if gate.failsOnLate && refusal.fault == .late {
                    throw OperatorError(
                        "\(state.file) line \(lines.lineNumber): \(refusal)", argument: "backward",
                        help: "backward: refuse counts such rows, clamp moves them to the time before")
                }
            }
        }
        return false
    }

    private mutating func refuseLong(_ line: LineBuffer.Line) {
        state.refuse(Refusal(.line, .tooLong), lines, line)
    }

    private func failure(_ error: ArchiveError) -> OperatorError {
        let argument: String
        switch error {
        case .noSuchMember, .severalMembers, .notAnArchive: argument = "member"
        default: argument = "path"
        }
        let rows = state.tally.rows
        return OperatorError(
            rows == 0 ? "\(error)" : "\(error); \(rows) good rows came before that", argument: argument)
    }
}
