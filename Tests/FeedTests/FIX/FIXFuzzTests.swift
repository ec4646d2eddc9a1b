import MarketModel
import OperatorKit
import TestSupport
import Testing

@testable import IngestOperators

/// Damage of every kind: each message is counted, none crashes.
@Suite struct FIXFuzzTests {
    @Test func `a log cut at any byte keeps its whole messages`() throws {
        let bytes = try contents(testFile("fix/market.log"))
        let whole = DecodedFile(FIXDecoder.self, testFile("fix/market.log"), FIXOptions())
        let scratch = try ScratchFolder()
        var random = SplitMix64(seed: 11)
        for _ in 0..<60 {
            let cut = Int.random(in: 20..<bytes.count, using: &random)
            let read = DecodedFile(
                FIXDecoder.self, try scratch.file("a.log", Array(bytes[..<cut])), FIXOptions(), limit: 50)
            #expect(read.error == nil && read.events.count <= whole.events.count)
            for (a, b) in zip(read.events, whole.events) { #expect(a.says(what: b)) }
            #expect(read.refusedCount <= 1)
            // What is missing is what comes later.
            if let next = whole.events.dropFirst(read.events.count).first {
                #expect(Int(next.header.stamp) >= read.tally.records - 1)
            }
        }
    }

    @Test func `changed, doubled and lost bytes never crash and every message is accounted for`() throws {
        let sources = try ["market.log", "pasted.log", "executions.log"].map { name in
            Array(try contents(testFile("fix/\(name)")).prefix(6000))
        }
        let scratch = try ScratchFolder()
        let poison: [UInt8] = [1, 10, 48, 56, 57, 61, 124, 45, 46, 0, 255, 49]
        var random = SplitMix64(seed: 12)
        var refused = 0
        for round in 0..<600 {
            var bytes = sources[round % 3]
            for _ in 0..<Int.random(in: 1..<20, using: &random) {
                let at = Int.random(in: 0..<bytes.count - 40, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = poison[Int.random(in: 0..<poison.count, using: &random)]
                case 1: bytes.removeSubrange(at..<at + Int.random(in: 1..<30, using: &random))
                case 2:
                    bytes.insert(contentsOf: bytes[at..<at + Int.random(in: 1..<30, using: &random)], at: at)
                default: bytes[at] = UInt8.random(in: 0...255, using: &random)
                }
            }
            var options = FIXOptions(isStrict: round % 4 == 0, sendsExecutions: round % 2 == 0)
            options.book = FIX.Book.allCases[round % 3]
            options.clock = FIX.Clock.allCases[round / 3 % 3]
            if round % 5 > 0 { options.symbol = Array((round % 3 == 2 ? "ABC" : "EUR/USD").utf8) }
            let path = try scratch.file("a.log", bytes)
            let read = DecodedFile(FIXDecoder.self, path, options, limit: 1 + round % 9)
            if let error = read.error { #expect(error.argument == "symbol", "round \(round): \(error)") }
            #expect(read.tally.skipped + read.refusedCount <= read.tally.records, "round \(round)")
            let silent = read.tally.records - read.tally.skipped - read.refusedCount
            #expect(
                Set(read.events.map(\.header.stamp)).count >= silent - (read.error == nil ? 0 : 1),
                "round \(round)")
            #expect(read.tally.notes.count < 80)
            refused += read.refusedCount
            for event in read.events { #expect(event.time > 0) }
        }
        #expect(refused > 500)
    }

    @Test func `counts and lengths that lie take no memory and no time`() throws {
        let head = "49=V|56=C|52=20240809-13:30:00"
        let scratch = try ScratchFolder()
        let bodies = [
            "35=X|\(head)|268=999999999|279=0|269=0|270=1|271=1",
            "35=X|\(head)|268=-1|279=0|269=0|270=1|271=1",
            "35=X|\(head)|95=999999999|96=x|268=1|279=0|269=0|270=1|271=1", "35=W|\(head)|268=0|10=0",
            "35=X|\(head)|268=99999999999999999999|279=0|269=0|270=1|271=1", "35=|\(head)", "=|=|=",
        ]
        for body in bodies {
            for strict in [true, false] {
                let path = try scratch.file("a.log", fixMessage(body))
                let read = DecodedFile(FIXDecoder.self, path, FIXOptions(isStrict: strict))
                #expect(read.tally.records == 1 && read.error == nil, "\(body)")
            }
        }
        for length in ["999999999", "99999999999999999999", "0", "-5", "", "x"] {
            let text = "8=FIX.4.4|9=\(length)|35=X|\(head)|268=1|279=0|269=0|270=1|271=1|10=000|"
            let path = try scratch.file("a.log", Array(text.utf8))
            let read = DecodedFile(FIXDecoder.self, path, FIXOptions(isStrict: false))
            #expect(read.levels.count == 1 && read.tally.notes["wrong_body_length"] == 1, "\(length)")
        }
    }
}
