import Foundation
import Testing

/// Sweeps by the program: grids, walk-forward, what goes on after an interrupt, what is refused.
@Suite(.serialized) struct SweepRunTests {
    private static let pipeline = Sample.whole
        .replacingOccurrences(
            of: "count: {default: 20000}",
            with: "count: {default: 4000}\n  fast: {default: 5, range: [2, 50]}\n  slow: {default: 9}"
        )
        .replacingOccurrences(of: "every: 1m", with: "every: 1s")
        .replacingOccurrences(of: "length: 5", with: "length: $fast")
        .replacingOccurrences(of: "length: 9", with: "length: $slow")

    private func program() throws -> Program {
        let program = try Program()
        try program.write("p.yaml", Self.pipeline)
        return program
    }

    private func json(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `a grid is tried once, shown as table, map and page, and goes on where it was`() throws {
        let program = try program()
        defer { program.clean() }
        let first = try program.run(
            "sweep", "p.yaml", "--grid", "fast=3..5:2", "--grid", "slow=8,12", "--metric", "report.pnl",
            "--out", "s")
        #expect(first.code == 0, "\(first.err)")
        #expect(first.out.hasPrefix("sweep of sample: completed\n  trials   4\n"), "\(first.out)")
        #expect(first.out.contains("fast down, slow across") && first.out.contains("tries    4"))
        #expect(try program.text("s/trials.jsonl").split(separator: "\n").count == 4)
        #expect(try program.text("s/sweep.html").contains("<svg"))
        #expect(try program.text("s/sweep.csv").split(separator: "\n").count == 5)
        // The registry's last line is cut, as by a kill: that trial is made again, the others are not.
        let lines = try program.text("s/trials.jsonl")
        try program.write("s/trials.jsonl", String(lines.dropLast(40)))
        let second = try program.run(
            "sweep", "p.yaml", "--grid", "fast=3..7:2", "--grid", "slow=8,12", "--metric", "report.pnl",
            "--out", "s", "--json")
        #expect(second.code == 0, "\(second.err)")
        #expect(second.err.contains("1 line is no trial, the first is line 4"), "\(second.err)")
        let report = try json(second.out)
        #expect(report["planned"] as? Int == 6 && report["reused"] as? Int == 3)
        let rows = try #require(report["rows"] as? [[String: Any]])
        let values = rows.compactMap { $0["report.pnl"] as? Double }
        #expect(values.count == 6 && values == values.sorted(by: >))
        #expect((report["verdict"] as? [String: Any])?["tries"] as? Int == 6)
        // A trial is the run that the same parameters give.
        let best = try #require(rows[0]["parameters"] as? [String: String])
        let alone = try program.run(
            "run", "p.yaml", "--no-files", "--json", "--set", "fast=\(best["fast"] ?? "")", "--set",
            "slow=\(best["slow"] ?? "")")
        let results = try #require(json(alone.out)["results"] as? [String: Double])
        #expect(abs((results["pnl"] ?? .nan) - values[0]) < 1e-6)
    }

    @Test func `trials that fail are counted and shown, and the others go on`() throws {
        let program = try program()
        defer { program.clean() }
        let ran = try program.run("sweep", "p.yaml", "--grid", "slow=-3,9", "--out", "s")
        #expect(ran.code == 0, "\(ran.err)")
        #expect(ran.out.contains("trials   2, 1 failed"), "\(ran.out)")
        #expect(ran.out.contains("slow=-3: "), "\(ran.out)")
        let all = try program.run("sweep", "p.yaml", "--grid", "slow=-3,-4", "--out", "t")
        #expect(all.code == 3, "\(all.out)")
    }

    @Test func `walk-forward chooses on one window and judges on the next`() throws {
        let program = try program()
        defer { program.clean() }
        let ran = try program.run(
            "sweep", "p.yaml", "--grid", "fast=3,6", "--metric", "report.pnl", "--out", "s", "--json",
            "--walk-forward", "train=90s,test=40s,purge=10s,embargo=20s")
        #expect(ran.code == 0, "\(ran.err)")
        let folds = try #require(json(ran.out)["folds"] as? [[String: Any]])
        #expect(folds.count >= 2)
        for fold in folds {
            let windows = try ["train", "test"].map { try #require(fold[$0] as? [String]) }
            #expect(windows[0][1] < windows[1][0])
            let chosen = try #require((fold["chosen"] as? [String: String])?["fast"])
            // Both figures are those of runs on exactly these windows.
            for (name, window) in zip(["train", "test"], windows) {
                let alone = try program.run(
                    "run", "p.yaml", "--no-files", "--json", "--set", "fast=\(chosen)", "--from", window[0],
                    "--to", next(window[1]))
                let report = try json(alone.out)
                let pnl = (report["results"] as? [String: Double])?["pnl"]
                #expect(abs((pnl ?? .nan) - (fold["\(name)_value"] as? Double ?? 0)) < 1e-6)
                let seen = (report["market_from"] as? String ?? "", report["market_to"] as? String ?? "")
                #expect(
                    seen.0.dropLast() >= window[0].dropLast() && seen.1.dropLast() <= window[1].dropLast())
            }
        }
    }

    /// A nanosecond later: `--to` is the first instant that is left out.
    private func next(_ time: String) -> String {
        // Windows end at ….999999999Z.
        let parts = time.split(separator: ".")
        guard parts.count == 2, parts[1] == "999999999Z" else { return time }
        let format = ISO8601DateFormatter()
        guard let date = format.date(from: parts[0] + "Z") else { return time }
        return format.string(from: date.addingTimeInterval(1))
    }

    @Test func `Ctrl-C keeps what is finished`() throws {
        let program = try program()
        defer { program.clean() }
        let started = try program.start(
            "exec \"$0\" \"$@\"",
            [
                "sweep", "p.yaml", "--grid", "fast=3..6", "--grid", "count=2000,500000000", "--jobs", "1",
                "--out", "s",
            ])
        var waited = 0
        while !((try? program.text("s/trials.jsonl")) ?? "").contains("\n"), waited < 200 {
            Thread.sleep(forTimeInterval: 0.05)
            waited += 1
        }
        started.process.interrupt()
        let ran = try started.wait()
        #expect(ran.code == 130, "\(ran.err)")
        #expect(ran.out.hasPrefix("sweep of sample: PARTIAL: interrupted"), "\(ran.out)")
        #expect(try !program.text("s/trials.jsonl").isEmpty)
    }

    struct Misuse: CustomTestStringConvertible, Sendable {
        var arguments: [String]
        var says: String
        var code: Int32 = 1
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        arguments: [
            Misuse(arguments: [], says: "there is nothing to vary"),
            Misuse(arguments: ["--grid", "fast=9..3"], says: "ends before it begins"),
            Misuse(arguments: ["--grid", "fats=3..9"], says: "did you mean `fast`?", code: 2),
            Misuse(arguments: ["--grid", "fast=40..60:10"], says: "60", code: 2),
            Misuse(
                arguments: ["--grid", "fast=3,4", "--metric", "report.pln"],
                says: "did you mean `report.pnl`?"),
            Misuse(arguments: ["--grid", "fast=3,4", "--jobs", "0"], says: "not from 1 to 1024"),
            Misuse(arguments: ["--grid", "fast=3,4", "--random", "0"], says: "not above 0"),
            Misuse(
                arguments: ["--grid", "fast=3", "--walk-forward", "train=1d"], says: "needs train and test"),
            Misuse(
                arguments: ["--grid", "fast=3", "--walk-forward", "train=9d,test=1d"],
                says: "one fold takes 10d"),
            Misuse(arguments: ["--grid", "fast=3", "--from", "yesterday"], says: "not a time"),
        ])
    func `a sweep that makes no sense is told why`(_ misuse: Misuse) throws {
        let program = try program()
        defer { program.clean() }
        let ran = try program.shell(
            "exec \"$0\" \"$@\"", ["sweep", "p.yaml", "--out", "s"] + misuse.arguments)
        #expect(ran.code == misuse.code, "\(ran.err)")
        #expect(ran.err.contains(misuse.says), "\(ran.err)")
    }
}
