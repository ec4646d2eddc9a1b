import Archives
import Foundation
import Testing

@testable import IngestOperators

/// What a buffer makes of some bytes: each line's text, or nil for one that is too long.
func lines(_ bytes: [UInt8], longest: Int = 100, looksAhead: Bool = false, chunk: Int = 7) throws -> [String?]
{
    let scratch = try Scratch()
    let reader = try ArchiveReader(path: try scratch.file("lines", bytes))
    var buffer = LineBuffer(longest: longest, looksAhead: looksAhead, chunk: chunk)
    var all: [String?] = []
    while let line = try buffer.nextLine(reader) {
        let text = String(decoding: buffer.bytes[line.start..<line.end], as: UTF8.self)
        all.append(line.isTooLong ? nil : text + (line.repeatsAsLast ? "!" : ""))
        #expect(buffer.lineNumber == all.count)
    }
    return all
}

/// The same by splitting the whole text.
func split(_ bytes: [UInt8], longest: Int) -> [String?] {
    var parts = bytes.split(separator: 10, omittingEmptySubsequences: false)
    let hasOpenEnd = parts.last?.isEmpty == false
    if !hasOpenEnd { parts.removeLast() }
    return parts.enumerated().map { index, part in
        var part = part
        if part.last == 13, index < parts.count - 1 || !hasOpenEnd { part.removeLast() }
        return part.count > longest ? nil : String(decoding: part, as: UTF8.self)
    }
}

@Suite struct LineBufferTests {
    @Test func `lines end at either kind of newline or at the end`() throws {
        #expect(try lines(Array("a\r\nb\n\nc".utf8)) == ["a", "b", "", "c"])
        #expect(try lines(Array("a\n".utf8)) == ["a"])
        #expect(try lines(Array("\n\n".utf8)) == ["", ""])
        #expect(try lines(Array("a".utf8)) == ["a"])
    }

    @Test func `the bound is on the line without its end`() throws {
        let ten = String(repeating: "x", count: 10)
        #expect(try lines(Array("\(ten)\r\n\(ten)\n\(ten)".utf8), longest: 10) == [ten, ten, ten])
        #expect(try lines(Array("\(ten)y\r\n\(ten)y\n\(ten)y".utf8), longest: 10) == [nil, nil, nil])
        #expect(
            try lines(Array("\(ten)yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\nb\n".utf8), longest: 10) == [nil, "b"])
    }

    @Test(arguments: [false, true])
    func `random text splits as a whole would`(looksAhead: Bool) throws {
        var dice = Dice(seed: 21)
        for round in 0..<400 {
            let bytes = (0..<(1 + dice.below(120))).map { _ in dice.pick(Array("aab\n\r".utf8)) }
            let longest = 1 + dice.below(12)
            let chunk = 1 + dice.below(9)
            let expected = split(bytes, longest: longest)
            var got = try lines(bytes, longest: longest, looksAhead: looksAhead, chunk: chunk)
            if looksAhead, got.count > 1, let last = got[got.count - 1], last.hasSuffix("!") {
                #expect(String(last.dropLast()) == got[got.count - 2], "round \(round)")
                got[got.count - 1] = String(last.dropLast())
            } else if looksAhead, got.count > 1, got[got.count - 1] != nil {
                #expect(got[got.count - 1] != got[got.count - 2], "round \(round)")
            }
            #expect(got == expected, "round \(round) \(bytes)")
        }
    }

    @Test func `only the last line is told to repeat`() throws {
        #expect(try lines(Array("a\na\nb\nb\n".utf8), looksAhead: true) == ["a", "a", "b", "b!"])
        #expect(try lines(Array("a\na".utf8), looksAhead: true) == ["a", "a!"])
        #expect(try lines(Array("a\r\na\n".utf8), looksAhead: true) == ["a", "a!"])
        #expect(try lines(Array("a\nb\n".utf8), looksAhead: true) == ["a", "b"])
        #expect(try lines(Array("a".utf8), looksAhead: true) == ["a"])
    }

    @Test func `a line of ten megabytes is refused once and the next one read`() throws {
        let long = [UInt8](repeating: 57, count: 10_000_000)
        let head = Array("1735828200000000000,5,1\n".utf8)
        let scratch = try Scratch()
        let reading = read(try scratch.file("long.csv", head + head + long + [10] + head)) {
            $0.header = .absent
        }
        #expect(reading.trades.count == 3 && reading.tally.lines == 4)
        #expect(reading.tally.count(of: Refusal(.line, .tooLong)) == 1)
        let example = try #require(reading.tally.examples.first)
        #expect(example.line == 3 && example.text.utf8.count < 100)
        #expect(balances(reading.tally))
        let buffer = LineBuffer(longest: 65_536, looksAhead: false)
        #expect(buffer.bytes.count < 400_000)
    }
}
