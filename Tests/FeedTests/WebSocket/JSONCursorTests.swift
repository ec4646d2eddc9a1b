import Foundation
import TestSupport
import Testing

@testable import IngestOperators

@Suite struct JSONCursorTests {
    /// Lines of a fixture, cut at tabs.
    private func rows(_ name: String) throws -> [[String]] {
        try String(contentsOfFile: fixture(name), encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
        }
    }

    private func fault(_ text: [UInt8]) -> JSONFault? {
        var json = JSONCursor(0..<text.count)
        do {
            try json.skip(text.span)
            try json.finish(text.span)
            return nil
        } catch {
            return error
        }
    }

    @Test func `it accepts what a strict parser accepts, and nothing else`() throws {
        let rows = try rows("json.tsv")
        #expect(rows.count > 700 && rows.filter { $0[0] == "1" }.count > 100)
        for row in rows {
            let text = bytes(row[1])
            #expect((fault(text) == nil) == (row[0] == "1"), "\(String(decoding: text, as: UTF8.self))")
        }
    }

    @Test func `numbers are read exactly`() throws {
        let rows = try rows("numbers.tsv")
        #expect(rows.count > 400)
        for row in rows {
            for text in [row[0] + ",", "\"\(row[0])\",", " \(row[0])]"] {
                let bytes = Array(text.utf8)
                var json = JSONCursor(0..<bytes.count)
                #expect((try? json.price(bytes.span)).map { "\($0)" } ?? "-" == row[1], "\(text)")
                json = JSONCursor(0..<bytes.count)
                let quantity = try json.quantity(bytes.span)
                #expect(quantity == Double(row[2]), "\(text)")
                #expect(json.at == bytes.count - 1)
            }
        }
    }

    /// Eight bytes are read at once where they are there: what lies beyond the end must make no difference.
    @Test func `what follows in the buffer is not read`() throws {
        func outcome<Value>(_ body: () throws(JSONFault) -> Value) -> String {
            do throws(JSONFault) { return "\(try body())" } catch { return "\(error)" }
        }
        let numbers = try rows("numbers.tsv").flatMap { [$0[0], $0[0] + ",", "\"\($0[0])\"", "\"\($0[0])"] }
        let names = [
            "\"e\":", "\"e\"", "\"", "\"bookTicker\":1", "\"eight888\"x", "\"a\\u00e9bcdefgh\":", "\"é\":",
        ]
        for text in numbers + ["1", "12345678", "123456789012345678", "1234567890123456789,"] + names {
            let exact = Array(text.utf8)
            let longer = exact + Array("\":99999999999999999".utf8)
            var all: [[String]] = []
            for bytes in [exact, longer] {
                var answers: [String] = []
                for reader in 0..<4 {
                    var json = JSONCursor(0..<exact.count)
                    var isFirst = true
                    answers.append(
                        outcome { () throws(JSONFault) in
                            switch reader {
                            case 0: "\(try json.price(bytes.span))"
                            case 1: "\(try json.quantity(bytes.span))"
                            case 2: "\(try json.integer(bytes.span))"
                            default: "\(String(describing: try json.nextName(bytes.span, &isFirst)))"
                            }
                        } + " \(json.at)")
                }
                all.append(answers)
            }
            #expect(all[0] == all[1], "\(text)")
        }
    }

    @Test func `a level in its usual spelling is what the general readers say`() throws {
        let cells = [
            "0", "1", "0.001", "58710.20", "12345678", "123456.7", "1234567.8", "00.5", "1.", ".5", "-1",
            "1e2", "",
        ]
        for price in cells {
            for quantity in cells + ["123456789"] {
                let bytes = Array("[\"\(price)\",\"\(quantity)\"],[\"1\",\"1\"],[\"1\",\"1\"]]".utf8)
                var quick = JSONCursor(0..<bytes.count)
                guard let pair = quick.usualPair(bytes.span) else {
                    #expect(quick.at == 0)
                    continue
                }
                var json = JSONCursor(1..<bytes.count)
                #expect(try json.price(bytes.span) == pair.price)
                json.at += 1
                #expect(try json.quantity(bytes.span) == pair.quantity)
                #expect(json.at + 1 == quick.at)
                #expect(!["1.", ".5", "-1", "1e2", ""].contains(price) && quantity.count < 9)
            }
        }
        let bytes = Array("[\"58710.20\",\"0.014\"],[\"1\",\"1\"],[\"1\",\"1\"]]".utf8)
        var json = JSONCursor(0..<bytes.count)
        #expect(json.usualPair(bytes.span).map { $0.price } == 58_710_200_000_000)
    }

    @Test func `a message in its usual spelling is what the general reader says`() throws {
        let ticker =
            #"{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":51,"s":"BTCUSDT","b":"61800.20","B":"2.507","#
            + #""a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256314}}"#
        let trade =
            #"{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256321,"s":"BTCUSDT","t":5,"#
            + #""p":"61800.30","q":"0.006","X":"MARKET","m":false}}"#
        var texts = [ticker, trade, trade.replacing("false", with: "true")].map { Array($0.utf8) }
        for text in texts {
            // Each byte left out, doubled, or another one.
            for at in text.indices {
                texts.append(Array(text[..<at] + text[(at + 1)...]))
                texts.append(Array(text[...at] + text[at...]))
                for byte in [32, 34, 44, 49, 65, 92, 125, 200] as [UInt8] {
                    texts.append(Array(text[..<at] + [byte] + text[(at + 1)...]))
                }
            }
        }
        var usual = 0
        for text in texts {
            var quick = BinanceFields()
            var json = JSONCursor(0..<text.count)
            guard quick.readUsual(text.span, &json) else {
                #expect(json.at == 0 && "\(quick)" == "\(BinanceFields())")
                continue
            }
            usual += 1
            var fields = BinanceFields()
            var book = BookMessage()
            var general = JSONCursor(0..<text.count)
            try fields.read(text.span, &general, &book)
            try general.finish(text.span)
            #expect("\(quick)" == "\(fields)" && json.at == general.at && book.isEmpty)
            #expect(json.roundedCount == general.roundedCount)
        }
        #expect(usual > 100 && texts.count - usual > 100)
    }

    @Test func `numbers that JSON or exchanges don't write are refused`() {
        for text in ["01", "1.", ".5", "+1", "1e", "--1", "", "x", "nan", "1e400", "0x10", "1 2 "] {
            for quoted in [false, true] where quoted || text != "1 2 " {
                // A string may hold leading zeros: exchanges pad.
                if quoted && text == "01" { continue }
                let bytes = Array((quoted ? "\"\(text)\"" : text + ",").utf8)
                var json = JSONCursor(0..<bytes.count)
                let price = try? json.price(bytes.span)
                let isWhole = quoted || price == nil || bytes[json.at] == UInt8(ascii: ",")
                #expect(price == nil || !isWhole, "\(text) \(quoted)")
            }
        }
        for text in ["", "-1", "01", "1234567890123456789", "x"] {
            let bytes = Array(text.utf8)
            var json = JSONCursor(0..<bytes.count)
            #expect(throws: JSONFault.self) { try json.integer(bytes.span) }
        }
    }

    @Test func `each kind of fault has its name`() {
        let cases: [(String, JSONFault)] = [
            ("[1", .end), ("[1 2]", .syntax), (String(repeating: "[", count: 65), .depth),
            ("\"\u{1}\"", .control),
            ("\"\\q\"", .escape), ("01", .number), ("1 1", .trailing),
        ]
        for (text, expected) in cases { #expect(fault(Array(text.utf8)) == expected, "\(text)") }
        #expect(fault([34, 0xC0, 0xAF, 34]) == .encoding)
        #expect(Set(JSONFault.allCases.map(\.reason)).count == JSONFault.allCases.count)
    }

    @Test func `it walks over members in any order without building anything`() throws {
        let text = Array(#" { "q" : "2.5", "p":1.25 , "x":{"p":9}, "e":"trade" } "#.utf8)
        var price: Int64 = 0
        var size = 0.0
        var failed = false
        let count = allocations {
            for _ in 0..<100 {
                var json = JSONCursor(0..<text.count)
                do {
                    try json.beginObject(text.span)
                    var isFirst = true
                    while let name = try json.nextName(text.span, &isFirst) {
                        if JSONCursor.spells("p", text.span, name) {
                            price = try json.price(text.span)
                        } else if JSONCursor.spells("q", text.span, name) {
                            size = try json.quantity(text.span)
                        } else {
                            try json.skip(text.span)
                        }
                    }
                    try json.finish(text.span)
                } catch { failed = true }
            }
        }
        #expect(!failed && price == 1_250_000_000 && size == 2.5)
        #if !DEBUG
            #expect(count == nil || count == 0)
        #else
            _ = count
        #endif
    }
}
