import Statistics
import TestSupport
import Testing

@Suite struct ValueAtRiskTests {
    private func normals(_ count: Int, seed: UInt64) -> [Double] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in Normal.quantile(Double.random(in: 1e-12..<1, using: &random)) }
    }

    /// A covariance that is positive definite, of random loads.
    private func covariance(_ size: Int, seed: UInt64) -> [Double] {
        let loads = normals(size * size, seed: seed)
        var matrix = [Double](repeating: 0, count: size * size)
        for row in 0..<size {
            for column in 0..<size {
                for k in 0..<size {
                    matrix[row * size + column] += loads[row * size + k] * loads[column * size + k]
                }
                matrix[row * size + column] *= 1e-4 / Double(size)
            }
        }
        return matrix
    }

    @Test func `multipliers are those of the tables`() {
        #expect(abs(ValueAtRisk.normal(deviation: 1, level: 0.95) - 1.6448536270) < 1e-9)
        #expect(abs(ValueAtRisk.normal(deviation: 1, level: 0.99) - 2.3263478740) < 1e-9)
        #expect(abs(ValueAtRisk.shortfallMultiplier(0.95) - 2.0627128075) < 1e-9)
        #expect(abs(ValueAtRisk.shortfallMultiplier(0.99) - 2.6652142203) < 1e-9)
        let tenDays = ValueAtRisk.normalShortfall(deviation: 0.01, level: 0.95, horizon: 10)
        #expect(abs(tenDays - 0.020627128075 * 10.0.squareRoot()) < 1e-12)
    }

    @Test func `Cornish and Fisher's loss is normal without skewness and kurtosis, and larger with`() {
        let normal = ValueAtRisk.normal(deviation: 2, level: 0.99)
        let same = ValueAtRisk.cornishFisher(deviation: 2, skewness: 0, excessKurtosis: 0, level: 0.99)
        #expect(abs(normal - same) < 1e-12)
        // By hand: z = -2.3263478740, S = -0.5, K = 2.
        let z = -2.3263478740408408
        let expected =
            z + (z * z - 1) * -0.5 / 6 + (z * z * z - 3 * z) * 2 / 24 - (2 * z * z * z - 5 * z) * 0.25 / 36
        let tailed = ValueAtRisk.cornishFisher(deviation: 2, skewness: -0.5, excessKurtosis: 2, level: 0.99)
        #expect(abs(tailed + 2 * expected) < 1e-12 && tailed > normal)
    }

    @Test(arguments: [1, 2, 7, 500]) func `the window's losses are those of sorting them`(capacity: Int) {
        let losses = normals(1200, seed: UInt64(capacity)).map { ($0 * 8).rounded() / 8 }
        var window = LossWindow(capacity)
        for (index, loss) in losses.enumerated() {
            window.add(loss)
            let sorted = losses[max(0, index + 1 - capacity)...index].sorted()
            guard index % 37 == 0 || index < 20 else { continue }
            for level in [0.5, 0.9, 0.95, 0.99] {
                let rank = max(
                    1, (1...sorted.count).first { Double($0) >= Double(sorted.count) * level - 1e-9 } ?? 1)
                let expected = sorted[rank - 1]
                #expect(window.valueAtRisk(level) == expected)
                let tail = sorted.filter { $0 >= expected }
                #expect(abs(window.expectedShortfall(level) - tail.reduce(0, +) / Double(tail.count)) < 1e-12)
            }
        }
        var replaced = LossWindow(capacity)
        replaced.replace(with: losses)
        #expect(replaced.valueAtRisk(0.95) == window.valueAtRisk(0.95))
        replaced.add(0.3)
        window.add(0.3)
        #expect(replaced.expectedShortfall(0.9) == window.expectedShortfall(0.9))
    }

    @Test func `an empty window has no value`() {
        #expect(LossWindow(3).valueAtRisk(0.95).isNaN && LossWindow(3).linearQuantile(0.95).isNaN)
    }

    @Test(arguments: [1, 3, 10]) func `overlapping sums are those of slices`(horizon: Int) {
        let values = normals(100, seed: 5)
        var sum = OverlappingSum(horizon: horizon)
        for (index, value) in values.enumerated() {
            let expected = index + 1 < horizon ? nil : values[(index + 1 - horizon)...index].reduce(0, +)
            let got = sum.add(value)
            #expect((got == nil) == (expected == nil))
            if let got, let expected { #expect(abs(got - expected) < 1e-12) }
        }
    }

    @Test func `the streaming covariance is the weighted sum of products`() {
        let (size, days) = (4, 120)
        let returns = (0..<days).map { normals(size, seed: UInt64(100 + $0)).map { $0 * 0.01 } }
        var streaming = EWMACovariance(size: size, decay: 0.94, shrinkage: 0.1)
        for day in returns { streaming.add(day) }
        var weights = [Double](repeating: 0, count: days)
        for day in 0..<days {
            weights[day] = day == 0 ? 1 : 0.06
            for _ in (day + 1)..<max(day + 1, days) { weights[day] *= 0.94 }
        }
        let matrix = streaming.matrix
        for row in 0..<size {
            for column in 0..<size {
                var sum = 0.0
                for day in 0..<days { sum += weights[day] * returns[day][row] * returns[day][column] }
                if row != column { sum *= 0.9 }
                #expect(
                    abs(streaming[row, column] - sum) < 1e-16
                        && matrix[row * size + column] == streaming[row, column])
            }
        }
        var product = [Double](repeating: 0, count: size)
        streaming.multiply([1, -2, 3, 4], into: &product)
        for row in 0..<size {
            let expected = zip(0..<size, [1.0, -2, 3, 4]).reduce(0) { $0 + matrix[row * size + $1.0] * $1.1 }
            #expect(abs(product[row] - expected) < 1e-16)
        }
    }

    @Test(arguments: [1, 3, 20]) func `a factored matrix multiplies back and solves`(size: Int) throws {
        let matrix = covariance(size, seed: UInt64(size))
        let factors = try #require(Cholesky(matrix, size: size))
        for row in 0..<size {
            for column in 0..<size {
                let product = (0..<size).reduce(0) {
                    $0 + factors.lower[row * size + $1] * factors.lower[column * size + $1]
                }
                #expect(abs(product - matrix[row * size + column]) < 1e-16)
            }
        }
        let right = normals(size, seed: 9)
        let x = factors.solve(right)
        for row in 0..<size {
            let product = (0..<size).reduce(0) { $0 + matrix[row * size + $1] * x[$1] }
            #expect(abs(product - right[row]) < 1e-7)
        }
        #expect(Cholesky([1, 1, 1, 1], size: 2) == nil && Cholesky([0], size: 1) == nil)
    }

    @Test func `simulated losses are within three standard errors of the formula`() {
        let (size, paths) = (8, 10_000)
        let matrix = covariance(size, seed: 3)
        let amounts = normals(size, seed: 4).map { $0 * 1e5 }
        var product = [Double](repeating: 0, count: size)
        for row in 0..<size { for k in 0..<size { product[row] += matrix[row * size + k] * amounts[k] } }
        let deviation = ComponentRisk.deviation(amounts, product)
        for seed in [1, 2, 3] as [UInt64] {
            var simulation = MonteCarloLoss(size: size, paths: paths, seed: seed)
            simulation.run(amounts: amounts, covariance: matrix)
            for level in [0.95, 0.99] {
                let expected = ValueAtRisk.normal(deviation: deviation, level: level)
                let measured = simulation.measure(level)
                // Of a quantile: sqrt(a(1-a)/n)/density.
                let density = Normal.density(Normal.quantile(level)) / deviation
                let error = (level * (1 - level) / Double(paths)).squareRoot() / density
                #expect(abs(measured.valueAtRisk - expected) < 3 * error)
                let shortfall = ValueAtRisk.normalShortfall(deviation: deviation, level: level)
                #expect(abs(measured.expectedShortfall - shortfall) < 6 * error)
            }
        }
    }

    @Test(arguments: [1, 5, 50]) func `components sum to the total`(size: Int) {
        let matrix = covariance(size, seed: UInt64(7 + size))
        let amounts = normals(size, seed: 8).map { $0 * 1e6 }
        var product = [Double](repeating: 0, count: size)
        for row in 0..<size { for k in 0..<size { product[row] += matrix[row * size + k] * amounts[k] } }
        let total = ValueAtRisk.normal(deviation: ComponentRisk.deviation(amounts, product), level: 0.95)
        let parts = ComponentRisk.components(amounts, product, multiplier: Normal.quantile(0.95))
        #expect(abs(parts.reduce(0, +) - total) < 1e-9 * total)
        #expect(ComponentRisk.components([0, 0], [0, 0], multiplier: 2) == [0, 0])
    }
}
