import Foundation
import JSON
import Testing

@Suite struct JSONValueTests {
    @Test func `every character survives a parser`() throws {
        var text = "\u{2028}\u{2029}\u{7F}\\\"/<script>é😀\u{FFFF}"
        for code in 0..<32 { text.unicodeScalars.append(Unicode.Scalar(UInt8(code))) }
        let json = JSONValue.object([(text, .array([.string(text), .null, .bool(true)]))]).text()
        let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: [Any]])
        let list = try #require(object[text])
        #expect(list[0] as? String == text)
        #expect(list[1] is NSNull)
    }

    @Test(
        arguments: [
            0.1, 1 / 3, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0, 1e20, 1e-7, 123_456_789.125,
        ] as [Double])
    func `a number comes back as it was`(_ value: Double) throws {
        let text = JSONValue.number(value).compactText()
        #expect(Double(text)?.bitPattern == value.bitPattern)
        _ = try JSONSerialization.jsonObject(with: Data("[\(text)]".utf8))
    }

    @Test func `what JSON has no number for is null, and whole results have no point`() {
        #expect(JSONValue.number(.nan).compactText() == "null")
        #expect(JSONValue.number(-.infinity).compactText() == "null")
        #expect(JSONValue.plain(1165).compactText() == "1165")
        #expect(JSONValue.plain(-0.5).compactText() == "-0.5")
        #expect(JSONValue.plain(1e300).compactText() == "1e+300")
        #expect(JSONValue.plain(nil).compactText() == "null")
    }

    @Test func `keys keep their order and layout is stable`() {
        let value = JSONValue.object([
            ("b", .integer(1)), ("a", .array([.integer(1), .integer(2)])), ("c", .array([.object([])])),
        ])
        #expect(value.compactText() == #"{"b":1,"a":[1,2],"c":[{}]}"#)
        #expect(value.text() == "{\n  \"b\": 1,\n  \"a\": [1, 2],\n  \"c\": [\n    {}\n  ]\n}\n")
    }
}
