import Archives
import MarketModel
import OperatorKit
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
        private var lines = LineBuffer(longest: 200)

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
