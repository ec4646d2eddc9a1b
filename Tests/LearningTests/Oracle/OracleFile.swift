import Foundation
import Linear
import RepositorySupport

@testable import Learning

/// A file of `Tests/Fixtures/learning`.
func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(Repository.root)/Tests/Fixtures/learning/\(name)")))
}

/// What torch says, as `Tests/Fixtures/learning/oracle.py` wrote it.
struct OracleFile {
    let file: SafeTensors

    init(_ name: String) throws { file = try SafeTensors(fixture(name), path: name) }

    func doubles(_ name: String) throws -> [Double] {
        guard case .double(let numbers)? = file[name]?.numbers else { throw Missing(name: name) }
        return numbers
    }

    func integers(_ name: String) throws -> [Int] {
        guard case .words(let numbers)? = file[name]?.numbers else { throw Missing(name: name) }
        return numbers.map { Int($0) }
    }

    func numbers<S: Scalar>(_ name: String, as type: S.Type) throws -> [S] { try doubles(name).map { S($0) } }

    /// A number among the metadata, as `clip`.
    func setting(_ name: String) throws -> Double {
        guard let number = file.text(name).flatMap(Double.init) else { throw Missing(name: name) }
        return number
    }

    struct Missing: Error {
        var name: String
    }
}

/// A minibatch of a policy as the oracle had it.
struct OracleBatch<S: Scalar> {
    var samples: [PolicyLoss<S>.Sample]
    var mask: [UInt8]
    var total: S

    init(_ file: OracleFile, _ name: String) throws {
        let actions = try file.integers("\(name).action")
        let (old, advantages) = (
            try file.numbers("\(name).old_logp", as: S.self),
            try file.numbers("\(name).advantage", as: S.self)
        )
        let weights = try file.numbers("\(name).weight", as: S.self)
        samples = actions.indices.map { row in
            PolicyLoss<S>.Sample(
                action: actions[row], oldLogProbability: old[row], advantage: advantages[row],
                weight: weights[row])
        }
        mask = try file.doubles("\(name).mask").map { $0 == 0 ? 0 : 1 }
        total = weights.reduce(0, +)
    }

    /// Surrogate, entropy, their sum and the part outside the clip, with dL/dlogits.
    func terms(_ logits: [S], _ file: OracleFile, slopes: inout [S]) throws -> [Double] {
        let width = mask.count / samples.count
        let weight = try file.setting("entropy")
        let loss = PolicyLoss<S>(clip: try file.setting("clip"), entropyWeight: weight)
        var choice = Categorical<S>(count: width)
        var summary = PolicyLoss<S>.Summary()
        for (row, sample) in samples.enumerated() {
            choice.set(logits, at: row * width, mask: mask)
            loss.add(choice, sample, total: total, slopes: &slopes, at: row * width, to: &summary)
        }
        let sum = summary.surrogate - weight * summary.entropy
        return [summary.surrogate, summary.entropy, sum, summary.clipped]
    }
}

/// How far numbers are from what torch found: absolutely, and in parts of the largest of them.
func distance<S: Scalar>(_ found: some Collection<S>, _ wanted: some Collection<Double>) -> (
    most: Double, relative: Double
) {
    precondition(found.count == wanted.count)
    var (most, scale) = (0.0, 0.0)
    for (a, b) in zip(found, wanted) {
        // A number that is none must not hide behind `max`.
        guard Double(a).isFinite else { return (.infinity, .infinity) }
        most = max(most, abs(Double(a) - b))
        scale = max(scale, abs(b))
    }
    return (most, most / max(scale, .leastNormalMagnitude))
}

/// The tensors of a network among its parameters: a weight, a bias, gains, shifts.
extension MLPShape {
    var tensorRanges: [Range<Int>] {
        layers.flatMap { layer -> [Range<Int>] in
            switch layer {
            case .dense(let dense, _):
                [dense.offset..<dense.biasOffset, dense.biasOffset..<(dense.biasOffset + dense.outputs)]
            case .norm(let norm):
                [
                    norm.offset..<(norm.offset + norm.width),
                    (norm.offset + norm.width)..<(norm.offset + 2 * norm.width),
                ]
            }
        }
    }
}
