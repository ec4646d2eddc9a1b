import Foundation
import Testing

/// Misuse ends with code 1 and says what to do; answers go to standard output.
@Suite struct UsageTests {
    struct Misuse: CustomTestStringConvertible, Sendable {
        var arguments: [String]
        var says: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let misuses = [
        Misuse(arguments: ["run"], says: "gm-flow run Pipelines/quickstart.yaml"),
        Misuse(arguments: ["run", "p.yaml", "--frobnicate"], says: "Unknown option"),
        Misuse(arguments: ["frobnicate"], says: "frobnicate"),
        Misuse(arguments: ["run", "p.yaml", "--budget", "maybe"], says: "maybe"),
        Misuse(arguments: ["run", "p.yaml", "--mode", "live"], says: "no live source"),
        Misuse(arguments: ["run", "p.yaml", "--rate", "fast"], says: "100k"),
        Misuse(arguments: ["run", "p.yaml", "--rate", "0"], says: "above zero"),
        Misuse(arguments: ["run", "p.yaml", "--rate", "10", "--speed", "2"], says: "exclude each other"),
        Misuse(arguments: ["run", "p.yaml", "--cores", "7000"], says: "core 7000"),
        Misuse(arguments: ["run", "p.yaml", "--cores", "a"], says: "list of cores"),
        Misuse(arguments: ["run", "p.yaml", "--batch", "0"], says: "--batch 0"),
        Misuse(arguments: ["run", "p.yaml", "--set", "novalue"], says: "--set name=value"),
        Misuse(arguments: ["run", "p.yaml", "--out", "x", "--no-files"], says: "exclude each other"),
        Misuse(arguments: ["plan", "p.yaml", "--cores", "0"], says: "count from 1"),
        Misuse(arguments: ["ops", "bars.tiem"], says: "did you mean `bars.time`?"),
    ]

    @Test(arguments: misuses)
    func `misuse ends with 1 and an explanation`(_ misuse: Misuse) throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        let ran = try program.shell("exec \"$0\" \"$@\"", misuse.arguments)
        #expect(ran.code == 1)
        #expect(ran.err.contains(misuse.says), "\(ran.err)")
        #expect(ran.out.isEmpty)
    }

    @Test func `help and version are answers`() throws {
        let program = try Program()
        defer { program.clean() }
        for arguments in [["--help"], ["run", "--help"], ["--version"], []] {
            let ran = try program.shell("exec \"$0\" \"$@\"", arguments)
            #expect(ran.code == 0)
            #expect(ran.out.contains("gm-flow"))
            #expect(ran.err.isEmpty)
        }
    }

    @Test func `an answer that cannot be written is an error`() throws {
        let program = try Program()
        defer { program.clean() }
        let ran = try program.shell("exec \"$0\" \"$@\" > /dev/full", ["ops"])
        #expect(ran.code == 1)
        #expect(ran.err.contains("no space left on the device"))
    }

    @Test(arguments: ["dot", "mermaid", "json"])
    func `a graph is drawn the same twice`(_ format: String) throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        let first = try program.run("graph", "p.yaml", "--format", format)
        let second = try program.run("graph", "p.yaml", "--format", format)
        #expect(first.code == 0)
        #expect(first.out.contains("indicator.ema") || first.out.contains("fast"))
        #expect(first.out == second.out)
        if format == "json" { _ = try JSONSerialization.jsonObject(with: Data(first.out.utf8)) }
    }

    @Test func `check, plan and expand agree on a good pipeline`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        let check = try program.run("check", "p.yaml")
        #expect(check.code == 0)
        #expect(check.out.contains("8 nodes"))
        let one = try program.run("plan", "p.yaml", "--cores", "1")
        let four = try program.run("plan", "p.yaml", "--cores", "4")
        #expect(one.code == 0 && four.code == 0)
        #expect(!one.out.contains("core 1") && four.out.contains("core 3"))
        let expanded = try program.run("expand", "p.yaml", "--set", "count=42")
        #expect(expanded.code == 0)
        try program.write("again.yaml", expanded.out)
        let again = try program.run("expand", "again.yaml")
        #expect(again.out == expanded.out)
        #expect(expanded.out.contains("42") && !expanded.out.contains("$count"))
    }

    @Test func `every operator has its page, and the list is JSON too`() throws {
        let program = try Program()
        defer { program.clean() }
        let list = try program.run("ops", "--json")
        let entries = try #require(
            JSONSerialization.jsonObject(with: Data(list.out.utf8)) as? [[String: Any]])
        #expect(entries.count >= 9)
        for entry in entries {
            let name = try #require(entry["name"] as? String)
            let page = try program.run("ops", name)
            #expect(page.code == 0)
            #expect(page.out.hasPrefix(name))
            #expect(page.out.contains("\nExample\n"))
        }
    }

    @Test func `the doctor looks and never fails`() throws {
        let program = try Program()
        defer { program.clean() }
        let ran = try program.run("doctor")
        #expect(ran.code == 0)
        for about in [
            "processor", "cores", "quota", "clock", "memory", "libyaml", "libarchive", "time zones",
        ] {
            #expect(ran.out.contains(about))
        }
    }
}
