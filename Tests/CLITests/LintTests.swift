import Testing

@Suite struct LintTests {
    @Test func `lint says that nothing looks ahead and how long values remember`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write("p.yaml", Sample.whole)
        let ran = try program.run("lint", "p.yaml", "--cuts", "2", "--starts", "1")
        #expect(ran.code == 0, "\(ran.err)")
        #expect(ran.out.hasPrefix("look-ahead: none."))
        #expect(ran.out.contains("warm-up:"))
        let json = try program.run("lint", "p.yaml", "--cuts", "1", "--starts", "0", "--json")
        #expect(json.code == 0 && json.out.contains("\"ok\": true"))
    }

    @Test func `lint of a source that fails has no verdict`() throws {
        let program = try Program()
        defer { program.clean() }
        try program.write(
            "p.yaml",
            "pipeline: p\nnodes:\n  ticks: {op: ingest.csv, path: nothing.csv}\n  bars: {op: bars.time, from: ticks, every: 1m}\n"
        )
        let ran = try program.run("lint", "p.yaml")
        #expect(ran.code == 2 || ran.code == 3)
        #expect(ran.err.contains("nothing.csv"))
        let misuse = try program.run("lint", "p.yaml", "--cuts", "0")
        #expect(misuse.code == 1 && misuse.err.contains("--cuts 0"))
    }
}
