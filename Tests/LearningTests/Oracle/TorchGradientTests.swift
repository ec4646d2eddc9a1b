import Linear
import TestSupport
import Testing

@testable import Learning

/// Losses, gradients and steps against torch's, in Double and in Float; `oracle.py` says how they were made.
@Suite struct TorchGradientTests {
    /// Bounds for one type: outputs and gradients in parts of the tensor's largest, losses, and parameters after a step.
    private struct Bounds {
        var part: Double
        var loss: Double
        var step: Double

        static func of<S: Scalar>(_ type: S.Type) -> Bounds {
            type == Double.self
                ? Bounds(part: 1e-12, loss: 1e-12, step: 1e-12) : Bounds(part: 2e-6, loss: 1e-6, step: 2e-7)
        }
    }

    private static let cases = [
        ("tanh.plain", MLPShape(inputs: 7, hidden: [16, 12], outputs: 5)),
        (
            "tanh.norm",
            MLPShape(inputs: 7, hidden: [16, 12], outputs: 5, normalisesInput: true, normalisesHidden: true)
        ),
        ("relu.plain", MLPShape(inputs: 7, hidden: [16, 12], outputs: 5, activation: .relu)),
        (
            "relu.norm",
            MLPShape(
                inputs: 7, hidden: [16, 12], outputs: 5, activation: .relu, normalisesInput: true,
                normalisesHidden: true)
        ),
    ]

    private func compare<S: Scalar>(
        _ net: inout MLP<S>, _ slopes: [S], _ file: OracleFile, _ name: String, normLimit: Double
    ) throws {
        let bounds = Bounds.of(S.self)
        net.clearGradients()
        net.backward(slopes)
        let (gradients, stepped) = (
            try file.doubles("\(name).gradients"), try file.doubles("\(name).stepped")
        )
        for range in net.shape.tensorRanges {
            let away = distance(net.gradients[range], gradients[range])
            #expect(away.relative < bounds.part, "\(name) \(range) \(away)")
        }
        let norm = try file.doubles("\(name).norm")[0]
        var adam = Adam<S>(count: net.parameters.count, epsilon: try file.setting("epsilon"))
        let found = net.step(&adam, rate: try file.setting("rate"), normLimit: normLimit)
        #expect(abs(found / norm - 1) < bounds.part)
        let away = distance(net.parameters, stepped)
        #expect(away.most < bounds.step, "\(name) \(away)")
    }

    private func policy<S: Scalar>(_ name: String, _ shape: MLPShape, _ type: S.Type) throws {
        let file = try OracleFile("gradients.safetensors")
        let batch = try OracleBatch<S>(file, name)
        let rows = batch.samples.count
        var net = MLP<S>(
            shape, parameters: try file.numbers("\(name).parameters", as: S.self), capacity: rows)
        net.forward(try file.numbers("\(name).x", as: S.self), rows: rows)
        let bounds = Bounds.of(S.self)
        #expect(
            distance(net.output[0..<(rows * 5)], try file.doubles("\(name).output")).relative < bounds.part)
        var slopes = [S](repeating: .nan, count: rows * 5)
        let terms = try batch.terms(net.output, file, slopes: &slopes)
        for (found, wanted) in zip(terms, try file.doubles("\(name).terms")) {
            #expect(abs(found - wanted) < bounds.loss, "\(name) \(found) \(wanted)")
        }
        // The batch is one that can tell: masks, samples that don't count, ratios on both sides of the clip.
        #expect(batch.mask.contains(0) && batch.samples.contains { $0.weight == 0 })
        #expect(terms[3] > 0.3 && terms[3] < 0.5)
        try compare(&net, slopes, file, name, normLimit: shape.normalisesInput ? 0.05 : 10)
    }

    private func critic<S: Scalar>(_ name: String, _ shape: MLPShape, _ type: S.Type) throws {
        let file = try OracleFile("gradients.safetensors")
        let bounds = Bounds.of(S.self)
        var shape = shape
        (shape.inputs, shape.outputs) = (9, 1)
        let rows = 64
        var net = MLP<S>(
            shape, parameters: try file.numbers("\(name).parameters", as: S.self), capacity: rows)
        net.forward(try file.numbers("\(name).x", as: S.self), rows: rows)
        #expect(distance(net.output[0..<rows], try file.doubles("\(name).output")).relative < bounds.part)
        let returns = try file.doubles("\(name).returns")
        let earlier = try file.doubles("\(name).earlier")
        var normaliser = ValueNormaliser()
        for part in (0..<3).map({ Array(earlier[(32 * $0)..<(32 * $0 + 32)]) }) + [returns] {
            normaliser.update(
                mean: part.reduce(0, +) / Double(part.count),
                meanSquare: part.reduce(0) { $0 + $1 * $1 } / Double(part.count))
        }
        let weights = try file.numbers("\(name).weight", as: S.self)
        let olds = try file.numbers("\(name).old_value", as: S.self)
        let total = weights.reduce(0, +)
        let loss = ValueLoss<S>(
            clip: try file.setting("clip"), delta: try file.setting("delta"),
            weight: try file.setting("value_weight"))
        var (sum, slopes) = (0.0, [S](repeating: .nan, count: rows))
        for row in 0..<rows {
            let (part, slope) = loss.of(
                value: net.output[row], old: olds[row], target: S(normaliser.normalised(returns[row])),
                share: weights[row] / total)
            sum += Double(part)
            slopes[row] = slope
        }
        let terms = try file.doubles("\(name).terms")
        #expect(abs(sum - terms[0]) < bounds.loss, "\(name) \(sum) \(terms)")
        for (value, wanted) in zip(returns, terms[1...]) {
            #expect(abs(normaliser.normalised(value) - wanted) < 1e-12)
        }
        try compare(&net, slopes, file, name, normLimit: shape.normalisesInput ? 10 : 0.05)
    }

    @Test(arguments: cases)
    func `a policy learns as torch's does`(_ name: String, _ shape: MLPShape) throws {
        try policy("\(name).actor", shape, Double.self)
        try policy("\(name).actor", shape, Float.self)
    }

    @Test(arguments: cases)
    func `a critic learns as torch's does`(_ name: String, _ shape: MLPShape) throws {
        try critic("\(name).critic", shape, Double.self)
        try critic("\(name).critic", shape, Float.self)
    }

    /// Its weights come from a seed; of what torch made of them the file keeps samples and signed sums.
    private func strategic<S: Scalar>(_ type: S.Type) throws {
        let file = try OracleFile("strategic.safetensors")
        let bounds = Bounds.of(S.self)
        let shape = MLPShape(inputs: 48, hidden: [512, 256, 128], outputs: 5, activation: .relu)
        var random = SplitMix64(seed: 20)
        func draw(_ count: Int, _ scale: Double) -> [S] {
            (0..<count).map { _ in S((Double(random.next() >> 40) * 0x1p-23 - 1) * scale) }
        }
        var parameters: [S] = []
        for (range, scale) in zip(shape.tensorRanges, [8.0, 16, 16, 16, 16, 16, 8, 16]) {
            parameters += draw(range.count, 1 / scale)
        }
        let rows = 64
        let batch = try OracleBatch<S>(file, "batch")
        var net = MLP<S>(shape, parameters: parameters, capacity: rows)
        net.forward(draw(rows * 48, 2), rows: rows)
        #expect(distance(net.output[0..<(rows * 5)], try file.doubles("output")).relative < bounds.part)
        var slopes = [S](repeating: .nan, count: rows * 5)
        let terms = try batch.terms(net.output, file, slopes: &slopes)
        for (found, wanted) in zip(terms, try file.doubles("terms")) {
            #expect(abs(found - wanted) < bounds.loss, "\(found) \(wanted)")
        }
        net.backward(slopes)
        let norm = try file.doubles("norm")[0]
        let gradients = net.gradients.map(Double.init)
        var adam = Adam<S>(count: parameters.count, epsilon: try file.setting("epsilon"))
        let found = net.step(&adam, rate: try file.setting("rate"), normLimit: 0.05)
        #expect(abs(found / norm - 1) < bounds.part)
        try samples(file, shape, gradients, "gradients", bounds.part, relative: true)
        try samples(file, shape, net.parameters.map(Double.init), "stepped", bounds.step, relative: false)
    }

    private func samples(
        _ file: OracleFile, _ shape: MLPShape, _ numbers: [Double], _ name: String, _ bound: Double,
        relative: Bool
    ) throws {
        let (places, wanted) = (try file.integers("places"), try file.doubles(name))
        let (sums, most) = (try file.doubles("\(name).sums"), try file.doubles("\(name).most"))
        var signs = SplitMix64(seed: 21)
        for (tensor, range) in shape.tensorRanges.enumerated() {
            let scale = relative ? most[tensor] : 1
            var seen = 0
            for (place, value) in zip(places, wanted) where range.contains(place) {
                #expect(abs(numbers[place] - value) < bound * scale, "\(name) \(place)")
                seen += 1
            }
            #expect(seen >= min(range.count, 97))
            var sum = 0.0
            for place in range { sum += signs.next() >> 63 == 1 ? numbers[place] : -numbers[place] }
            // Errors of the single numbers add up as a random walk does.
            let room = bound * scale * Double(range.count).squareRoot()
            #expect(abs(sum - sums[tensor]) < room, "\(name) \(tensor) \(sum) \(sums[tensor])")
        }
    }

    @Test func `the strategic network learns as torch's does`() throws {
        try strategic(Double.self)
        try strategic(Float.self)
    }
}
