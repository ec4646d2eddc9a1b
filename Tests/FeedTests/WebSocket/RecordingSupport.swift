import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// A file of `Tests/Fixtures/websocket`.
func fixture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/websocket/\(name)").path
}

/// All that a file operator makes of a file.
struct Played {
    var trades: [Trade] = []
    var quotes: [Quote] = []
    var levels: [LevelChange] = []
    var report = NodeReport()
    var failure: OperatorError?

    /// The events refused or dropped for a reason.
    func count(_ reason: String) -> Int {
        report.refusals.filter { $0.reason == reason }.reduce(0) { $0 + $1.count }
    }

    /// Sequences of everything sent, in no order.
    var sequences: [Int64] {
        trades.map(\.header.sequence) + quotes.map(\.header.sequence) + levels.map(\.header.sequence)
    }
}

/// Runs a file operator to its end.
func play(
    _ name: String, _ path: String, _ arguments: [(name: String, value: ArgumentValue)] = [],
    limit: Int = 512
) throws -> Played {
    let node = try DrivenNode(entry(name), [("path", Argument.text(path))] + arguments, inputs: [])
    var played = Played()
    loop: while true {
        let state = node.instance.produce(limit: limit)
        _ = node.progress(after: .min)
        switch state {
        case .more: continue
        case .failed(let error):
            played.failure = error
            break loop
        case .ended, nil: break loop
        }
    }
    played.trades = node.tape(Trade.self).events
    played.quotes = node.tape(Quote.self).events
    played.levels = node.tape(LevelChange.self).events
    played.report = node.report
    return played
}

/// Runs a file operator on a text.
func play(
    _ name: String, text: String, _ arguments: [(name: String, value: ArgumentValue)] = [], limit: Int = 512
) throws -> Played {
    try play(name, bytes: Array(text.utf8), arguments, limit: limit)
}

/// Runs a file operator on bytes.
func play(
    _ name: String, bytes: [UInt8], _ arguments: [(name: String, value: ArgumentValue)] = [],
    limit: Int = 512
) throws -> Played {
    let path = NSTemporaryDirectory() + "gmflow-\(UUID().uuidString).txt"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try play(name, path, arguments, limit: limit)
}

/// The books after each message, by `book.l2`.
func books(_ levels: [LevelChange]) throws -> (depths: [Depth], report: NodeReport) {
    let node = try DrivenNode(entry("book.l2"), inputs: [Feed("levels", levels).input])
    node.deliver(levels)
    node.finish()
    return (node.tape(Depth.self).events, node.report)
}
