/// Explains a network's choices: integrated gradients (Sundararajan, Taly, Yan 2017) and the nearest other choice.
///
/// A choice does not change when all logits move together, so what is explained is the chosen logit above the mean of
/// all of them. Of a network with memory one step is explained, from what it remembered before. Not for the hot path: an
/// explanation is 20 rows forward and back.
public struct Explainer: Sendable {
    /// Largest residual that is taken; above it the integral is made finer.
    public static let tolerance = 0.01

    /// What inputs are compared with: the training mean, or zeros.
    public let baseline: [Float]
    private let shape: MLPShape
    private var probe: NetworkProbe<Float>
    private var batch: [Float]
    private var seeds: [Float]
    /// What a network with memory remembers before the input that is explained.
    private var before: [Float] = []

    /// Most rows of a pass.
    private static let rows = 320

    /// Explains the network of that shape; `baseline` has a number for each input.
    public init(_ shape: MLPShape, memory: Int = 0, parameters: [Float], baseline: [Float]) {
        precondition(baseline.count == shape.inputs, "the baseline has a number for each input")
        self.shape = shape
        self.baseline = baseline
        probe = NetworkProbe(shape, memory: memory, parameters: parameters, capacity: Self.rows)
        batch = [Float](repeating: 0, count: Self.rows * shape.inputs)
        seeds = [Float](repeating: 0, count: Self.rows * shape.outputs)
    }

    /// Explains a model, against its training mean where the file keeps it.
    public init(_ file: PolicyFile) {
        let zeros = [Float](repeating: 0, count: file.shape.inputs)
        self.init(
            file.shape, memory: file.memory, parameters: file.parameters,
            baseline: file.numbers("input_mean") ?? zeros)
    }

    /// Shares of each input in the choice, by the midpoint rule with `steps` points.
    ///
    /// Where shares and total differ by more than 1 %, as they may between the kinks of a rectified network, the number
    /// of points is doubled, up to 320.
    ///
    /// - Parameter memory: what a network with memory remembered before it saw `x`: the baseline is another input after
    ///   the same past, so what the past did is part of no share.
    public mutating func explain(
        _ x: [Float], after memory: [Float] = [], steps: Int = 20
    ) -> Explanation {
        precondition(x.count == shape.inputs, "there is a number for each input")
        before = memory
        precondition(steps > 0 && steps <= Self.rows, "the integral has points")
        probe.forward(x, rows: 1, after: before)
        let choice = mode(row: 0)
        let top = height(of: choice, row: 0)
        probe.forward(baseline, rows: 1, after: before)
        let total = top - height(of: choice, row: 0)
        var points = steps
        while true {
            let shares = integrate(x, choice, points)
            let gap = abs(shares.reduce(0, +) - total)
            let residual = gap == 0 ? 0 : gap / max(abs(total), 1e-9)
            if residual <= Self.tolerance || 2 * points > Self.rows {
                return Explanation(
                    choice: choice, shares: shares, total: total, residual: residual, steps: points)
            }
            points *= 2
        }
    }

    private mutating func integrate(_ x: [Float], _ choice: Int, _ points: Int) -> [Double] {
        let (inputs, outputs) = (shape.inputs, shape.outputs)
        for point in 0..<points {
            let at = (Float(point) + 0.5) / Float(points)
            for i in 0..<inputs {
                batch[point * inputs + i] = baseline[i] + at * (x[i] - baseline[i])
            }
            for k in 0..<outputs {
                seeds[point * outputs + k] = (k == choice ? 1 : 0) - 1 / Float(outputs)
            }
        }
        probe.forward(batch, rows: points, after: before)
        let slopes = probe.slopes(seeds)
        return (0..<inputs).map { i in
            var sum = 0.0
            for point in 0..<points { sum += Double(slopes[point * inputs + i]) }
            return sum / Double(points) * Double(x[i] - baseline[i])
        }
    }

    /// The smallest change of one input within `range` that makes another choice; nil where none of 64 steps does.
    ///
    /// The place is found to a thousandth of a step by bisection; `memory` is as for `explain`.
    public mutating func flip(
        _ x: [Float], after memory: [Float] = [], within range: ClosedRange<Float> = -3...3
    ) -> Flip? {
        precondition(x.count == shape.inputs, "there is a number for each input")
        before = memory
        probe.forward(x, rows: 1, after: before)
        let choice = mode(row: 0)
        var best: Flip?
        for input in x.indices {
            for edge in [range.lowerBound, range.upperBound] where edge != x[input] {
                guard let found = cross(x, input, towards: edge, choice) else { continue }
                if let best, abs(best.after - best.before) <= abs(found.after - found.before) { continue }
                best = found
            }
        }
        return best
    }

    private mutating func cross(_ x: [Float], _ input: Int, towards edge: Float, _ choice: Int) -> Flip? {
        let inputs = shape.inputs
        let steps = 64
        for step in 0..<steps {
            for i in 0..<inputs { batch[step * inputs + i] = x[i] }
            batch[step * inputs + input] = x[input] + (edge - x[input]) * Float(step + 1) / Float(steps)
        }
        probe.forward(batch, rows: steps, after: before)
        guard let first = (0..<steps).first(where: { mode(row: $0) != choice }) else { return nil }
        var outside = batch[first * inputs + input]
        var inside = x[input] + (edge - x[input]) * Float(first) / Float(steps)
        var row = x
        var other = mode(row: first)
        for _ in 0..<10 {
            row[input] = (inside + outside) / 2
            probe.forward(row, rows: 1, after: before)
            if mode(row: 0) == choice {
                inside = row[input]
            } else {
                outside = row[input]
                other = mode(row: 0)
            }
        }
        return Flip(input: input, before: Double(x[input]), after: Double(outside), choice: other)
    }

    private func mode(row: Int) -> Int {
        var best = 0
        for k in 0..<shape.outputs where logit(row, k) > logit(row, best) { best = k }
        return best
    }

    /// What a network with memory remembers after `x`; empty without memory.
    public mutating func remembered(_ x: [Float], after memory: [Float]) -> [Float] {
        probe.forward(x, rows: 1, after: memory)
        return probe.memory
    }

    private func logit(_ row: Int, _ k: Int) -> Float { probe.output[row * shape.outputs + k] }

    private func height(of choice: Int, row: Int) -> Double {
        var mean = 0.0
        for k in 0..<shape.outputs { mean += Double(logit(row, k)) / Double(shape.outputs) }
        return Double(logit(row, choice)) - mean
    }
}
