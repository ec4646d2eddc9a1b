import Statistics
import Testing

@Suite struct DistributionTests {
    @Test func `quantiles are those of the tables`() {
        #expect(abs(Normal.quantile(0.95) - 1.6448536269514722) < 1e-14)
        #expect(abs(Normal.quantile(0.99) - 2.3263478740408408) < 1e-14)
        #expect(abs(Normal.quantile(1e-12) + 7.034483825301131) < 1e-9)
        #expect(Normal.quantile(0.5) == 0 && Normal.quantile(0) == -.infinity && Normal.quantile(2).isNaN)
    }

    @Test func `the quantile undoes the cumulative function`() {
        for step in stride(from: -6.0, through: 6, by: 0.01) {
            let p = Normal.cumulative(step)
            #expect(abs(Normal.cumulative(Normal.quantile(p)) - p) <= 1e-15 + 1e-14 * p, "\(step)")
        }
    }
}
