import RunReport
import Testing

@Suite struct NumberTextTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"),
        (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func `whole numbers have their thousands apart`(_ value: Int, _ text: String) {
        #expect(NumberText.grouped(value) == text)
    }

    @Test(arguments: [
        (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (1.005e3, 1, "1,005.0"), (0.995, 1, "1.0"), (-2.5, 0, "-3"),
        (Double.infinity, 1, "∞"), (.nan, 1, "not a number"),
    ])
    func `decimals are rounded, never cut`(_ value: Double, _ decimals: Int, _ text: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == text)
    }

    @Test(
        arguments: [
            (0, "0 ns"), (999, "999 ns"), (1000, "1.00 µs"), (12_345, "12.3 µs"), (999_499, "999 µs"),
            (999_500, "1.00 ms"), (1_000_000_000, "1.00 s"), (100_000_000_000, "100 s"),
        ] as [(UInt64, String)])
    func `a latency has three digits and the unit that fits`(_ nanoseconds: UInt64, _ text: String) {
        #expect(NumberText.latency(nanoseconds) == text)
    }

    @Test(arguments: [
        (9.99999999995449e-06, "1e-05"), (-1.25e-7, "-1.25e-07"), (1.234567e15 + 0.5, "1.2346e+15"),
        (Double.leastNonzeroMagnitude, "5e-324"), (0.00012, "0.00012"), (1e-300, "1e-300"),
    ])
    func `numbers far from 1 are short`(_ value: Double, _ text: String) {
        #expect(NumberText.value(value) == text)
    }

    @Test func `limits and quantiles are as people write them`() {
        #expect(NumberText.limit(5_000_000) == "5 ms")
        #expect(NumberText.limit(2_500_000_000) == "2.5 s")
        #expect(NumberText.quantile(0.99) == "p99")
        #expect(NumberText.quantile(0.999) == "p99.9")
        #expect(NumberText.quantile(1) == "max")
    }
}
