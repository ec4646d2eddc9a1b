import Foundation
import Testing

/// Whole runs of the program: reports, files, exit codes, interrupts, full disks.
@Suite(.serialized) struct RunTests {
    @Test func `a run ends with the balance, and leaves its files`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        let ran = try program.run("run", "p.yaml", "--out", "files")
        #expect(ran.code == 0, "\(ran.err)")
        #expect(ran.out.hasPrefix("sample: completed\n"))
        #expect(
            ran.lastLine
                == "in 20000 = out 20000 + refused 0 + late 0 + expired 0 + dropped 0 + lost 0 (balanced)")
        #expect(ran.out.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(!ran.out.contains("\u{1B}"))
        for name in [
            "manifest.json", "record.json", "report.json", "report.html", "trades.csv", "equity.csv",
            "latency.csv",
        ] {
            #expect(try !program.text("files/\(name)").isEmpty)
        }
        let page = try program.text("files/report.html")
        #expect(page.contains("<svg"))
        #expect(!page.contains(" src=") && !page.contains("href=\"http") && !page.contains("@import"))
        #expect(try program.text("files/trades.csv").hasPrefix("entry_time,exit_time,side,"))
    }

    @Test func `without a folder a run makes its own`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        _ = try program.run("run", "p.yaml", "--quiet")
        _ = try program.run("run", "p.yaml", "--quiet")
        let runs = try FileManager.default.contentsOfDirectory(
            atPath: program.folder.appendingPathComponent("runs").path)
        #expect(runs.count == 2)
        #expect(runs.allSatisfy { $0.contains("Z-sample") })
    }

    @Test func `the JSON report says the same twice, times aside`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        func report(_ cores: String) throws -> [String: Any] {
            let ran = try program.run("run", "p.yaml", "--json", "--no-files", "--cores", cores)
            #expect(ran.code == 0, "\(ran.err)")
            return try #require(JSONSerialization.jsonObject(with: Data(ran.out.utf8)) as? [String: Any])
        }
        let first = try report("0")
        let second = try report("0")
        #expect(first["ticks"] as? Int == 20000)
        #expect(first["partial"] as? Bool == false)
        let results = try #require(first["results"] as? [String: Double])
        #expect(results == second["results"] as? [String: Double])
        #expect((results["bars"] ?? 0) > 10)
        let hashes = try [first, second].map { report in
            try #require(report["edges"] as? [[String: Any]]).map { $0["hash"] as? String }
        }
        #expect(hashes[0] == hashes[1])
        #expect(hashes[0].allSatisfy { $0?.count == 16 })
    }

    @Test func `quiet is the last line alone`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        let ran = try program.run("run", "p.yaml", "--quiet", "--no-files", "--no-hash", "--batch", "7")
        #expect(ran.code == 0, "\(ran.err)")
        #expect(ran.out.split(separator: "\n").count == 1)
        #expect(ran.err.isEmpty)
    }

    @Test func `a budget that is missed, or that nothing shows, has its code when it may fail`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("missed.yaml", Sample.whole.replacingOccurrences(of: "p99: 30s", with: "p50: 1ns"))
        #expect(try program.run("run", "missed.yaml", "--no-files", "--quiet").code == 0)
        let missed = try program.run("run", "missed.yaml", "--no-files", "--budget", "fail")
        #expect(missed.code == 4 || missed.code == 5)
        #expect(missed.out.contains("missed") || missed.out.contains("inconclusive"))
        // Twenty ticks show nothing about a p99.
        let few = try program.run(
            "run", "missed.yaml", "--no-files", "--quiet", "--budget", "ignore", "--set", "count=20")
        #expect(few.code == 0, "\(few.err)")
    }

    @Test func `Ctrl-C drains, and the report is marked as partial`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        let started = try program.start(
            "exec \"$0\" \"$@\"",
            ["run", "p.yaml", "--set", "count=100000000", "--rate", "5000", "--out", "files"])
        Thread.sleep(forTimeInterval: 2)
        started.process.interrupt()
        let ran = try started.wait()
        #expect(ran.code == 130)
        #expect(ran.out.hasPrefix("sample: PARTIAL: interrupted"), "\(ran.out)")
        #expect(ran.lastLine.hasPrefix("in "))
        let report = try #require(
            JSONSerialization.jsonObject(with: Data(try program.text("files/report.json").utf8))
                as? [String: Any])
        #expect(report["partial"] as? Bool == true)
        #expect(report["outcome"] as? String == "interrupted")
        #expect(try program.text("files/report.html").contains("PARTIAL: interrupted"))
    }

    @Test func `a disk that is full costs the files but not the report`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        // In blocks of 512 bytes: the page does not fit, the manifest does.
        let ran = try program.shell(
            "ulimit -f 16; exec \"$0\" \"$@\"", ["run", "p.yaml", "--out", "files"])
        #expect(ran.code == 1)
        #expect(ran.err.contains("files/report.html"), "\(ran.err)")
        #expect(ran.err.contains("8192 of"), "\(ran.err)")
        #expect(ran.err.contains("the run itself finished"))
        #expect(ran.lastLine.hasSuffix("(balanced)"))
        #expect(!program.exists("files/report.html") && !program.exists("files/report.html.part"))
        #expect(program.exists("files/manifest.json"))
    }

    @Test func `a folder that cannot be made is told, with code 1`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        try program.write("taken", "")
        let ran = try program.run("run", "p.yaml", "--out", "taken/files")
        #expect(ran.code == 1)
        #expect(ran.err.contains("taken/files") && ran.err.contains("not a directory"), "\(ran.err)")
        #expect(ran.lastLine.hasSuffix("(balanced)"))
    }
}
