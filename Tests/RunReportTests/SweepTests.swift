import FlowEngine
import Foundation
import OperatorKit
import Testing

@testable import RunReport

@Suite struct SweepTests {
    @Test(
        arguments: [
            ("fast=6..20:2", ["6", "8", "10", "12", "14", "16", "18", "20"]),
            ("x=1..3", ["1", "2", "3"]), ("x=-0.2..0.1:0.1", ["-0.2", "-0.1", "0", "0.1"]),
            ("x=0.05..0.15:0.05", ["0.05", "0.1", "0.15"]), ("x=6,9,12", ["6", "9", "12"]),
            ("tf=5m,15m", ["5m", "15m"]), ("x=1..10:4", ["1", "5", "9"]), ("x=3", ["3"]),
            ("x=1,10..12", ["1", "10", "11", "12"]),
        ])
    func `an axis is read`(_ text: String, _ values: [String]) throws {
        #expect(try SweepAxis(parsing: text).values == values)
    }

    @Test(
        arguments: [
            ("fast", "names no parameter"), ("=1..2", "names no parameter"), ("x=", "empty value"),
            ("x=5..2", "ends before it begins"), ("x=1..5:0", "step that is not above 0"),
            ("x=1..5:-1", "step that is not above 0"), ("x=a..b", "not of numbers"),
            ("x=1..2..3", "not of numbers"), ("x=1,,2", "empty value"), ("x=1,1", "1 twice"),
            ("x=0..1000000", "more than 100,000 values"), ("x=1..2:0.0000000001", "not of numbers"),
        ])
    func `an axis that is none is told why`(_ text: String, _ says: String) {
        let error = #expect(throws: SweepError.self) { try SweepAxis(parsing: text) }
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test func `trials on other data than the rest are counted, by part of the tape`() {
        func trial(_ data: String, _ window: ClosedRange<Int64>? = nil, failure: String? = nil) -> TrialRecord
        {
            var trial = TrialRecord(
                key: "k", pipeline: "p", parameters: [], part: .all, window: window, failure: failure,
                seconds: 0)
            trial.data = data
            return trial
        }
        #expect(TrialRecord.strangers([trial("a"), trial("a"), trial("b", 1...2), trial("b", 1...2)]) == 0)
        #expect(TrialRecord.strangers([trial("a"), trial("b"), trial("a"), trial("c")]) == 2)
        #expect(TrialRecord.strangers([trial("a"), trial("", failure: "it ended")]) == 0)
        #expect(TrialRecord.strangers([]) == 0)
    }

    @Test func `a grid has every combination once, and a random part of it is the same by seed`() throws {
        let grid = try SweepGrid(["a=1..3", "b=x,y", "c=1..4"].map { try SweepAxis(parsing: $0) })
        #expect(grid.count == 24)
        let all = Set((0..<24).map { SweepSummary.text(grid[$0]) })
        #expect(all.count == 24 && all.contains("a=2 b=y c=3"))
        let some = try grid.places(random: 7, seed: 5)
        #expect(try Set(some).count == 7 && some == grid.places(random: 7, seed: 5))
        #expect(try some != grid.places(random: 7, seed: 6))
        #expect(try grid.places(random: 100, seed: 1).count == 24)
        #expect(throws: SweepError.self) { try SweepGrid([]) }
        #expect(throws: SweepError.self) {
            try SweepGrid([SweepAxis(name: "a", values: ["1"]), SweepAxis(name: "a", values: ["2"])])
        }
    }

    @Test func `no instant of a test, its purge or its embargo is trained on`() throws {
        let hour: Int64 = 3_600_000_000_000
        for seed in 0..<200 {
            var random = MadeUpRun.Random(state: UInt64(seed))
            func length(_ most: Double) -> Int64 { Int64(random.uniform() * most * Double(hour)) + 1 }
            let forward = WalkForward(
                train: 40 * hour + length(40), test: hour + length(29), purge: length(10), embargo: length(10)
            )
            let start = length(1_000_000)
            let tape = start...(start + 400 * hour)
            let folds = try forward.folds(of: tape)
            #expect(!folds.isEmpty)
            for fold in folds {
                // What is left out before the test is purge and embargo, to the nanosecond.
                #expect(
                    fold.test.lowerBound - fold.train.upperBound - 1 == forward.purge + forward.embargo)
                #expect(fold.test.upperBound - fold.test.lowerBound + 1 == forward.test)
                #expect(
                    fold.train.upperBound - fold.train.lowerBound + 1 == forward.train - forward.purge)
                #expect(tape.contains(fold.train.lowerBound) && tape.contains(fold.test.upperBound))
            }
            for (one, next) in zip(folds, folds.dropFirst()) {
                #expect(next.test.lowerBound == one.test.upperBound + 1)
            }
            #expect(tape.upperBound - (folds.last?.test.upperBound ?? 0) < forward.test)
        }
    }

    @Test(
        arguments: [
            ("train=2d", "needs train and test"), ("train=2d,test=1", "not a length of time"),
            ("train=1d,test=1d,purge=1d", "purge leaves nothing"),
            ("train=1d,test=1d,gap=1h", "no length called"),
            ("train=1d,train=2d,test=1d", "train twice"),
        ])
    func `a cut that is none is told why`(_ text: String, _ says: String) {
        let error = #expect(throws: SweepError.self) { try WalkForward(parsing: text) }
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test func `a tape too short for a fold is told`() throws {
        let forward = try WalkForward(parsing: "train=2d,test=1d,embargo=1h")
        let hour: Int64 = 3_600_000_000_000
        #expect(throws: SweepError.self) { try forward.folds(of: 0...(73 * hour - 2)) }
        #expect(try forward.folds(of: 0...(73 * hour - 1)).count == 1)
    }

    private static func trial(_ fast: Int, _ slow: Int, _ value: Double?) -> TrialRecord {
        var trial = TrialRecord(
            key: "\(fast)-\(slow)", pipeline: "p", parameters: [("fast", "\(fast)"), ("slow", "\(slow)")],
            part: .all, window: nil, failure: nil, seconds: 0.5)
        trial.metrics = [("report.pnl", 10), ("report.sharpe", value), ("report.trades", Double(fast))]
        trial.returns = value.map {
            TrialRecord.Returns(count: 250, sharpe: $0 / 16, skewness: 0.1, kurtosis: 4)
        }
        return trial
    }

    @Test func `a registry keeps every trial, and what is broken in it costs only itself`() throws {
        let folder = NSTemporaryDirectory() + "gm-flow-registry-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try OutputFile.makeDirectory(folder)
        var registry = try TrialRegistry(folder: folder)
        #expect(registry.trials.isEmpty)
        for fast in 1...4 { try registry.add(Self.trial(fast, 9, Double(fast))) }
        var failed = Self.trial(5, 9, nil)
        failed.failure = "it broke, \"so\""
        try registry.add(failed)
        // As a run leaves it that was killed while it wrote.
        try OutputFile.append(#"{"key":"6-9","pipeline":"p","par"#, to: registry.path)
        var again = try TrialRegistry(folder: folder)
        #expect(again.trials.count == 5 && again.broken == [6])
        #expect(again["5-9"]?.failure == "it broke, \"so\"")
        #expect(again["3-9"]?.metric("report.sharpe") == 3 && again["3-9"]?.returns?.count == 250)
        try again.add(Self.trial(7, 9, 7))
        try again.add(Self.trial(5, 9, 5))
        let third = try TrialRegistry(folder: folder)
        #expect(third.trials.map(\.key) == ["1-9", "2-9", "3-9", "4-9", "5-9", "7-9"])
        #expect(third["5-9"]?.failure == nil && third.broken == [6])
    }

    private static func summary() -> SweepSummary {
        var trials: [TrialRecord] = []
        for fast in 1...4 {
            for slow in 5...9 { trials.append(trial(fast, slow, slow == 7 ? nil : sin(Double(fast * slow)))) }
        }
        var failed = trial(4, 10, nil)
        failed.failure = "p.yaml:3:4: error: <no>"
        var summary = SweepSummary(
            pipeline: "p",
            axes: [
                SweepAxis(name: "fast", values: ["1", "2", "3", "4"]),
                SweepAxis(name: "slow", values: ["5", "6", "7", "8", "9", "10"]),
            ], metric: "report.sharpe", isLowest: false, trials: trials + [failed])
        summary.planned = 21
        summary.folder = "runs/sweep-p"
        var random = MadeUpRun.Random(state: 1)
        let returns = (0..<8).map { _ in (0..<128).map { _ in random.normal() } }
        summary.verdict = SweepVerdict(best: trials.first, tries: trials, returns: returns)
        return summary
    }

    @Test func `trials are sorted, and undefined ones are last`() {
        let summary = Self.summary()
        let values = summary.rows.map(\.value)
        #expect(values.prefix(16).allSatisfy { $0 != nil } && values.suffix(4).allSatisfy { $0 == nil })
        #expect(zip(values, values.dropFirst()).allSatisfy { ($0 ?? -9) >= ($1 ?? -9) })
        #expect(summary.map?[1][2] == .some(nil) && summary.map?[1][3] == sin(16))
        #expect(summary.columns == ["report.pnl", "report.trades"])
        #expect(summary.csv.hasPrefix("fast,slow,report.sharpe,report.pnl,report.trades\n"))
        let text = SweepText(summary, style: TextStyle(coloured: false)).text
        #expect(text.contains("fast down, slow across") && text.contains("PBO") && text.contains("DSR"))
        #expect(text.contains("fast=4 slow=10: p.yaml:3:4: error: <no>"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 112 }, "\(text)")
    }

    @Test func `the more were tried, the less the best is worth`() {
        let best = Self.trial(1, 1, 1.8)
        let worth = [1, 10, 100].map { count in
            let tries = (0..<count).map { Self.trial(1, $0, $0 % 2 == 0 ? 1 : -1) }
            return SweepVerdict(best: best, tries: tries).deflated ?? .nan
        }
        #expect(worth[0] > worth[1] && worth[1] > worth[2])
        #expect(SweepVerdict(best: nil, tries: []).deflated == nil)
    }

    @Test func `a key tells trials apart by all that matters and by no order`() {
        func key(_ parameters: [(String, String)], _ window: ClosedRange<Int64>? = nil, _ seed: UInt64 = 1)
            -> String
        {
            TrialKey.text(
                pipelineHash: "h", parameters: parameters, profile: nil, seed: seed, window: window,
                version: "1")
        }
        let one = key([("a", "1"), ("b", "2")])
        #expect(one == key([("b", "2"), ("a", "1")]) && one.count == 16)
        #expect(
            Set([
                one, key([("a", "2"), ("b", "1")]), key([("a", "1"), ("b", "2")], 0...5),
                key([("a", "1"), ("b", "2")], nil, 2),
            ]).count == 4)
    }

    @Test func `pages of sweeps and comparisons are readable everywhere`() throws {
        var summary = Self.summary()
        summary.folds = [
            .init(
                windows: .init(train: 0...86_399_999_999_999, test: 90_000_000_000_000...99_999_999_999_999),
                chosen: [("fast", "2")], train: 1.5)
        ]
        summary.testProbability = 0.75
        try PageLook.look(at: "sweep", SweepPage(summary).text, charts: 1, hasPointer: false)
        var other = MadeUpRun.record(days: 400, seed: 8)
        other.manifest.parameters[0].value = "14"
        let comparison = RunComparison([("runs/a", MadeUpRun.record()), ("runs/b/record.json", other)])
        try PageLook.look(at: "compare", ComparisonPage(comparison).text, charts: 1)
    }

    @Test func `a comparison names what differs, and nothing else`() {
        let record = MadeUpRun.record(days: 60)
        let same = RunComparison([("runs/a", record), ("other/a", record)])
        #expect(same.differences.isEmpty && same.edges.isEmpty && same.comparedEdges == 1)
        #expect(same.names == ["a", "a (2)"])
        let plain = TextStyle(coloured: false)
        #expect(same.text(style: plain).contains("All 1 edges have the same events, to the byte."))
        var other = record
        other.manifest.parameters[0].value = "14"
        other.result.edges[0].hash = 1
        other.result.nodes[0].report.inputs[0].hash = "beef"
        let two = RunComparison([("runs/a", record), ("runs/b", other)])
        #expect(two.differences.map(\.what) == ["parameter fast", "data of ticks: a.csv"])
        #expect(two.edges.map(\.what) == ["ticks.trades -> report.marks"])
        #expect(two.figures.contains { $0.name == "report.pnl" && $0.isEqual })
    }
}
