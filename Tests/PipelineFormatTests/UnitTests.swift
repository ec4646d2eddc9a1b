import Testing

@testable import PipelineFormat

@Suite struct UnitTests {
    @Test(arguments: [
        ("250ns", 250), ("10us", 10_000), ("10µs", 10_000), ("90ms", 90_000_000), ("5s", 5_000_000_000),
        ("5m", 300_000_000_000), ("1h", 3_600_000_000_000), ("1d", 86_400_000_000_000),
        ("1.5s", 1_500_000_000),
        ("1h30m", 5_400_000_000_000), ("0ms", 0),
    ])
    func `a duration is nanoseconds`(_ text: String, _ expected: Int64) {
        #expect(Units.nanoseconds(text) == expected)
        #expect(Units.nanoseconds(Units.text(nanoseconds: expected)) == expected)
    }

    @Test(arguments: [
        "5", "", "m", "-5m", "5 m", "5M", ".5s", "5.s", "0.5ns", "1e3s", "99999999999d", "5mm", "1.2.3s",
    ])
    func `what is no duration is refused`(_ text: String) { #expect(Units.nanoseconds(text) == nil) }

    @Test func `counts, sizes and percentages`() {
        #expect(Units.count("10k") == 10_000)
        #expect(Units.count("1M") == 1_000_000)
        #expect(Units.count("1.5k") == 1_500)
        #expect(Units.count("1024") == 1024)
        #expect(Units.count("-1") == nil)
        #expect(Units.count("0.5") == nil)
        #expect(Units.bytes("64KiB") == 65_536)
        #expect(Units.bytes("1MB") == 1_000_000)
        #expect(Units.bytes("64") == nil)
        #expect(Units.percentage("5%") == 0.05)
        #expect(Units.percentage("99.9%") == 0.999)
        #expect(Units.percentage("-2.5%") == -0.025)
        #expect(Units.percentage("5") == nil)
        #expect(Units.percentage("%") == nil)
        #expect(Units.percentage("5.%") == nil)
    }

    @Test(arguments: [
        ("bars*", "bars@5m", true), ("bars*", "bars", true), ("bars*", "bar", false), ("*", "", true),
        ("a?c", "abc", true), ("a?c", "ac", false), ("*@*", "x@y", true), ("a*b*c", "aXbYbZc", true),
        ("a*b*c", "aXbYbZ", false), ("**", "x", true), ("", "", true), ("", "x", false),
    ])
    func `a glob matches whole names`(_ pattern: String, _ name: String, _ expected: Bool) {
        #expect(Glob(pattern).matches(name) == expected)
    }

    @Test func `the nearest name is near, or there is none`() {
        #expect(nearest(to: "brs", among: ["ticks", "bars", "bass"]) == "bars")
        #expect(nearest(to: "tikcs", among: ["ticks", "bars"]) == "ticks")
        #expect(nearest(to: "zzzz", among: ["ticks", "bars"]) == nil)
        #expect(nearest(to: "", among: ["a"]) == nil)
        #expect(nearest(to: "BARS", among: ["bars"]) == "bars")
    }

    @Test(arguments: [
        ("yes", "text"), ("on", "text"), ("off", "text"), ("True", "bool"), ("~", "null"), ("0x1F", "int 31"),
        ("0o17", "int 15"), ("017", "int 17"), ("-5", "int -5"), ("+5", "int 5"), ("1_000", "text"),
        ("5.", "real 5.0"), (".5", "real 0.5"), ("-.5e1", "real -5.0"), (".inf", "real inf"),
        ("-.Inf", "real -inf"),
        (".nan", "real nan"), ("1e3", "real 1000.0"), ("1.e3", "real 1000.0"), (".", "text"), ("-", "text"),
        ("0x", "text"), ("0b1", "text"), ("inf", "text"), ("nan", "text"), ("1e", "text"), ("12:30", "text"),
        ("9223372036854775807", "int 9223372036854775807"), ("9223372036854775808", "none"),
        ("1e400", "none"),
    ])
    func `a plain scalar is of the core schema`(_ text: String, _ expected: String) {
        let kind =
            switch CoreScalar.kind(of: text) {
            case .null: "null"
            case .bool: "bool"
            case .integer(let number): "int \(number)"
            case .real(let number): "real \(number)"
            case .string: "text"
            case nil: "none"
            default: "?"
            }
        #expect(kind == expected)
    }
}
