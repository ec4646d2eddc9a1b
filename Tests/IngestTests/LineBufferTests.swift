import Archives
import Foundation
import Testing

@testable import IngestOperators

/// What a buffer makes of some bytes: each line's text, or nil for one that is too long.
func lines(_ bytes: [UInt8], longest: Int = 100, chunk: Int = 7) throws -> [String?] {
    let scratch = try Scratch()
    let reader = try ArchiveReader(path: try scratch.file("lines", bytes))
    var buffer = LineBuffer(longest: longest, chunk: chunk)
    var all: [String?] = []
    while let line = try buffer.nextLine(reader) {
        let text = String(decoding: buffer.bytes[line.start..<line.end], as: UTF8.self)
        all.append(line.isTooLong ? nil : text)
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

    @Test func `random text splits as a whole would`() throws {
        var dice = Dice(seed: 21)
        for round in 0..<400 {
            let bytes = (0..<(1 + dice.below(120))).map { _ in dice.pick(Array("aab\n\r".utf8)) }
            let longest = 1 + dice.below(12)
            let got = try lines(bytes, longest: longest, chunk: 1 + dice.below(9))
            #expect(got == split(bytes, longest: longest), "round \(round) \(bytes)")
        }
    }

    @Test func `a line of ten megabytes is refused once and the next one read`() throws {
        let long = [UInt8](repeating: 57, count: 10_000_000)
        let head = Array("1735828200000000000,5,1\n".utf8)
        let scratch = try Scratch()
        let reading = read(try scratch.file("long.csv", head + head + long + [10] + head)) {
            $0.header = .absent
        }
        #expect(reading.trades.count == 3 && reading.count("lines") == 4 && reading.balances)
        #expect(reading.refused("line is longer than 65536 bytes") == 1)
        let example = try #require(reading.examples.first)
        #expect(example.contains("line 3: 99999") && example.utf8.count < 300)
        let buffer = LineBuffer(longest: 65_536)
        #expect(buffer.bytes.count < 400_000)
    }
}
