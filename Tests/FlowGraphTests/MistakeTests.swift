import FlowGraph
import PipelineFormat
import Testing

/// A pipeline with one mistake; `▸` stands before the place where it is to be reported.
struct Mistake: CustomTestStringConvertible, Sendable {
    var code: String
    var says: String
    var text: String
    var severity = Diagnostic.Severity.error

    init(_ code: String, _ says: String, _ text: String, _ severity: Diagnostic.Severity = .error) {
        (self.code, self.says, self.text, self.severity) = (code, says, text, severity)
    }

    var testDescription: String { "\(code) \(says)" }

    /// Line and column of the mark, and the text without it.
    var place: (line: Int, column: Int, text: String) {
        var (line, column) = (1, 1)
        for character in text {
            if character == "▸" { break }
            (line, column) = character == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return (line, column, text.filter { $0 != "▸" })
    }
}

private func pipeline(_ nodes: String) -> String { "pipeline: p\nnodes:\n" + nodes }

private let head = """
      t: {op: ingest.ticks}
      b: {op: bars.time, from: t, every: 1m}
      v: {op: indicator.ema, from: b}
      w: {op: indicator.ema, from: b}

    """
private let record = "  r: {op: analytics.record, from: [v, w]}\n"

let argumentMistakes = [
    Mistake("GF105", "no argument `cuont`", pipeline("  t: {op: ingest.ticks, ▸cuont: 3}\n")),
    Mistake(
        "GF106", "`count` is a whole number, not `2.5`", pipeline("  t: {op: ingest.ticks, count: ▸2.5}\n")),
    Mistake("GF106", "`share` is a number, not `much`", pipeline("  t: {op: ingest.ticks, share: ▸much}\n")),
    Mistake("GF106", "`gap` is a duration, not `5`", pipeline("  t: {op: ingest.ticks, gap: ▸5}\n")),
    Mistake("GF106", "`loud` is yes or no", pipeline("  t: {op: ingest.ticks, loud: ▸1}\n")),
    Mistake("GF106", "`label` is a text, not a list", pipeline("  t: {op: ingest.ticks, label: ▸[a]}\n")),
    Mistake(
        "GF106", "`tags` is a text, not a mapping",
        pipeline("  t: {op: ingest.ticks, tags: [a, ▸{b: c}]}\n")),
    Mistake(
        "GF106", "`limits.a` is a single value", pipeline("  t: {op: ingest.ticks, limits: {a: ▸[1]}}\n")),
    Mistake("GF106", "`limits` is a mapping", pipeline("  t: {op: ingest.ticks, limits: ▸3}\n")),
    Mistake("GF107", "`fast` or `slow`, not `fats`", pipeline("  t: {op: ingest.ticks, mode: ▸fats}\n")),
    Mistake(
        "GF108", "needs the argument `every`", pipeline(head + "  c: {op: ▸bars.time, from: t}\n" + record)),
    Mistake("GF131", "from 1 to 100000, not `0`", pipeline("  t: {op: ingest.ticks, count: ▸0}\n")),
    Mistake("GF131", "from 0.0 to 1.0, not `150%`", pipeline("  t: {op: ingest.ticks, share: ▸150%}\n")),
    Mistake("GF131", "from 1ms to 1d, not `2d`", pipeline("  t: {op: ingest.ticks, gap: ▸2d}\n")),
    Mistake(
        "GF132", "no column `z`",
        pipeline(
            head + "  m: {op: matrix.features, from: v}\n  a: {op: agent.rules, from: m, column: ▸z}\n"
                + record)),
    Mistake(
        "GF132", "no column `z`",
        pipeline(
            head + "  m: {op: matrix.features, from: v}\n  a: {op: agent.rules, from: m, rules: [v, ▸z]}\n")),
]

let wiringMistakes = [
    Mistake("GF201", "no operator `bars.tiem`", pipeline(head + "  c: {op: ▸bars.tiem, from: t}\n" + record)),
    Mistake(
        "GF203", "port `bars` wants Bar, `t` gives Trade",
        pipeline(head + "  x: {op: indicator.ema, from: ▸t}\n")),
    Mistake(
        "GF203", "no port of `execution.simulated` wants Bar",
        pipeline(head + "  x: {op: execution.simulated, from: [▸b, t]}\n")),
    Mistake("GF204", "no output `bras`", pipeline(head + "  x: {op: indicator.ema, from: ▸b.bras}\n")),
    Mistake("GF204", "no input `bras`", pipeline(head + "  x: {op: indicator.ema, from: {▸bras: b}}\n")),
    Mistake("GF204", "has no output", pipeline(head + record + "  x: {op: indicator.ema, from: ▸r}\n")),
    Mistake(
        "GF205", "port `right` of `custom.pair`",
        pipeline(head + "  ▸x: {op: custom.pair, from: {left: v}}\n")),
    Mistake("GF205", "has no input", pipeline(head + record + "  ▸x: {op: custom.listener}\n")),
    Mistake("GF206", "takes one input", pipeline(head + "  x: {op: indicator.ema, from: [b, ▸b]}\n")),
    Mistake(
        "GF206", "takes one input",
        pipeline(head + "  x: {op: custom.pair, from: {left: [v, ▸w], right: w}}\n")),
    Mistake("GF207", "`left` or `right`", pipeline(head + "  x: {op: custom.pair, from: ▸v}\n")),
    Mistake("GF208", "takes no inputs", pipeline(head + record + "  x: {op: ingest.ticks, from: ▸t}\n")),
    Mistake("GF209", "say which one triggers", pipeline(head + "  ▸x: {op: custom.mix, from: [v, w]}\n")),
    Mistake(
        "GF210", "not implemented yet", pipeline(head + "  x: {op: custom.mix, from: v, join: ▸align}\n")),
    Mistake(
        "GF210", "cannot take `latest`", pipeline(head + "  x: {op: indicator.ema, from: b, join: ▸latest}\n")
    ),
    Mistake("GF210", "cannot `merge`", pipeline(head + "  x: {op: custom.mix, from: v, join: ▸merge}\n")),
    Mistake("GF210", "no inputs to join", pipeline("  t: {op: ingest.ticks, join: ▸merge}\n")),
    Mistake(
        "GF216", "not an input of the node", pipeline(head + "  x: {op: indicator.ema, from: b, on: ▸t}\n")),
    Mistake(
        "GF216", "only updates state",
        pipeline(
            head + "  m: {op: matrix.features, from: v}\n  a: {op: agent.rules, from: m}\n"
                + "  g: {op: risk.gate, from: {signal: a, fills: {prev: e}}, on: ▸e}\n"
                + "  e: {op: execution.simulated, from: [g, t]}\n")),
]

let flowMistakes = [
    Mistake(
        "GF301", "y -> z -> y",
        pipeline(
            head + record + "  y: {op: custom.mix, from: [v, ▸z], on: v}\n  z: {op: custom.mix, from: y}\n")),
    Mistake(
        "GF302", "nobody reads what `v` makes",
        pipeline(head.replacing("  v", with: "  ▸v") + "  r: {op: analytics.record, from: w}\n"), .warning),
    Mistake(
        "GF303", "without passing a risk gate",
        pipeline(
            head + "  m: {op: matrix.features, from: v}\n  a: {op: agent.rules, from: m}\n"
                + "  n: {op: agent.naive, from: a}\n"
                + "  e: {op: execution.simulated, from: {order: ▸n, market: t}}\n"
        )),
    Mistake(
        "GF304", "its own consequences",
        pipeline(head + record + "  x: {op: custom.pair, from: {left: v, right: {prev: ▸x}}}\n")),
    Mistake("GF305", "has no source", "pipeline: ▸p\nnodes:\n  x: {op: custom.watch, from: {prev: x}}\n"),
]

let laterMistakes = [
    Mistake("GF411", "no edge `t -> v`", pipeline(head + record) + "edges:\n  ▸t -> v: {capacity: 10}\n"),
    Mistake(
        "GF501", "in the stage `one` already",
        pipeline(head + record) + "stages:\n  one: {nodes: [t, b]}\n  two: {nodes: [v, ▸b]}\n"),
    Mistake(
        "GF503", "may not use core 7", pipeline(head + record) + "stages:\n  one: {nodes: [t], core: ▸7}\n"),
    Mistake(
        "GF504", "thread of its own",
        pipeline(head + "  r: {op: analytics.record, from: [v, w], thread: own}\n")
            + "stages:\n  one: {nodes: [▸r]}\n"),
    Mistake("GF601", "no edge leads from `t` to `v`", pipeline(head + record) + "budgets:\n  t -> ▸v: 1ms\n"),
    Mistake(
        "GF602", "may take 3ms together, but the whole 2ms at p99",
        pipeline(head + record) + "budgets:\n  t -> b: 1ms\n  b -> v: 2ms\n  ▸t -> b -> v: 2ms\n"),
    Mistake(
        "GF603", "cannot be met: 400ns for 1 hop",
        pipeline(head + record)
            + "stages:\n  a: {nodes: t, core: 0}\n  b: {nodes: b, core: 1}\nbudgets:\n  ▸t -> b: 400ns\n",
        .warning),
]

@Suite struct MistakeTests {
    @Test(arguments: argumentMistakes + wiringMistakes + flowMistakes + laterMistakes)
    func `a mistake is told once, at its place`(_ mistake: Mistake) throws {
        let (line, column, text) = mistake.place
        let found = try diagnostics(text).filter { $0.severity == mistake.severity }
        try #require(found.count == 1, "\(found)")
        #expect(found[0].code == mistake.code)
        #expect(found[0].message.contains(mistake.says), "\(found[0].message)")
        let place = SourcePosition(file: "test.yaml", line: line, column: column)
        #expect(found[0].origin.position == place, "\(found[0])")
    }

    @Test func `a pattern of a stage that fits nothing is told when the reader did not`() throws {
        var spec = try specification(goldTrend)
        let place = Origin(position: SourcePosition(file: "test.yaml", line: 3, column: 4))
        spec.stages = [
            StageSpec(name: Located("one", place), nodes: [Located("tikcs", place)], core: nil, wait: .auto)
        ]
        let made = try #require(compiler().graph(spec).graph)
        let found = compiler().plan(made, spec: spec, cores: [0]).diagnostics.items
        #expect(found.map(\.code) == ["GF502"])
        #expect(found.first?.help == "did you mean `ticks`?")
    }

    @Test func `too many paths of a budget are refused`() throws {
        var text = pipeline("  t: {op: ingest.ticks}\n")
        for layer in 1...5 {
            for node in 0..<5 {
                let before = (0..<5).map { "n\(layer - 1)\($0)" }
                let from = layer == 1 ? "t" : "[\(before.joined(separator: ", "))], on: \(before[0])"
                text += "  n\(layer)\(node): {op: custom.mix, from: \(from)}\n"
            }
        }
        let found = try diagnostics(text + "budgets:\n  n1* -> n2* -> n3* -> n4* -> n5*: 1s\n")
        #expect(found.filter { $0.severity == .error }.map(\.code) == ["GF606"])
    }

    @Test func `what follows from a mistake is not told`() throws {
        let text = pipeline(
            """
              t: {op: ingest.tikcs}
              b: {op: bars.time, from: t, every: 1m}
              v: {op: indicator.ema, from: b}
              m: {op: matrix.features, from: [v, t], on: t}
              a: {op: agent.rules, from: m, column: v}

            """)
        let found = try diagnostics(text + "edges:\n  t -> m: {capacity: 4}\nbudgets:\n  t -> b: 1ms\n")
        #expect(found.map(\.code) == ["GF201"])
    }

    @Test func `independent mistakes are all told, in the order of the file`() throws {
        let text = pipeline(
            """
              t: {op: ingest.ticks, count: 0, mode: fats}
              b: {op: bars.time, from: t}
              v: {op: indicator.ema, from: t}
              x: {op: custom.mix, from: [v, b]}

            """)
        #expect(try diagnostics(text).map(\.code) == ["GF131", "GF107", "GF108", "GF203", "GF209"])
    }

    @Test func `a mistake in a family is told once`() throws {
        let text = goldTrend.replacing("every: $tf", with: "evry: $tf")
        let found = try diagnostics(text)
        #expect(found.map(\.code) == ["GF105"])
        #expect(found.first?.help == "did you mean `every`?")
    }

    @Test func `help names what would be right`() throws {
        func help(_ nodes: String) throws -> String? {
            try diagnostics(pipeline(head + nodes)).first { $0.severity == .error }?.help
        }
        #expect(try help("  x: {op: bars.tim, from: t}\n") == "did you mean `bars.time`?")
        #expect(try help("  x: {op: indicator.ema, from: t}\n") == "Bar comes from `b`")
        #expect(
            try help("  x: {op: custom.mix, from: [v, w]}\n") == "write `on: v`; the inputs are `v` and `w`")
        #expect(try help("  x: {op: custom.pair, from: v}\n") == "name the ports: from: {left: …, right: …}")
        #expect(
            try help("  y: {op: custom.mix, from: [v, z], on: v}\n  z: {op: custom.mix, from: y}\n")
                == "make one input feedback, as `{prev: z}` in `y`: "
                + "it comes strictly later than what caused it"
        )
    }

    @Test func `every code has a meaning, and no two share a number`() {
        let codes = GraphCodes.table
        #expect(Set(codes.map(\.code)).count == codes.count)
        #expect(codes.allSatisfy { $0.meaning != "not described" })
    }
}
