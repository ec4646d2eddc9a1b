import Learning
import Linear
import Testing

@Suite struct PolicyTests {
    @Test func `the normaliser of a constant is that constant, and before it 0 and 0.1`() {
        var normaliser = ValueNormaliser(decay: 0.99)
        #expect(normaliser.mean == 0 && normaliser.deviation == 0.1)
        for _ in 0..<10 { normaliser.update(mean: 5, meanSquare: 34) }
        #expect(abs(normaliser.mean - 5) < 1e-12 && abs(normaliser.deviation - 3) < 1e-12)
        #expect(abs(normaliser.raw(normaliser.normalised(-7.5)) + 7.5) < 1e-12)
    }

    @Test func `a masked action has no probability and gets no gradient`() {
        var choice = Categorical<Double>(count: 4)
        choice.set([3, 1, -2, 0.5], at: 0, mask: [1, 0, 1, 1])
        #expect(choice.probabilities[1] == 0 && choice.entropy.isFinite && choice.mode == 0)
        #expect(abs(choice.probabilities.reduce(0, +) - 1) < 1e-15)
        var slopes = [Double](repeating: .nan, count: 4)
        var summary = PolicyLoss<Double>.Summary()
        PolicyLoss<Double>(clip: 0.2, entropyWeight: 0.1).add(
            choice, .init(action: 2, oldLogProbability: -1, advantage: 2, weight: 1), total: 1,
            slopes: &slopes,
            at: 0, to: &summary)
        #expect(slopes[1] == 0 && slopes.allSatisfy(\.isFinite))
        for step in 0..<1000 { #expect(choice.sample(Double(step) / 1000) != 1) }
    }

    @Test func `draws follow the probabilities`() {
        var choice = Categorical<Float>(count: 3)
        choice.set([0, 1, 2], at: 0)
        var random = RandomStream(seed: 4)
        var counts = [0.0, 0, 0]
        for _ in 0..<100_000 { counts[choice.sample(random.uniform())] += 1e-5 }
        for i in 0..<3 { #expect(abs(counts[i] - Double(choice.probabilities[i])) < 0.006) }
    }

    @Test func `orthogonal matrices are orthogonal, either way up`() {
        var random = RandomStream(seed: 6)
        for (rows, columns) in [(5, 9), (9, 5), (64, 64), (1, 7)] {
            let matrix = Orthogonal.matrix(rows: rows, columns: columns, gain: 1.5) { random.normal() }
            let (count, length) = (min(rows, columns), max(rows, columns))
            func entry(_ vector: Int, _ place: Int) -> Double {
                rows <= columns ? matrix[vector * columns + place] : matrix[place * columns + vector]
            }
            for a in 0..<count {
                for b in 0..<count {
                    let product = (0..<length).reduce(0) { $0 + entry(a, $1) * entry(b, $1) }
                    #expect(abs(product - (a == b ? 2.25 : 0)) < 1e-12)
                }
            }
        }
    }
}
