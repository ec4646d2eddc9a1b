import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@testable import IngestOperators

@Suite struct RecordingTests {
    private func frame(_ text: String) -> RecordedFrame {
        let bytes = Array(text.utf8)
        return RecordedFrame(bytes.span, 0..<bytes.count)
    }

    private func receive(_ text: String) -> Int64? {
        if case .message(let receive, _) = frame(text) { receive } else { nil }
    }

    @Test func `recorders' lines are told apart`() {
        #expect(receive("1723161256172216566 {}") == 1_723_161_256_172_216_566)
        #expect(receive("1633998512.0633569: {}") == 1_633_998_512_063_356_900)
        #expect(receive("1633998512: {}") == 1_633_998_512_000_000_000)
        #expect(receive("1.0000000019: {}") == 1_000_000_001)
        if case .message(let receive, let json) = frame("{}") {
            #expect(receive == nil && json == 0..<2)
        } else {
            Issue.record("a bare message is a message")
        }
        for text in ["", "wss://example.org/a?b=c <-> 1633998511.159679", "https://x"] {
            if case .other = frame(text) { continue }
            Issue.record("\(text) is no message")
        }
        for text in [
            "12", "12:", "1.5 {}", "99999999999999999999 {}", "9999999999999.5: {}", "hello", "-1 {}",
        ] {
            if case .malformed = frame(text) { continue }
            Issue.record("\(text) is malformed")
        }
    }

    /// Messages of all three exchanges, to be damaged.
    static let seeds: [(name: String, text: String)] = [
        (
            "ingest.binance",
            """
            1 {"lastUpdateId":5,"E":1,"T":1,"symbol":"A","bids":[["1.5","1"],["1.4","2"]],"asks":[["2","1"]]}
            2 {"stream":"a@depth","data":{"e":"depthUpdate","E":2,"s":"A","U":5,"u":6,"pu":4,"b":[["1.5","0"]],"a":[]}}
            3 {"e":"depthUpdate","E":3,"s":"A","U":7,"u":8,"pu":6,"b":[["1.6","4.25"]],"a":[["2","0.5"],["3","1"]]}
            4 {"e":"trade","E":4,"T":4,"s":"A","t":9,"p":"1.50","q":"0.006","X":"MARKET","m":false}
            5 {"u":9,"e":"bookTicker","s":"A","b":"1.6","B":"4","a":"2","A":"3","T":1,"E":5}

            """
        ),
        (
            "ingest.coinbase",
            """
            ws://x <-> 1
            1.5: {"type":"snapshot","product_id":"A-B","asks":[["2","1"]],"bids":[["1","1"]]}
            2.5: {"type":"l2update","product_id":"A-B","changes":[["buy","1.5","2"]],"time":"2021-04-17T16:43:37.07Z"}
            3.5: {"type":"match","product_id":"A-B","side":"sell","size":"1","price":"2","time":"2021-04-17T16:43:38Z"}

            """
        ),
        (
            "ingest.bitmex",
            """
            1.5: {"table":"orderBookL2","action":"partial","data":[{"symbol":"A","id":1,"side":"Buy","size":5,"price":1e-5}]}
            2.5: {"table":"orderBookL2","action":"update","data":[{"symbol":"A","id":1,"side":"Buy","size":7}]}
            3.5: {"table":"orderBookL2","action":"delete","data":[{"symbol":"A","id":1,"side":"Buy"}]}
            4.5: {"table":"trade","action":"insert","data":[{"symbol":"A","side":"Buy","size":7,"price":2.5}]}
            5.5: {"table":"quote","action":"insert","data":[{"symbol":"A","bidSize":1,"bidPrice":1,"askPrice":2,"askSize":3}]}

            """
        ),
    ]

    @Test(arguments: 0..<3) func `damage is refused and counted, and never ends a run`(kind: Int) throws {
        let seed = Self.seeds[kind]
        let whole = try play(seed.name, text: seed.text)
        #expect(whole.report.value("refused") == 0 && !whole.levels.isEmpty && !whole.trades.isEmpty)
        var random = SplitMix64(seed: UInt64(kind))
        var refused = 0
        for round in 0..<300 {
            var bytes: [UInt8] = []
            for line in seed.text.utf8.split(separator: 10) {
                var line = Array(line)
                for _ in 0..<Int.random(in: 0...2, using: &random) where !line.isEmpty {
                    let place = Int.random(in: 0..<line.count, using: &random)
                    switch Int.random(in: 0..<5, using: &random) {
                    case 0: line.removeSubrange(place...)
                    case 1: line[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                    case 2: line.insert(contentsOf: "999999999999999999999e999".utf8, at: place)
                    case 3: line.insert(contentsOf: [UInt8](repeating: 91, count: 100), at: place)
                    default: line.insert(contentsOf: line[place...].prefix(9), at: place)
                    }
                }
                bytes += line + [10]
                if Int.random(in: 0..<10, using: &random) == 0 { bytes += line + [10] }
            }
            // A damaged name of an instrument is another instrument.
            let arguments = [("symbol", Argument.text(kind == 1 ? "A-B" : "A"))]
            let played = try play(seed.name, bytes: bytes, arguments)
            #expect(played.failure == nil, "round \(round)")
            let report = played.report
            let left = report.refusals.reduce(0) { $0 + $1.count }
            #expect(report.received == played.sequences.count + left, "round \(round)")
            refused += left
        }
        #expect(refused > 300)
    }

    @Test func `a line that is too long is refused, and the next one read`() throws {
        let long =
            #"1 {"e":"trade","s":"A","p":"1","q":"1","m":true,"x":""# + String(repeating: "x", count: 5000)
        let good = #"2 {"e":"trade","s":"A","p":"1","q":"1","m":true}"#
        let played = try play(
            "ingest.binance", text: long + "\"}\n" + good, [("max_line", Argument.integer(1024))])
        #expect(played.trades.count == 1 && played.count("line is longer than 1024 bytes") == 1)
    }

    @Test func `a snapshot without a time waits for one`() throws {
        let clock = [("clock", Argument.text("event"))]
        let played = try play("ingest.coinbase", text: Self.seeds[1].text, clock)
        #expect(played.levels.map(\.header.time) == Array(repeating: 1_618_677_817_070_000_000, count: 4))
        #expect(played.levels.first?.action == .clear && played.levels[2].flags == [.snapshot, .last])
        let alone = try play(
            "ingest.coinbase", text: String(Self.seeds[1].text.split(separator: "\n")[1]), clock)
        #expect(alone.count("book snapshot that no dated message followed") == 1)
    }

    @Test func `changes of a level without a known price are counted`() throws {
        let text =
            #"1.5: {"table":"orderBookL2","action":"update","data":[{"symbol":"A","id":3,"side":"Buy","size":7}]}"#
        let played = try play("ingest.bitmex", text: text, [("start", Argument.text("empty"))])
        #expect(played.levels.isEmpty && played.count("change of a level whose price is not known") == 1)
    }

    @Test func `the same bytes in other batches give the same events`() throws {
        for seed in Self.seeds {
            let a = try play(seed.name, text: seed.text)
            let b = try play(seed.name, text: seed.text, limit: 1)
            #expect(a.levels == b.levels && a.trades == b.trades && a.quotes == b.quotes)
        }
    }
}
