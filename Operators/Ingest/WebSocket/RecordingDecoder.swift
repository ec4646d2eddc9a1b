import Archives
import MarketModel
import OperatorKit

/// What reads an exchange's messages.
protocol ExchangeMessages: SendableMetatype {
    init(_ options: RecordingOptions)

    /// Reads one message and sends its events; nothing of a message that turns out to be no JSON is sent.
    mutating func read(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor, _ context: inout MessageContext,
        into queue: inout FeedQueue
    ) throws(JSONFault) -> MessageOutcome

    /// Says what else is known at the file's end.
    mutating func finish(_ tally: inout FeedTally)
}

/// Reads a recording of an exchange's WebSocket, line by line.
struct RecordingDecoder<Messages: ExchangeMessages>: FeedDecoder {
    private let file: FeedFile
    private var lines: LineBuffer
    private var reader: Reader
    private let maxLine: Int

    init(_ file: FeedFile, _ options: RecordingOptions) {
        self.file = file
        maxLine = options.maxLine
        lines = LineBuffer(longest: options.maxLine)
        reader = Reader(messages: Messages(options), context: MessageContext(options), name: file.name)
    }

    mutating func decode(
        limit: Int, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) -> Bool {
        swap(&reader.context.skew, &tally.skew)
        defer {
            reader.flush(&tally)
            swap(&reader.context.skew, &tally.skew)
        }
        let target = queue.count + limit
        while queue.count < target {
            let line: LineBuffer.Line?
            do { line = try lines.nextLine(file.archive) } catch { throw OperatorError(error) }
            guard let line else {
                reader.messages.finish(&tally)
                return false
            }
            tally.records &+= 1
            reader.context.line = lines.lineNumber
            guard !line.isTooLong else {
                reader.refuse("line is longer than \(maxLine) bytes", isLate: false, &tally)
                continue
            }
            Self.read(lines, line.start..<line.end, &reader, into: &queue, &tally)
            if let other = reader.context.otherSymbol, !reader.context.isSymbolGiven {
                throw reader.severalSymbols(other)
            }
        }
        return true
    }

    @inline(__always)
    private static func read(
        _ lines: borrowing LineBuffer, _ range: Range<Int>, _ reader: inout Reader,
        into queue: inout FeedQueue, _ tally: inout FeedTally
    ) {
        reader.take(lines.bytes.span, range, into: &queue, &tally)
    }
}

extension RecordingDecoder {
    /// What the lines so far leave behind.
    private struct Reader {
        var messages: Messages
        var context: MessageContext
        /// The file, as messages name it.
        let name: String
        /// Counted here and told once a call: a tally's reasons are slow.
        var otherSymbols = 0
        var rounded = 0

        init(messages: Messages, context: MessageContext, name: String) {
            self.messages = messages
            self.context = context
            self.name = name
        }

        @inline(__always)
        mutating func take(
            _ bytes: Span<UInt8>, _ range: Range<Int>, into queue: inout FeedQueue, _ tally: inout FeedTally
        ) {
            switch RecordedFrame(bytes, range) {
            case .other: tally.skipped &+= 1
            case .malformed: refuse("line is no recorded message", isLate: false, &tally)
            case .message(let receive, let text):
                context.receive = receive
                var json = JSONCursor(text)
                do {
                    let outcome = try messages.read(bytes, &json, &context, into: &queue)
                    rounded &+= json.roundedCount
                    count(outcome, &tally)
                } catch {
                    refuse(error.reason, isLate: false, &tally)
                }
            }
        }

        @inline(__always)
        private mutating func count(_ outcome: MessageOutcome, _ tally: inout FeedTally) {
            switch outcome {
            case .taken: break
            case .skipped: tally.skipped &+= 1
            case .otherSymbol: otherSymbols &+= 1
            case .dropped(let reason): tally.refuse("\(reason)", isDropped: true) { place }
            case .refused(let reason, let isLate): refuse("\(reason)", isLate: isLate, &tally)
            }
        }

        private var place: String { "\(name) line \(context.line)" }

        @inline(never)
        func refuse(_ reason: String, isLate: Bool, _ tally: inout FeedTally) {
            tally.refuse(reason, isLate: isLate) { place }
        }

        mutating func flush(_ tally: inout FeedTally) {
            if otherSymbols > 0 {
                tally.refuse("message of another instrument", isDropped: true, count: otherSymbols) {
                    "\(name): \(String(decoding: context.otherSymbol ?? [], as: UTF8.self))"
                }
                otherSymbols = 0
            }
            if rounded > 0 {
                tally.note("rounded", rounded)
                rounded = 0
            }
        }

        func severalSymbols(_ other: [UInt8]) -> OperatorError {
            let first = String(decoding: context.symbol, as: UTF8.self)
            return OperatorError(
                "\(name) holds several instruments: \(first), \(String(decoding: other, as: UTF8.self))",
                argument: "symbol", help: "symbol: \(first)")
        }
    }
}
