import Testing

@testable import IngestOperators

func fixed(_ text: String, exponent: Int = 9) -> Decimals.Outcome<Int64> {
    let bytes = Array(text.utf8)
    return Decimals.fixed(bytes.span, 0..<bytes.count, exponent: exponent)
}

func double(_ text: String) -> Decimals.Outcome<Double> {
    let bytes = Array(text.utf8)
    return Decimals.double(bytes.span, 0..<bytes.count)
}

/// The same number by schoolbook arithmetic on digit strings: shift the point, cut, round half to even.
private func schoolbook(_ whole: String, _ decimals: String, exponent: Int) -> (
    value: Int64?, isRounded: Bool
) {
    var digits = Array((whole + decimals).utf8.map { Int($0) - 48 })
    var kept = whole.count + exponent
    while kept > digits.count { digits.append(0) }
    while kept < 0 {
        digits.insert(0, at: 0)
        kept += 1
    }
    let rest = Array(digits[kept...])
    var value: Int64 = 0
    for digit in digits[..<kept] {
        let (tens, a) = value.multipliedReportingOverflow(by: 10)
        let (sum, b) = tens.addingReportingOverflow(Int64(digit))
        if a || b { return (nil, false) }
        value = sum
    }
    let isRounded = rest.contains { $0 != 0 }
    if let first = rest.first {
        let more = rest.dropFirst().contains { $0 != 0 }
        if first > 5 || first == 5 && (more || value % 2 == 1) {
            let (sum, overflows) = value.addingReportingOverflow(1)
            if overflows { return (nil, false) }
            value = sum
        }
    }
    return (value, isRounded)
}

@Suite struct DecimalTests {
    @Test(arguments: [
        ("21000.25", 21_000_250_000_000), ("0.000000001", 1), ("-0.5", -500_000_000), ("+1", 1_000_000_000),
        (".5", 500_000_000), ("5.", 5_000_000_000), ("1e3", 1_000_000_000_000), ("1.5E-3", 1_500_000),
        ("123e-11", 1), ("0e99999999999999999999", 0), ("  7 ", 7_000_000_000), ("007", 7_000_000_000),
        ("9223372036.854775807", Int64.max), ("0.0000000005", 0), ("0.0000000015", 2), ("0.0000000025", 2),
        ("0.00000000250001", 3), ("0.0000000000005", 0), ("-0", 0), ("1e-400", 0),
    ])
    func `numbers come out exactly`(text: String, expected: Int64) {
        let outcome = fixed(text)
        #expect(outcome.fault == nil && outcome.value == expected)
    }

    @Test(arguments: [
        ("", Refusal.Fault.empty), ("  ", .empty), ("nan", .notANumber), ("NaN", .notANumber),
        ("-nan", .notANumber),
        ("inf", .infinite), ("-Infinity", .infinite), ("INF", .infinite), ("abc", .malformed),
        ("1.2.3", .malformed),
        (".", .malformed), ("-", .malformed), ("1e", .malformed), ("1e+", .malformed), ("e5", .malformed),
        ("1 2", .malformed), ("0x10", .malformed), ("1,5", .malformed), ("--1", .malformed),
        ("1e5.0", .malformed),
        ("9223372036.854775808", .outOfRange), ("1e10", .outOfRange), ("1e99999999999999999999", .outOfRange),
        ("99999999999999999999", .outOfRange), ("１", .malformed),
    ])
    func `what is no price is refused by its reason`(text: String, fault: Refusal.Fault) {
        #expect(fixed(text).fault == fault)
    }

    @Test func `rounding is half to even and told`() {
        #expect(fixed("1.0000000005").value == 1_000_000_000)
        #expect(fixed("1.0000000015").value == 1_000_000_002)
        #expect(fixed("1.0000000005").isRounded && !fixed("1.000000000500", exponent: 10).isRounded)
        #expect(!fixed("1.0000000000").isRounded)
        #expect(fixed("1e-400").isRounded && fixed("0.00000000000000000001").isRounded)
    }

    @Test func `random decimals agree with schoolbook arithmetic`() {
        var dice = Dice(seed: 77)
        for _ in 0..<20_000 {
            let whole = (0..<(1 + dice.below(12))).map { _ in "\(dice.below(10))" }.joined()
            let digits = dice.pick(["0123456789", "05", "09", "0"])
            let decimals = (0..<dice.below(14)).map { _ in "\(dice.pick(Array(digits)))" }.joined()
            let exponent = dice.pick([0, 3, 5, 6, 9])
            let text = decimals.isEmpty ? whole : "\(whole).\(decimals)"
            let expected = schoolbook(whole, decimals, exponent: exponent)
            let outcome = fixed(text, exponent: exponent)
            if let value = expected.value {
                #expect(outcome.fault == nil && outcome.value == value, "\(text) × 10^\(exponent)")
                #expect(outcome.isRounded == expected.isRounded, "\(text) × 10^\(exponent)")
            } else {
                #expect(outcome.fault == .outOfRange, "\(text) × 10^\(exponent)")
            }
            let shifted = fixed("\(text)e-2", exponent: exponent + 2)
            #expect(shifted.value == outcome.value && shifted.fault == outcome.fault, "\(text)")
        }
    }

    @Test func `the quick readers agree with the careful ones`() {
        var dice = Dice(seed: 5)
        var answered = 0
        for _ in 0..<20_000 {
            let text = (0..<(1 + dice.below(22))).map { _ in dice.pick(Array("00123456789999....-e ")) }
            let bytes = Array(String(text).utf8)
            let exponent = dice.pick([0, 5, 6, 9])
            var at = 0
            if let value = Decimals.quickFixed(bytes.span, &at, bytes.count, 44, exponent: exponent) {
                let careful = fixed(String(text), exponent: exponent)
                #expect(
                    careful.fault == nil && careful.value == value && !careful.isRounded, "\(String(text))")
                #expect(at == bytes.count)
                answered += 1
            }
            at = 0
            if let value = Decimals.quickDouble(bytes.span, &at, bytes.count, 44) {
                #expect(
                    double(String(text)).value == value && Double(String(text)) == value, "\(String(text))")
            }
        }
        #expect(answered > 500)
    }

    @Test func `doubles are the nearest ones`() {
        var dice = Dice(seed: 6)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: dice.bits())
            guard value.isFinite else { continue }
            let outcome = double("\(value)")
            #expect(outcome.fault == nil && outcome.value == value, "\(value)")
        }
        #expect(double("9007199254740993").value == 9_007_199_254_740_992)
        #expect(double("1e400").fault == .outOfRange && double("-1e400").fault == .outOfRange)
        #expect(double("1e-400").fault == nil && double("1e-400").value == 0)
        #expect(double("5.").value == 5 && double("+.5").value == 0.5)
        #expect(
            double("nan").fault == .notANumber && double("").fault == .empty
                && double("x").fault == .malformed)
    }
}
