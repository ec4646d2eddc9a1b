import Testing

@testable import PipelineFormat

@Suite struct RendererTests {
    @Test func `a diagnostic shows its line with a caret, its chain and its help`() {
        let text = twoNodes("  bars: {op: z}\n  äé漢: {op: z, from: [a, brs]}\n")
        let (_, diagnostics) = read(text)
        let shown = DiagnosticRenderer(sources: diagnostics.sources).text(diagnostics.items[0])
        #expect(
            shown == """
                error[GF217] p.yaml:6:26 nodes.äé漢.from[1]: no node is named `brs`
                  6 |   äé漢: {op: z, from: [a, brs]}
                    |                           ^
                  help: did you mean `bars`?
                """)
    }

    @Test func `tabs before the column stay tabs under it`() {
        let origin = Origin(
            position: SourcePosition(file: "f", line: 1, column: 3), chain: ["included at g:1:2"], path: "a")
        let item = Diagnostic("GF006", origin, "a tab\nstands \u{1B}[31mhere", help: nil, severity: .warning)
        #expect(
            DiagnosticRenderer(sources: ["f": "\tab\r\nnext"]).text(item)
                == "warning[GF006] f:1:3 a: a tab\u{FFFD}stands \u{FFFD}[31mhere\n"
                + "  1 | \tab\n    | \t ^\n  included at g:1:2"
        )
    }

    @Test func `a file as a whole has no line, and a long line is cut around the caret`() {
        let whole = Diagnostic(
            "GF001", Origin(position: SourcePosition(file: "f", line: 0, column: 0)), "gone")
        #expect(DiagnosticRenderer(sources: ["f": "x"]).text(whole) == "error[GF001] f: gone")
        let long = String(repeating: "x", count: 1000) + "!" + String(repeating: "y", count: 1000)
        let item = Diagnostic(
            "GF005", Origin(position: SourcePosition(file: "f", line: 1, column: 1001)), "here")
        let lines = DiagnosticRenderer(sources: ["f": long]).text(item).split(separator: "\n").map {
            Array($0)
        }
        #expect(lines[1].count < 180)
        #expect(lines[1][lines[2].count - 1] == "!")
    }

    @Test func `JSON escapes what JSON must`() {
        let origin = Origin(
            position: SourcePosition(file: "a\"b", line: 2, column: 3), chain: ["x\\y"], path: "p")
        let item = Diagnostic("GF005", origin, "tab\there\u{1}", help: "h")
        #expect(
            DiagnosticRenderer(sources: [:]).json([item]) == """
                [
                  {"code":"GF005","severity":"error","file":"a\\"b","line":2,"column":3,"path":"p",\
                "message":"tab\\there\\u0001","help":"h","chain":["x\\\\y"]}
                ]
                """)
        #expect(DiagnosticRenderer(sources: [:]).json([]) == "[]")
    }
}
