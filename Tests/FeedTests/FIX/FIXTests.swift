import Foundation
import MarketModel
import OperatorKit
import TestSupport
import Testing

@testable import IngestOperators

@Suite struct FIXTests {
    private func decode(
        _ bytes: [UInt8], limit: Int = 7, _ change: (inout FIXOptions) -> Void = { _ in }
    ) throws -> DecodedFile {
        let scratch = try ScratchFolder()
        var options = FIXOptions()
        change(&options)
        return DecodedFile(FIXDecoder.self, try scratch.file("a.log", bytes), options, limit: limit)
    }

    /// As the golden files have it.
    private func lines(_ events: [MarketEvent]) -> [String] {
        events.map { event in
            switch event {
            case .trade(let trade): "trade \(event.time) \(trade.price) \(trade.quantity) \(trade.side)"
            case .level(let change) where change.action == .clear: "clear \(event.time)"
            case .level(let change):
                "\(change.side) \(event.time) \(change.price) \(change.size)"
                    + (change.flags.contains(.last) ? " last" : "")
                    + (change.flags.contains(.snapshot) ? " snapshot" : "")
            default: "\(event)"
            }
        }
    }

    @Test(arguments: ["market.log", "pasted.log"])
    func `market data that another engine wrote becomes the events that it means`(name: String) throws {
        let golden = try String(contentsOfFile: testFile("fix/market.txt"), encoding: .utf8)
        for limit in [1, 50, 100_000] {
            let read = DecodedFile(FIXDecoder.self, testFile("fix/\(name)"), FIXOptions(), limit: limit)
            #expect(read.error == nil && read.refusedCount == 0, "\(read.tally.entries)")
            #expect(lines(read.events) == golden.split(separator: "\n").map(String.init))
            let others = name == "pasted.log" ? 4 : 0
            #expect(read.tally.records == 120 + others && read.tally.notes["skipped_0"] == 10)
            #expect(read.tally.notes["lines_without_message"] == (others == 0 ? nil : others))
        }
    }

    @Test func `executions become trades of the aggressor's side`() throws {
        let path = testFile("fix/executions.log")
        let none = DecodedFile(FIXDecoder.self, path, FIXOptions())
        #expect(none.events.isEmpty && none.tally.notes["skipped_8"] == 8)
        let read = DecodedFile(FIXDecoder.self, path, FIXOptions(sendsExecutions: true))
        #expect(read.trades.map(\.price.double) == [10.25, 10.5, 11, 10.125])
        #expect(read.trades.map(\.quantity) == [100, 50, 7, 3])
        #expect(read.trades.map(\.side) == [.unknown, .buy, .buy, .sell])
        #expect(read.tally.notes["execution_corrections"] == 2 && read.tally.skipped == 3)
        #expect(read.refused("a fill without LastPx (31) or LastQty (32)") == 1)
    }

    @Test func `a hundred recorded messages have neither lengths nor checksums`() throws {
        guard let path = RecordedData.path("fix/testfiles/100FIX42.dat"),
            let facts = RecordedData.facts("misc:fix42_100")
        else { return }
        let strict = DecodedFile(FIXDecoder.self, path, FIXOptions(sendsExecutions: true))
        #expect(strict.events.isEmpty && strict.refusedCount == facts["bad_bodylength"] as? Int)
        let open = DecodedFile(FIXDecoder.self, path, FIXOptions(isStrict: false))
        let types = try #require(facts["msgtypes"] as? [String: Int])
        #expect(open.tally.records == facts["messages"] as? Int)
        #expect(open.tally.notes["wrong_checksum"] == facts["bad_checksum"] as? Int)
        #expect(open.tally.notes["skipped_8"] == types["8"] && open.tally.notes["skipped_D"] == types["D"])
        var options = FIXOptions(isStrict: false, sendsExecutions: true)
        let several = DecodedFile(FIXDecoder.self, path, options)
        #expect(several.error?.argument == "symbol" && several.error?.message.contains("'SJM'") == true)
        options.symbol = Array("AAPL".utf8)
        let apple = DecodedFile(FIXDecoder.self, path, options)
        #expect(apple.trades.map(\.quantity) == [53_800, 40_600])
        #expect(
            apple.trades.allSatisfy {
                $0.price == Price(48.141) && $0.header.time == 1_428_322_647_000_000_000
            })
    }

    @Test func `messages of the dictionaries' makers are framed`() throws {
        for (name, count) in [("42_order_single.txt", 1), ("44_new_order_cross.txt", 4)] {
            guard let path = RecordedData.path("fix/testfiles/\(name)") else { return }
            let read = DecodedFile(FIXDecoder.self, path, FIXOptions(isStrict: false))
            #expect(read.tally.records == count && read.refusedCount == 0, "\(name)")
        }
    }

    @Test func `the tag pairs of data fields are those of the dictionaries`() throws {
        var checked = 0
        for name in ["FIX42.xml", "FIX44.xml", "FIX50SP2.xml", "FIXT11.xml"] {
            guard let path = RecordedData.path("fix/dict/\(name)") else { return }
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let pattern = /<field number=['"](\d+)['"] name=['"](\w+)['"] type=['"](DATA|XMLDATA)['"]/
            for match in text.matches(of: pattern) {
                guard let tag = Int(match.output.1), let length = lengthTag(of: match.output.2, in: text)
                else { continue }
                // A data field with a delimiter in it stays one field.
                let bytes = Array("\(length)=3\u{1}\(tag)=a\u{1}b\u{1}58=x\u{1}".utf8)
                var fields = FIXFields()
                fields.split(bytes.span, 0..<bytes.count, delimiter: 1)
                #expect(fields.count == 3 && fields.strayCount == 0, "\(name): \(match.output.2)")
                checked += 1
            }
        }
        #expect(checked > 30)
    }

    /// The field that tells the length of a data field, by its name in the dictionary.
    private func lengthTag(of name: Substring, in text: String) -> Int? {
        for candidate in ["\(name)Len", "\(name)Length"] {
            guard let end = text.range(of: "' name='\(candidate)'"),
                let start = text[..<end.lowerBound].range(of: "number='", options: .backwards)
            else { continue }
            return Int(text[start.upperBound..<end.lowerBound])
        }
        return nil
    }
}

/// Messages made by hand; length and checksum are right.
func fixMessage(_ body: String) -> [UInt8] {
    let body = body.replacing("|", with: "\u{1}") + "\u{1}"
    let text = "8=FIX.4.4\u{1}9=\(body.utf8.count)\u{1}" + body
    let sum = text.utf8.reduce(UInt8(0)) { $0 &+ $1 }
    let digits = "\(sum)"
    return Array((text + "10=" + String(repeating: "0", count: 3 - digits.count) + digits + "\u{1}").utf8)
}
