import Foundation
import MarketModel
import OperatorKit
import Testing

@testable import IngestOperators

/// Where this package stands.
let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

func fixture(_ name: String) -> String {
    packageRoot.appendingPathComponent("Tests/Fixtures/ingest/\(name)").path
}

/// A file of the recorded market data, which is not part of the project; nil where it is absent.
func recorded(_ name: String) -> String? {
    let root =
        ProcessInfo.processInfo.environment["GMFLOW_DATA"]
        ?? packageRoot.appendingPathComponent("../shared/data").standardizedFileURL.path
    let path = "\(root)/\(name)"
    guard FileManager.default.fileExists(atPath: path) else {
        print("skipped: no recorded market data at \(path); set GMFLOW_DATA to its folder")
        return nil
    }
    return path
}

/// A folder of its own for one test, gone after it.
final class Scratch {
    let path: String
    init() throws {
        path = NSTemporaryDirectory() + "gm-flow-ingest-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = "\(path)/\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }
}

/// Seeded random numbers (SplitMix64).
struct Dice {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
    mutating func below(_ bound: Int) -> Int { Int(bits() % UInt64(bound)) }
    mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }
}

/// What a node of a file format made of files, and how it ended.
struct FeedRun {
    var store = FeedStore()
    var error: OperatorError?
    var report = NodeReport()

    var trades: [Trade] { store.trades }
    var quotes: [Quote] { store.quotes }
    var bars: [Bar] { store.bars }
    /// Times of the trades.
    var times: [Int64] { trades.map(\.header.time) }
    /// Sequences of all events, sorted.
    var sequences: [Int64] {
        (trades.map(\.header.sequence) + quotes.map(\.header.sequence) + bars.map(\.header.sequence)
            + store.levels.map(\.header.sequence) + store.orders.map(\.header.sequence)).sorted()
    }
    /// Why records gave no event.
    var reasons: [String] { report.refusals.map(\.reason) }
    /// The first examples of all reasons.
    var examples: [String] { report.refusals.flatMap(\.examples) }

    /// A number of the report.
    func count(_ name: String) -> Int { Int(report.value(name) ?? 0) }
    /// How many were kept out for a reason that begins so.
    func refused(_ reason: String) -> Int {
        report.refusals.filter { $0.reason.hasPrefix(reason) }.reduce(0) { $0 + $1.count }
    }
    /// Whether what came in is what went on and what is told, and no two events have the same place.
    var balances: Bool {
        let told = report.refusals.reduce(0) { $0 + $1.count }
        return report.received == sequences.count + told && Set(sequences).count == sequences.count
    }
    /// Whether every line was one event or is counted, too.
    var addsUp: Bool {
        let told = report.refusals.reduce(0) { $0 + $1.count }
        return balances && count("lines") == sequences.count + told + count("skipped")
    }
}

/// Runs a format over paths, each a stream.
func feed<Format: FeedFormat>(
    _ format: Format.Type, _ paths: [String], limit: Int = 100,
    _ change: (inout Format.Settings) -> Void = { _ in }
) -> FeedRun {
    var settings = Format.Settings()
    settings.files.paths = paths
    change(&settings)
    var run = FeedRun()
    do {
        var node = try Feed<Format>(settings, NodeContext(name: "feed"))
        do {
            try node.open()
            while try node.fill(limit, &run.store) {}
        } catch {
            run.error = error
        }
        node.report(into: &run.report)
    } catch {
        run.error = error
    }
    return run
}

/// Runs `SmallFormat` over texts, each a file of its own and a stream.
func feed(
    _ texts: [String], limit: Int = 100, _ change: (inout SmallFormat.Settings) -> Void = { _ in }
) throws -> FeedRun {
    let scratch = try Scratch()
    let paths = try texts.enumerated().map { try scratch.file("\($0).txt", $1) }
    return feed(SmallFormat.self, paths, limit: limit, change)
}

/// Reads a file with `ingest.csv`.
func read(_ path: String, limit: Int = 100, _ change: (inout CSVSettings) -> Void = { _ in }) -> FeedRun {
    feed(CSVFormat.self, [path], limit: limit, change)
}

func read(text: String, _ change: (inout CSVSettings) -> Void = { _ in }) throws -> FeedRun {
    let scratch = try Scratch()
    return read(try scratch.file("rows.csv", text), change)
}

func column(_ role: String, _ name: String) -> (key: String, value: ArgumentValue) {
    (role, ArgumentValue(.text(name), source: name))
}

func column(_ role: String, _ index: Int64) -> (key: String, value: ArgumentValue) {
    (role, ArgumentValue(.integer(index), source: "\(index)"))
}
