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

/// What a reader gave, and how it ended.
struct Reading {
    var trades: [Trade] = []
    var tally = IngestTally()
    var error: OperatorError?
    var finished: [(name: String, hash: String)] = []
    var times: [Int64] { trades.map(\.header.time) }
}

/// Reads all trades of a path.
func read(_ path: String, limit: Int = 100, _ change: (inout TradeFileSettings) -> Void = { _ in }) -> Reading
{
    var settings = TradeFileSettings()
    settings.path = path
    change(&settings)
    var reading = Reading()
    do {
        var reader = try TradeReader(TradeFileOptions(settings))
        do {
            while try reader.read(limit: limit, { reading.trades.append($0) }) {}
        } catch {
            reading.error = error
        }
        reading.tally = reader.tally
        reading.finished = reader.finished
    } catch {
        reading.error = error
    }
    return reading
}

func read(text: String, _ change: (inout TradeFileSettings) -> Void = { _ in }) throws -> Reading {
    let scratch = try Scratch()
    return read(try scratch.file("trades.csv", text), change)
}

func column(_ role: String, _ name: String) -> (key: String, value: ArgumentValue) {
    (role, ArgumentValue(.text(name), source: name))
}

func column(_ role: String, _ index: Int64) -> (key: String, value: ArgumentValue) {
    (role, ArgumentValue(.integer(index), source: "\(index)"))
}

/// Whether the counts add up: every line is a row or is counted.
func balances(_ tally: IngestTally) -> Bool {
    tally.lines == tally.rows + tally.refused + tally.dropped + tally.skipped
}
