import Testing

@testable import PipelineFormat

/// One mistake, and where it must be found.
struct Mistake: CustomTestStringConvertible, Sendable {
    var code: String
    var place: String
    var text: String
    var set: (String, String)?
    var profile: String?
    var environment: [String: String] = [:]
    var file = "p.yaml"

    init(
        _ code: String, _ place: String, _ text: String, set: (String, String)? = nil, profile: String? = nil,
        environment: [String: String] = [:], file: String = "p.yaml"
    ) {
        self.code = code
        self.place = place
        self.text = text
        self.set = set
        self.profile = profile
        self.environment = environment
        self.file = file
    }

    var testDescription: String { "\(code) \(place) \(text.suffix(60))" }
}

private let nested = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)

private let bomb =
    twoNodes() + "tests:\n  - &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n"
    + (1...6).map { "  - &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ", "))]\n" }
    .joined()

let readingMistakes: [Mistake] = [
    Mistake("GF005", "3:1", "pipeline: p\nnodes: {a: {op: x}\nedges: {}\n"),
    Mistake("GF005", "2:5", "pipeline: p\n doc: x: y\n"),
    Mistake("GF005", "4:2", "pipeline: p\nnodes:\n   a: {op: x}\n b: {op: y}\n"),
    Mistake("GF006", "3:1", "pipeline: p\nnodes:\n\ta: {op: x}\n"),
    Mistake("GF006", "5:7", twoNodes("edges:\t{}\n")),
    Mistake("GF007", "1:12", "pipeline: p\u{7}\n"),
    Mistake("GF008", "1:1", ""),
    Mistake("GF008", "1:1", "# nothing but words\n"),
    Mistake("GF009", "5:1", twoNodes("---\npipeline: q\n")),
    Mistake("GF010", "5:71", twoNodes("tests: " + nested)),
    Mistake("GF011", "5:8", twoNodes("tests: *nobody\n")),
    Mistake("GF011", "5:12", twoNodes("tests: &x [*x]\n")),
    Mistake("GF012", "11:15", bomb),
    Mistake("GF013", "5:13", twoNodes("tests: {<<: 5}\n")),
    Mistake("GF014", "5:8", twoNodes("tests: !!str 5\n")),
    Mistake("GF101", "5:14", twoNodes("  c: {op: z, op: w}\n")),
    Mistake("GF101", "5:3", twoNodes("  a: {op: z}\n")),
    Mistake("GF102", "5:1", twoNodes("edges:\n")),
    Mistake("GF102", "7:4", twoNodes("tests:\n  - 1\n  -\n  - 2\n")),
    Mistake("GF005", "5:12", twoNodes("tests: [1, , 2]\n")),
    Mistake("GF103", "5:3", twoNodes("  5: {op: z}\n")),
    Mistake("GF103", "5:3", twoNodes("  true: {op: z}\n")),
    Mistake("GF103", "5:9", twoNodes("tests: {[a]: 1}\n")),
    Mistake("GF104", "5:8", twoNodes("tests: 99999999999999999999\n")),
    Mistake("GF104", "5:8", twoNodes("tests: 1e999\n")),
    Mistake("GF105", "5:1", twoNodes("edgs: {}\n")),
    Mistake("GF106", "5:8", twoNodes("edges: 5\n")),
    Mistake("GF106", "5:6", twoNodes("  c: 7\n")),
    Mistake("GF106", "1:1", "[a, b]\n"),
]

let valueMistakes: [Mistake] = [
    Mistake("GF107", "5:20", twoNodes("  c: {op: z, join: latst}\n")),
    Mistake("GF107", "5:22", twoNodes("  c: {op: z, thread: mine}\n")),
    Mistake("GF107", "5:20", twoNodes("  c: {op: z, when: maybe}\n")),
    Mistake("GF106", "5:26", twoNodes("  c: {op: z, hang_after: 20}\n")),
    Mistake("GF107", "6:25", twoNodes("stages:\n  s: {nodes: [a], wait: long}\n")),
    Mistake("GF108", "5:3", twoNodes("  c: {speed: 5}\n")),
    Mistake("GF108", "1:1", "nodes: {a: {op: x}}\n"),
    Mistake("GF108", "1:1", "pipeline: p\n"),
    Mistake("GF108", "6:3", twoNodes("stages:\n  s: {core: 1}\n")),
    Mistake("GF108", "6:3", twoNodes("params:\n  s: {doc: a number}\n")),
    Mistake("GF109", "5:3", twoNodes("  c.d: {op: z}\n")),
    Mistake("GF109", "1:11", "pipeline: a/b\nnodes: {a: {op: x}}\n"),
    Mistake("GF109", "6:3", twoNodes("params:\n  a b: 5\n")),
    Mistake("GF110", "5:18", twoNodes("  c: {op: z, äö: $fats}\nparams: {fast: 1}\n")),
    Mistake("GF111", "1:1", twoNodes("params: {fast: 1}\n"), set: ("fats", "2"), file: "--set"),
    Mistake(
        "GF111", "6:25", twoNodes("params: {fast: 1}\nprofiles: {q: {params: {fats: 2}}}\n"), profile: "q"),
    Mistake("GF112", "5:18", twoNodes("  c: {op: z, re: ^a$}\n")),
    Mistake("GF112", "5:18", twoNodes("  c: {op: z, re: \"${a\"}\n")),
    Mistake("GF113", "1:6", twoNodes("params: {fast: 1}\n"), set: ("fast", "quick"), file: "--set"),
    Mistake("GF113", "1:6", twoNodes("params: {fast: [1]}\n"), set: ("fast", "[1"), file: "--set"),
    Mistake(
        "GF113", "5:34", twoNodes("params: {fast: {default: 5, env: SPEED}}\n"), environment: ["SPEED": "x"]
    ),
    Mistake(
        "GF114", "1:6", twoNodes("params: {fast: {default: 5, range: [1, 9]}}\n"), set: ("fast", "10"),
        file: "--set"),
    Mistake("GF114", "5:26", twoNodes("params: {fast: {default: 2h, range: [1s, 1h]}}\n")),
    Mistake(
        "GF115", "1:6", twoNodes("params: {side: {default: buy, oneof: [buy, sell]}}\n"),
        set: ("side", "hold"), file: "--set"),
    Mistake("GF116", "5:13", twoNodes("params: {x: $y, y: $x}\n")),
    Mistake("GF117", "5:17", twoNodes("  c: {op: z, k: a$m}\nparams: {m: [1]}\n")),
    Mistake("GF118", "5:36", twoNodes("params: {fast: {default: 5, range: [9, 1]}}\n")),
    Mistake("GF118", "5:36", twoNodes("params: {fast: {default: x, range: [1, 9]}}\n")),
    Mistake("GF118", "5:37", twoNodes("params: {fast: {default: 5, oneof: [a]}}\n")),
    Mistake("GF119", "0:0", twoNodes("profiles: {quick: {}}\n"), profile: "quik"),
    Mistake("GF120", "5:19", twoNodes("  c: {op: z, use: 5}\n")),
    Mistake("GF120", "5:20", twoNodes("  c: {op: z, use: {from: a}}\n")),
    Mistake("GF121", "5:11", twoNodes("  c: {op: ./trend.yaml}\n")),
    Mistake("GF122", "5:20", twoNodes("  c: {op: z, each: {}}\n")),
    Mistake("GF122", "5:25", twoNodes("  c: {op: z, each: {x: [0.5, 1]}}\n")),
    Mistake("GF122", "5:28", twoNodes("  c: {op: z, each: {x: [1, 1]}}\n")),
]

let graphMistakes: [Mistake] = [
    Mistake("GF217", "5:20", twoNodes("  c: {op: z, from: aa}\n")),
    Mistake("GF217", "5:31", twoNodes("  c: {op: z, from: [a, {prev: q.fills}]}\n")),
    Mistake("GF217", "6:3", twoNodes("edges:\n  q -> b: {}\n")),
    Mistake("GF217", "6:8", twoNodes("budgets:\n  a -> q: 1ms\n")),
    Mistake("GF217", "6:8", twoNodes("results:\n  pnl: q.total\n")),
    Mistake("GF202", "6:20", twoNodes("  c: {op: z, when: false}\n  d: {op: z, from: c}\n")),
    Mistake(
        "GF211", "7:24",
        twoNodes(
            "  f: {op: z, each: {t: [x, y]}}\n  g: {op: z, each: {t: [x, z]}}\n"
                + "  h: {op: z, from: [f, g]}\n")),
    Mistake("GF212", "7:8", twoNodes("  f: {op: z, each: {t: [x, y]}}\nresults:\n  pnl: f.total\n")),
    Mistake("GF213", "6:3", twoNodes("  f: {op: z, each: {t: [x, y]}}\n  f@x: {op: z}\n")),
    Mistake("GF214", "6:15", twoNodes("stages:\n  s: {nodes: [q*]}\n")),
    Mistake("GF215", "5:20", twoNodes("  c: {op: z, from: a b}\n")),
    Mistake("GF215", "5:21", twoNodes("  c: {op: z, from: [[a]]}\n")),
    Mistake("GF215", "5:20", twoNodes("  c: {op: z, from: {prev: b, x: a}}\n")),
    Mistake("GF005", "5:8", twoNodes("tests: 'never closed\n\n")),
    Mistake("GF215", "6:8", twoNodes("results:\n  pnl: total\n")),
    Mistake("GF401", "6:18", twoNodes("edges:\n  a -> b: {full: drop_old}\n")),
    Mistake("GF401", "6:12", twoNodes("edges:\n  a -> b: {expire: 5ms}\n")),
    Mistake("GF402", "6:18", twoNodes("edges:\n  a -> b: {full: blok}\n")),
    Mistake("GF403", "6:3", twoNodes("edges:\n  a: {full: block}\n")),
    Mistake("GF404", "6:22", twoNodes("edges:\n  a -> b: {capacity: 0}\n")),
    Mistake("GF404", "6:22", twoNodes("edges:\n  a -> b: {capacity: 16777217}\n")),
    Mistake("GF510", "6:25", twoNodes("stages:\n  s: {nodes: [a], core: -1}\n")),
    Mistake("GF611", "6:3", twoNodes("budgets:\n  a: 1ms\n")),
    Mistake("GF612", "6:12", twoNodes("budgets:\n  a -> b: {p101: 1ms}\n")),
    Mistake("GF613", "6:11", twoNodes("budgets:\n  a -> b: 5\n")),
    Mistake("GF614", "6:28", twoNodes("budgets:\n  a -> b: {p99: 1ms, miss: stop}\n")),
    Mistake("GF615", "6:3", twoNodes("budgets:\n  a -> b: {miss: warn}\n")),
]

@Suite struct CodeTests {
    @Test(arguments: readingMistakes + valueMistakes + graphMistakes)
    func `a mistake has its code and place, and is told once`(_ mistake: Mistake) {
        let (_, diagnostics) = read(
            mistake.text, set: mistake.set.map { [$0] } ?? [], profile: mistake.profile,
            environment: mistake.environment)
        #expect(brief(diagnostics) == ["\(mistake.code) \(mistake.place)"], "\(diagnostics.items)")
        #expect(diagnostics.items.first?.origin.position.file == mistake.file)
    }

    /// Mistakes of files: they need more than one text, and are tested in `FileTests`.
    static let fileCodes: Set<String> = ["GF001", "GF002", "GF003", "GF004", "GF015"]

    @Test func `every code has a case here or in FileTests`() {
        let tested = Set((readingMistakes + valueMistakes + graphMistakes).map(\.code))
        #expect(tested.union(Self.fileCodes) == Set(Code.allCases.map(\.rawValue)))
        #expect(tested.isDisjoint(with: Self.fileCodes))
    }

    @Test func `every code has a meaning of its own, in order`() {
        let table = Codes.table
        #expect(table.map(\.code) == table.map(\.code).sorted())
        #expect(Set(table.map(\.meaning)).count == table.count)
        #expect(!table.contains { $0.meaning == "not described" })
    }

    @Test func `many mistakes are told together, sorted`() {
        let text = twoNodes("  c: {op: z, from: nobody, join: fast}\nedgs: {}\nbudgets:\n  a -> q: 5\n")
        // The node with the bad join is broken, so its wires are not followed.
        #expect(brief(read(text).diagnostics) == ["GF107 5:34", "GF105 6:1", "GF217 8:8", "GF613 8:11"])
    }

    @Test func `what refers to a broken node says nothing more`() {
        let text = """
            pipeline: p
            nodes:
              a: {op: x, each: {t: 5.5.5}, join: 7}
              b: {op: y, from: a}
              c: {op: y, from: [b@5, a@7, a@*, b@*]}
            edges: {a -> b: {}, b@5 -> c: {}}
            budgets: {a -> b -> c: 1ms}
            stages: {s: {nodes: [a@*, b, c]}}
            results: {r: b@5.total}
            """
        #expect(brief(read(text).diagnostics) == ["GF122 3:24"])
    }

    @Test func `an unknown name comes with the nearest`() {
        let text = twoNodes(
            "  bars: {op: z}\n  d: {op: z, from: brs}\n  e: {op: z, form: $fats}\nparams: {fast: 1}\n")
        let helps = read(text).diagnostics.items.map(\.help)
        #expect(helps == ["did you mean `bars`?", "did you mean `fast`?"])
    }
}
