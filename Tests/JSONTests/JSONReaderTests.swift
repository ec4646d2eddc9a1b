import JSON
import Testing

@Suite struct JSONReaderTests {
    @Test(
        arguments: [
            "null", "true", "[]", "{}", "-1", "18446744073709551615", "0.1", "[1, [2, {\"a\": null}]]",
            "\"\\ud83d\\ude00 \\n \\u00e9\"", " [1,\n2] ", "-0.0", "1e-7", "5e-324",
        ])
    func `what is written is read`(_ text: String) throws {
        let value = try JSONReader.value(text)
        let again = try JSONReader.value(value.text())
        #expect(again.compactText() == value.compactText())
    }

    @Test(
        arguments: [
            "", "[", "[1", "[1,", "{\"a\"", "{\"a\":", "{\"a\":1,", "\"a", "\"\\u00", "tru", "-", "1.", "1e",
        ])
    func `a text that ends too early is told as cut`(_ text: String) {
        let fault = #expect(throws: JSONFault.self) { try JSONReader.value(text) }
        #expect(fault?.isCut == true)
    }

    @Test(
        arguments: [
            "[1,]", "{,}", "[01]", "[+1]", "[.5]", "nul1", "[1] 2", "{\"a\":1,\"a\":2}", "\"\u{1}\"",
            "\"\\x\"", "\"\\ud800\" ", "'a'", "[1e999]", "// x\n1", "{a:1}", "[NaN]", "\"\\udc00\" ",
        ])
    func `what is no JSON is refused`(_ text: String) {
        let fault = #expect(throws: JSONFault.self) { try JSONReader.value(text) }
        #expect(fault?.isCut == false)
    }

    @Test func `a mistake has its place, and depth has an end`() {
        let fault = #expect(throws: JSONFault.self) { try JSONReader.value("{\n  \"a\": x\n}") }
        #expect(fault?.line == 2 && fault?.column == 8)
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONFault.self) { try JSONReader.value(deep) }
    }
}
