import Archives
import MarketModel
import OperatorKit
import TestSupport
import Testing

@testable import IngestOperators

/// A format as small as can be, to test what all formats share: lines `T time price size`,
/// `Q time bid bid_size ask ask_size` or `B start end open high low close volume`, times in seconds.
enum SmallFormat: FeedFormat {
    struct Settings: FeedSettings {
        var files = FeedFiles()
        var rules = FeedRules()
        static let parameters: [Parameter<Settings>] = sharedParameters
    }
    static let manual = FeedManual(
        name: "ingest.small", summary: "Small.", details: "", example: "", record: "line")
    static func options(_ settings: Settings) -> Int { 0 }

    struct Decoder: FeedDecoder {
        private let file: FeedFile
        private var lines = LineBuffer(longest: 200, looksAhead: false)

        init(_ file: FeedFile, _ options: Int) throws(OperatorError) { self.file = file }

        mutating func decode(
            limit: Int, into queue: inout FeedQueue, _ tally: inout FeedTally
        ) throws(OperatorError) -> Bool {
            var made = 0
            while made < limit {
                let line: LineBuffer.Line?
                do { line = try lines.nextLine(file.archive) } catch { throw OperatorError(error) }
                guard let line else { return false }
                made += 1
                tally.records += 1
                let text = String(decoding: lines.bytes[line.start..<line.end], as: UTF8.self)
                guard let event = Self.event(text, tally.records) else {
                    tally.refuse("line isn't understood") { text }
                    continue
                }
                queue.append(event)
            }
            return true
        }

        static func event(_ text: String, _ record: Int) -> MarketEvent? {
            let words = text.split(separator: " ")
            let numbers = words.dropFirst().compactMap { Double($0) }
            guard numbers.count == words.count - 1, let kind = words.first else { return nil }
            func time(_ index: Int) -> Int64 { Int64(numbers[index] * 1e9) }
            func price(_ index: Int) -> Price { Price(numbers[index]) }
            let header = EventHeader.unplaced(numbers.isEmpty ? 0 : time(0), record: record)
            switch (kind, numbers.count) {
            case ("T", 3):
                return .trade(Trade(header: header, price: price(1), quantity: numbers[2], side: .unknown))
            case ("Q", 5):
                return .quote(
                    Quote(
                        header: header, bid: price(1), ask: price(3), bidSize: numbers[2], askSize: numbers[4]
                    ))
            case ("B", 7):
                return .bar(
                    Bar(
                        header: .unplaced(time(1), record: record), start: time(0), end: time(1),
                        open: price(2),
                        high: price(3), low: price(4), close: price(5), volume: numbers[6]))
            default: return nil
            }
        }
    }
}

/// What a node of a file format made of files, and how it ended.
struct FeedRun {
    var production = Production.ended
    var trades: [Trade] = []
    var quotes: [Quote] = []
    var levels: [LevelChange] = []
    var bars: [Bar] = []
    var report = NodeReport()
    /// Of all outputs together.
    var sequences: [Int64] = []

    var error: OperatorError? {
        if case .failed(let error) = production { error } else { nil }
    }
    /// A number of the report.
    func count(_ name: String) -> Int { Int(report.value(name) ?? 0) }
    /// How many were kept out for a reason that begins like this.
    func refused(_ reason: String) -> Int {
        report.refusals.filter { $0.reason.hasPrefix(reason) }.reduce(0) { $0 + $1.count }
    }
    /// Whether what came in is what went on and what is told.
    var balances: Bool {
        let told = report.refusals.reduce(0) { $0 + $1.count }
        return report.received == trades.count + quotes.count + levels.count + bars.count + told
    }
}

/// Runs a format over paths; an error of making or opening the node is the run's.
func feed<Format: FeedFormat>(
    _ format: Format.Type, _ paths: [String], limit: Int = 512,
    _ arguments: [(name: String, value: ArgumentValue)] = []
) -> FeedRun {
    var run = FeedRun()
    let path = Argument.list(paths.map { Argument.text($0) })
    do {
        let node = try DrivenNode(
            OperatorEntry(source: Feed<Format>.self), [("path", path)] + arguments, inputs: [])
        run.production = node.produceAll(limit: limit)
        run.trades = node.tape(Trade.self).events
        run.quotes = node.tape(Quote.self).events
        run.levels = node.tape(LevelChange.self).events
        run.bars = node.tape(Bar.self).events
        run.report = node.report
        run.sequences = node.tapes.flatMap(\.tape.sequences).sorted()
    } catch {
        run.production = .failed(error)
    }
    return run
}

/// Runs `SmallFormat` over texts, each a file of its own and a stream.
func feed(
    _ texts: [String], limit: Int = 512, _ arguments: [(name: String, value: ArgumentValue)] = []
) throws -> FeedRun {
    let scratch = try Scratch()
    let paths = try texts.enumerated().map { try scratch.file("\($0).txt", $1) }
    return feed(SmallFormat.self, paths, limit: limit, arguments)
}

@Suite struct FeedTests {
    @Test func `events come out by type in one strictly increasing order`() throws {
        let run = try feed(["T 1 5 1\nQ 1 4 1 6 1\nB 0 2 5 6 4 5 9\nT 2 5 1\nnonsense\n"])
        #expect(run.error == nil && run.trades.count == 2 && run.quotes.count == 1 && run.bars.count == 1)
        #expect(Set(run.sequences).count == 4 && run.balances)
        #expect(run.trades.map(\.header.time) == [1_000_000_000, 2_000_000_000])
        #expect(run.quotes[0].header.sequence == 1_000_000_001)
        #expect(run.bars[0].header == EventHeader(time: 2_000_000_000, sequence: 1_999_999_999))
        #expect(run.count("lines") == 5 && run.refused("line isn't") == 1 && run.count("events") == 4)
    }
}
