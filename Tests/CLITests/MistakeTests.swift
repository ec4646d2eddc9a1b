import Foundation
import Testing

/// Mistakes in pipelines: each is told with its place, and ends with code 2.
@Suite struct MistakeTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        var name: String
        var text: String
        var place: String
        var says: String
        var testDescription: String { name }
    }

    static let mistakes = [
        Mistake(
            name: "tab", text: "pipeline: x\nnodes:\n\tticks: {op: ingest.simulated}\n", place: "p.yaml:3:1",
            says: "GF006"),
        Mistake(
            name: "duplicate key", text: Sample.whole.replacingOccurrences(of: "  slow: ", with: "  fast: "),
            place: "p.yaml:8:3", says: "GF101"),
        Mistake(
            name: "unknown operator",
            text: Sample.whole.replacingOccurrences(of: "bars.time", with: "bars.tiem"),
            place: "p.yaml:6:16", says: "did you mean `bars.time`?"),
        Mistake(
            name: "wrong type",
            text: Sample.whole.replacingOccurrences(
                of: "{op: indicator.ema, from: bars, length: 5}",
                with: "{op: indicator.ema, from: ticks, length: 5}"),
            place: "p.yaml:7:37", says: "GF203"),
        Mistake(
            name: "cycle",
            text: Sample.whole.replacingOccurrences(
                of: "fills: {prev: exec.fills}", with: "fills: exec.fills"),
            place: "p.yaml:", says: "GF301"),
        Mistake(
            name: "argument out of range",
            text: Sample.whole.replacingOccurrences(of: "length: 5", with: "length: 0"),
            place: "p.yaml:7:51", says: "GF131"),
    ]

    @Test(arguments: mistakes)
    func `a mistake is told with its place by check and by run`(_ mistake: Mistake) throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", mistake.text)
        for command in ["check", "run"] {
            let ran = try program.run(command, "p.yaml")
            #expect(ran.code == 2)
            #expect(ran.err.contains(mistake.place), "\(ran.err)")
            #expect(ran.err.contains(mistake.says), "\(ran.err)")
            #expect(ran.out.isEmpty)
        }
        #expect(!program.exists("runs"))
    }

    @Test func `a pipeline that is not there is a mistake of the reader`() throws {
        let program = try Program()
        defer { program.clean() }
        let ran = try program.run("run", "absent.yaml")
        #expect(ran.code == 2)
        #expect(ran.err.contains("GF001") && ran.err.contains("absent.yaml"))
    }

    @Test func `mistakes as JSON can be read by an editor`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole.replacingOccurrences(of: "bars.time", with: "bars.tiem"))
        let ran = try program.run("check", "p.yaml", "--json")
        #expect(ran.code == 2)
        let object = try #require(JSONSerialization.jsonObject(with: Data(ran.out.utf8)) as? [String: Any])
        #expect(object["ok"] as? Bool == false)
        let items = try #require(object["diagnostics"] as? [[String: Any]])
        #expect(items.first?["code"] as? String == "GF201")
        #expect(items.first?["line"] as? Int == 6)
    }

    @Test func `a data file that is not there fails at its argument`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.reading("{op: ingest.csv, path: absent.csv, kind: trades}"))
        let ran = try program.run("run", "p.yaml")
        #expect(ran.code == 3)
        #expect(ran.err.contains("p.yaml:3:"), "\(ran.err)")
        #expect(ran.err.contains("absent.csv"))
        #expect(!program.exists("runs"))
    }

    @Test func `an archive cut short fails, and what was read is reported as partial`() throws {
        let program = try Program()
        defer { program.clean() }
        var rows = "time,price,size\n"
        for second in 0..<200_000 { rows += "\(1_700_000_000 + second),\(100 + second * 7919 % 1000),1\n" }
        try program.write("t.csv", rows)
        let packed = try program.shell("gzip -c t.csv > whole.gz && head -c 200000 whole.gz > cut.csv.gz", [])
        #expect(packed.code == 0)
        try program.write("p.yaml", Sample.reading("{op: ingest.csv, path: cut.csv.gz, kind: trades}"))
        let ran = try program.run("run", "p.yaml", "--no-files")
        #expect(ran.code == 3)
        #expect(ran.err.contains("p.yaml:3:"), "\(ran.err)")
        #expect(ran.err.contains("cut.csv.gz"), "\(ran.err)")
        #expect(ran.out.isEmpty || ran.out.contains("PARTIAL: ticks failed"), "\(ran.out)")
    }
}
