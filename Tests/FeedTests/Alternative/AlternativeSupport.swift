import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// All that a source of alternative data makes of its files.
struct KnownRows {
    var rows: [FeatureRow] = []
    var columns: [String] = []
    var report = NodeReport()
    var failure: OperatorError?

    /// One column of all rows.
    func column(_ name: String) -> [Double] {
        columns.firstIndex(of: name).map { index in rows.map { $0.values[index] } } ?? []
    }

    /// When each row was known, in seconds.
    var seconds: [Int64] { rows.map { $0.header.time / 1_000_000_000 } }

    /// The rows refused, late or dropped for a reason.
    func count(_ reason: String) -> Int {
        report.refusals.filter { $0.reason == reason }.reduce(0) { $0 + $1.count }
    }

    /// All that did not become an event.
    var refusedCount: Int { report.refusals.reduce(0) { $0 + $1.count } }
}

typealias Arguments = [(name: String, value: ArgumentValue)]

/// Runs a source of alternative data to its end.
func known(_ name: String, paths: [String], _ arguments: Arguments = [], limit: Int = 512) throws -> KnownRows
{
    let path = Argument.list(paths.map { Argument.text($0) })
    let node = try DrivenNode(entry(name), [("path", path)] + arguments, inputs: [])
    var known = KnownRows(columns: node.instance.columns)
    loop: while true {
        let state = node.instance.produce(limit: limit)
        _ = node.progress(after: .min)
        switch state {
        case .more: continue
        case .failed(let error):
            known.failure = error
            break loop
        case .ended, nil: break loop
        }
    }
    known.rows = node.tape(FeatureRow.self).events
    known.report = node.report
    return known
}

/// Runs a source of alternative data on texts, each a file of its own; the entries are streams.
func known(
    _ name: String, _ texts: String..., with arguments: Arguments = [], limit: Int = 512
) throws -> KnownRows {
    try known(name, bytes: texts.map { Array($0.utf8) }, arguments, limit: limit)
}

/// Runs a source of alternative data on bytes.
func known(
    _ name: String, bytes: [[UInt8]], _ arguments: Arguments = [], limit: Int = 512
) throws -> KnownRows {
    let folder = NSTemporaryDirectory() + "gmflow-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let paths = try bytes.enumerated().map { index, bytes in
        let path = "\(folder)/data\(index).txt"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }
    return try known(name, paths: paths, arguments, limit: limit)
}

/// The error of a run that can't begin.
func refusal(_ name: String, _ text: String, with arguments: Arguments = []) -> OperatorError? {
    do {
        _ = try known(name, text, with: arguments)
        return nil
    } catch {
        return error as? OperatorError
    }
}

/// A duration of whole seconds.
func seconds(_ count: Int64) -> ArgumentValue { Argument.integer(count * 1_000_000_000) }

/// A file of `Tests/Fixtures/alternative`.
func alternativeFixture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/alternative/\(name)").path
}
