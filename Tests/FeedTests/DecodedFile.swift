import Archives
import Foundation
import MarketModel
import OperatorKit

@testable import IngestOperators

/// All that a decoder gives of one file, and how it ended.
struct DecodedFile {
    var events: [MarketEvent] = []
    var tally = FeedTally()
    var error: OperatorError?

    /// Reads a file in steps of about `limit` events.
    init<Decoder: FeedDecoder>(
        _ decoder: Decoder.Type, _ path: String, _ options: Decoder.Options, limit: Int = 7
    ) {
        var queue = FeedQueue()
        do {
            let archive = try ArchiveReader(path: path)
            var decoder = try Decoder(FeedFile(archive: archive, name: path), options)
            var goesOn = true
            while goesOn {
                do {
                    goesOn = try decoder.decode(limit: limit, into: &queue, &tally)
                } catch {
                    self.error = error
                    goesOn = false
                }
                while !queue.isEmpty { events.append(queue.removeFirst()) }
            }
        } catch let error as OperatorError {
            self.error = error
        } catch {
            self.error = OperatorError("\(error)")
        }
    }

    var trades: [Trade] { events.compactMap { if case .trade(let event) = $0 { event } else { nil } } }
    var quotes: [Quote] { events.compactMap { if case .quote(let event) = $0 { event } else { nil } } }
    var levels: [LevelChange] { events.compactMap { if case .level(let event) = $0 { event } else { nil } } }
    var orders: [OrderChange] { events.compactMap { if case .order(let event) = $0 { event } else { nil } } }
    var bars: [Bar] { events.compactMap { if case .bar(let event) = $0 { event } else { nil } } }
    /// How many records were refused for a reason.
    func refused(_ reason: String) -> Int { tally.entries[reason]?.count ?? 0 }
    /// How many records were refused.
    var refusedCount: Int { tally.entries.values.reduce(0) { $0 + $1.count } }
}

/// A file beside the tests.
func testFile(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/\(name)").path
}

/// The whole content of a file, unpacked.
func contents(_ path: String) throws -> [UInt8] { try ArchiveReader.contents(path: path, limit: 1 << 28) }

/// A folder of its own for one test, gone after it.
final class ScratchFolder {
    private let path: String

    init() throws {
        path = NSTemporaryDirectory() + "gm-flow-feed-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = "\(path)/\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}
