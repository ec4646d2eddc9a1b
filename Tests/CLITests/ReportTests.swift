import Foundation
import Testing

/// Reports of stored runs: made again to the byte, compared, and refused where the store is broken.
@Suite(.serialized) struct ReportTests {
    @Test func `a stored run gives its files again`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        let ran = try program.run("run", "p.yaml", "--out", "a")
        #expect(ran.code == 0, "\(ran.err)")
        #expect(try program.run("report", "a", "--format", "html,json,csv", "--out", "b").code == 0)
        let files = try FileManager.default.contentsOfDirectory(
            atPath: program.folder.appendingPathComponent("a").path)
        #expect(files.count >= 7)
        for file in files where file != "record.json" {
            #expect(try program.text("a/\(file)") == program.text("b/\(file)"), "\(file)")
        }
        let text = try program.run("report", "a/record.json")
        #expect(text.out == ran.out.replacingOccurrences(of: "  files    a/\n", with: ""))
        // A record alone is all that is needed.
        #expect(try program.run("run", "p.yaml", "--out", "c", "--record-only", "--quiet").code == 0)
        #expect(!program.exists("c/report.html") && program.exists("c/record.json"))
        #expect(try program.run("report", "c", "--format", "html").code == 0)
        #expect(program.exists("c/report.html") && !program.exists("c/report.json"))
    }

    @Test func `runs are compared`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        for (name, count) in [("a", "9000"), ("b", "9000"), ("c", "9500")] {
            _ = try program.run("run", "p.yaml", "--out", name, "--record-only", "--set", "count=\(count)")
        }
        let same = try program.run("compare", "a", "b")
        #expect(same.code == 0 && same.out.contains("have the same events, to the byte"), "\(same.out)")
        let ran = try program.run("compare", "a", "b", "c", "--html", "x.html")
        #expect(ran.out.contains("parameter count") && ran.out.contains("* report.pnl"), "\(ran.out)")
        #expect(ran.out.contains("Edges whose events differ"))
        #expect(try program.text("x.html").contains("equity of each run"))
        let json = try program.run("compare", "a", "c", "--json")
        #expect(try JSONSerialization.jsonObject(with: Data(json.out.utf8)) is [String: Any])
    }

    @Test func `what is no run is refused`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        _ = try program.run("run", "p.yaml", "--out", "a", "--quiet")
        try program.write("cut.json", String(try program.text("a/record.json").dropLast(500)))
        for (words, says) in [
            (["report", "nowhere"], "there is no such file"),
            (["report", "cut.json"], "the file ends too early"),
            (["report", "p.yaml"], "it is not JSON"),
            (["report", "a/report.json"], "it is not the record of a run"),
            (["report", "a", "--format", "pdf"], "any of html, json, csv"),
            (["report", "a", "--out", "b"], "add --format"),
            (["compare", "a"], "name two runs or more"), (["compare", "a", "b"], "b: there is no such file"),
            (["run", "p.yaml", "--from", "2024-13-01"], "not a time"),
            (["run", "p.yaml", "--from", "2024-01-02", "--to", "2024-01-02"], "not later than"),
            (["run", "p.yaml", "--record-only", "--no-files"], "exclude each other"),
        ] {
            let ran = try program.shell("exec \"$0\" \"$@\"", words)
            #expect(ran.code == 1 && ran.err.contains(says), "\(words): \(ran.err)")
        }
    }

    @Test func `a window shows only its part of the tape, and runs add up`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        func received(_ words: String...) throws -> Int {
            let ran = try program.shell(
                "exec \"$0\" \"$@\"", ["run", "p.yaml", "--no-files", "--quiet"] + words)
            #expect(ran.code == 0 && ran.lastLine.hasSuffix("(balanced)"), "\(ran.err)")
            return Int(ran.lastLine.split(separator: " ")[1]) ?? -1
        }
        let middle = "2024-01-02T00:07:30.5"
        let parts = try [received("--to", middle), received("--from", middle)]
        #expect(parts[0] > 0 && parts[1] > 0 && parts[0] + parts[1] == 20000, "\(parts)")
        #expect(try received("--from", "2030-01-01") == 0)
    }
}
