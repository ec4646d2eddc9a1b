import Foundation
import Learning
import Linear
import MarketModel
import OperatorKit
import TestSupport

/// A model of random weights for tests, in a file of its own.
struct TestModel {
    var file: PolicyFile
    let path: String

    static let sides = ["short", "flat", "long"]

    init(
        inputs: Int = 48, hidden: [Int] = [32, 16], actions: [String] = sides, schema: UInt64 = 77,
        seed: UInt64 = 1, gain: Double = 3, memory: Int = 0, notes: [(key: String, value: String)] = []
    ) {
        let shape = MLPShape(
            inputs: inputs, hidden: hidden, outputs: actions.count, activation: .relu, headGain: gain)
        var network = PolicyNetwork<Float>(shape, memory: memory, capacity: 1)
        var random = RandomStream(seed: seed)
        network.initialise(&random)
        file = PolicyFile(network, schema: schema, actions: actions, notes: notes)
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("gm-flow-\(UUID().uuidString).safetensors").path
        write(file.bytes)
    }

    func write(_ bytes: [UInt8]) { _ = FileManager.default.createFile(atPath: path, contents: Data(bytes)) }
    func remove() { try? FileManager.default.removeItem(atPath: path) }

    var argument: (name: String, value: ArgumentValue) { ("model", Argument.text(path)) }

    /// What the network alone makes of a row.
    func probabilities(_ x: [Double]) -> [Double] {
        remembered(x, after: []).probabilities
    }

    /// The same of a network with memory, and what it remembers then; an empty memory is none yet.
    func remembered(_ x: [Double], after memory: [Float]) -> (probabilities: [Double], memory: [Float]) {
        var network = PolicyNetwork(file, capacity: 1)
        network.forward(x.map { Float($0) }, Passage(rows: 1, memory: memory))
        let logits = (0..<file.shape.outputs).map { Double(network.output[$0]) }
        let top = logits.max() ?? 0
        let weights = logits.map { exp($0 - top) }
        return (weights.map { $0 / weights.reduce(0, +) }, network.memory)
    }
}

/// Rows of 48 random numbers, a second apart.
func randomRows(_ count: Int, seed: UInt64, spread: Double = 1) -> [FeatureRow] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
        let place = Int64(index + 1) * 1_000_000_000
        var row = FeatureRow(header: EventHeader(time: place, sequence: place), count: 48)
        for i in 0..<48 { row.values[i] = Double.random(in: (-3 * spread)...(3 * spread), using: &random) }
        return row
    }
}

/// The columns of the rows.
let columns48 = (0..<48).map { "c\($0)" }

/// Rows into agent.strategic.
func rowFeed(_ rows: [FeatureRow], schema: UInt64 = 77) -> Feed {
    Feed("features", rows, source: "features", columns: columns48, schema: schema)
}
