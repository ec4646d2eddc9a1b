import Archives
import Foundation
import MarketModel
import OperatorKit
import Testing

@testable import IngestOperators

private let second: Int64 = 1_000_000_000

/// The files of one pattern: merged they are what one sorted file would be.
@Suite struct MergeFilesTests {
    /// Lines of several files, each in order, and the one file that a stable sort makes of them.
    private struct Texts {
        var files: [String]
        var sorted = ""

        init(seed: UInt64, files count: Int, step: Int, line: (Int, inout Dice) -> String) {
            var dice = Dice(seed: seed)
            var all: [(time: Int, file: Int, text: String)] = []
            files = (0..<count).map { file in
                var time = dice.below(40)
                return (0..<1 + dice.below(120)).map { _ in
                    time += dice.below(step)
                    let text = line(time, &dice) + "\n"
                    all.append((time, file, text))
                    return text
                }.joined()
            }
            // Stable: lines of a file keep their order, and the files that of their names.
            let order = all.indices.sorted {
                (all[$0].time, all[$0].file, $0) < (all[$1].time, all[$1].file, $1)
            }
            sorted = order.map { all[$0].text }.joined()
        }
    }

    /// Runs a pattern over texts, named in their order.
    private func merged(
        _ texts: [String], limit: Int = 100, _ change: (inout SmallFormat.Settings) -> Void = { _ in }
    ) throws -> FeedRun {
        let scratch = try Scratch()
        for (index, text) in texts.enumerated() { _ = try scratch.file("\(index + 1000).txt", text) }
        return feed(SmallFormat.self, ["\(scratch.path)/*.txt"], limit: limit, change)
    }

    private func expectSame(_ run: FeedRun, _ whole: FeedRun, _ note: String) {
        #expect(run.error == nil, "\(note)")
        #expect(run.addsUp, "\(note)")
        #expect(run.trades == whole.trades && run.quotes == whole.quotes && run.bars == whole.bars, "\(note)")
        #expect(run.count("late") == whole.count("late"), "\(note)")
        #expect(run.reasons.sorted() == whole.reasons.sorted(), "\(note)")
    }

    @Test(arguments: [1, 2, 3, 7, 16, 17, 40])
    func `overlapping files with equal times are what one sorted file is`(count: Int) throws {
        let texts = Texts(seed: UInt64(count), files: count, step: 3) { time, dice in
            dice.pick([
                "T \(time) \(5 + dice.below(9)) 1", "Q \(time) 4 1 6 1", "T \(time) 0 1", "T \(time) 5 nan",
            ])
        }
        for limit in [1, 5, 100_000] {
            for opened in [1, 16, 100] {
                let change = { (settings: inout SmallFormat.Settings) in
                    settings.files.openedAtOnce = opened
                    settings.rules.side = .tickRule
                    settings.rules.outliers = 3
                }
                let whole = try merged([texts.sorted], change)
                let run = try merged(texts.files, limit: limit, change)
                expectSame(run, whole, "\(count) files, limit \(limit), \(opened) opened at once")
                #expect(run.report.inputs.count == count)
            }
        }
    }

    @Test func `lateness sorts within files that are merged`() throws {
        for seed: UInt64 in 1...5 {
            let texts = Texts(seed: seed, files: 4, step: 2) { time, dice in
                "T \(time + dice.below(4)) \(5 + dice.below(9)) 1"
            }
            let change = { (settings: inout SmallFormat.Settings) in settings.rules.lateness = 8 * second }
            let run = try merged(texts.files, change)
            #expect(run.count("late") == 0 && run.times == run.times.sorted() && run.addsUp)
            let whole = try merged([texts.sorted], change)
            #expect(run.times == whole.times && run.trades.count == whole.trades.count)
        }
    }

    @Test func `files that follow each other are merged whatever their names`() throws {
        let texts = [
            "T 20 3 1\nT 21 3 1\n", "T 1 1 1\nT 9 1 1\n", "bad\n", "\n", "T 9 2 1\nT 12 2 1\n",
        ]
        for opened in [1, 16] {
            let run = try merged(texts) { $0.files.openedAtOnce = opened }
            #expect(run.error == nil && run.addsUp)
            #expect(run.trades.map(\.price.double) == [1, 1, 2, 2, 3, 3])
            #expect(run.refused("line isn't") == 2 && run.report.inputs.count == 5)
        }
        let named = try merged(texts) { $0.files.order = .name }
        #expect(named.trades.map(\.price.double) == [3, 3])
        #expect(named.refused("time is before the end of the file before") == 4 && named.addsUp)
    }

    @Test func `each file's repeated last event goes`() throws {
        let texts = ["T 1 5 1\nT 3 5 1\nT 3 5 1\n", "T 2 6 1\nT 2 6 1\n", "T 3 5 1\n"]
        for opened in [1, 16] {
            let run = try merged(texts, limit: 1) {
                $0.rules.repeatLast = .drop
                $0.files.openedAtOnce = opened
            }
            #expect(run.times == [1, 2, 3, 3].map { $0 * second } && run.refused("last event") == 2)
            #expect(run.addsUp)
        }
    }

    @Test func `more files than may be open overlap only with an error`() throws {
        let day = (0..<30).map { "T \($0) 5 1\nT \($0 + 1) 5 1\n" }
        let few = { (settings: inout SmallFormat.Settings) in
            (settings.files.openedAtOnce, settings.files.mostOpen) = (4, 4)
        }
        let run = try merged(day, few)
        #expect(run.error == nil && run.trades.count == 60)
        let long = (0..<5).map { "T \($0) 5 1\nT 9 5 1\n" }
        let failed = try merged(long, few)
        #expect(failed.error?.message.contains("more than 4 files overlap in time") == true)
        #expect(failed.error?.help?.contains("order: name") == true && failed.trades.count == 4)
    }

    @Test func `what breaks in one of several files comes after what was before it`() throws {
        let packed = Array(try Data(contentsOf: URL(fileURLWithPath: fixture("one.zip"))))
        let scratch = try Scratch()
        _ = try scratch.file("a.csv", "ts_s,price,size\n1,5,1\n1900000000,7,1\n")
        _ = try scratch.file("b.csv", Array(packed[..<(packed.count / 2)]))
        for (opened, order) in [(16, FeedFiles.Order.merge), (1, .merge), (16, .name)] {
            for lateness in [0, 86_399 * second] {
                let run = feed(CSVFormat.self, ["\(scratch.path)/*.csv"]) {
                    $0.files.openedAtOnce = opened
                    $0.files.order = order
                    $0.rules.lateness = lateness
                }
                #expect(run.error?.argument == "path", "\(opened) \(order) \(lateness)")
                #expect(run.times == run.times.sorted() && run.times.first == second)
                #expect((run.times.last == 1_900_000_000 * second) == (order == .name))
                #expect(run.trades.count > 500 || order == .name)
            }
        }
    }

    @Test func `an unreadable file is told before the run begins`() throws {
        let scratch = try Scratch()
        _ = try scratch.file("a.csv", "ts_s,price,size\n1,5,1\n")
        _ = try scratch.file("b.csv", "")
        for opened in [1, 16] {
            let run = feed(CSVFormat.self, ["\(scratch.path)/*.csv"]) { $0.files.openedAtOnce = opened }
            #expect(run.error?.message.hasSuffix("b.csv' is empty") == true && run.trades.isEmpty)
        }
    }
}
