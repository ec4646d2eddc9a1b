import Testing

@testable import PipelineFormat

/// Valid pipelines that the properties start from.
let validPipelines: [String] = [
    twoNodes(),
    """
    pipeline: all.of-it
    params: {fast: {default: 12, range: [2, 60]}, dir: "a $$ b"
      , m: {x: [1, {y: ~}]}, half: .5, id: "007", t: 5m}
    nodes:
      f: {op: x, each: {tf: [5m, 30m], k: [a, b]}, every: $tf, "odd key: #": "#$$\\n\\u2028'\\"", when: true}
      g: {op: y, from: f, on: f, join: align, thread: own, doc: "two  spaces ", use: $m, n: $fast}
      h: {op: z, from: {in: [f@*, {prev: \"g@5m,a\"}], "5": "f@5m,b.port.x"}, list: [],
         map: {}, t: "true", e: ""}
      i: {op: w, from: {prev: [h, h.x]}, r: 1e3, hex: 0x1F, n: null, dollar: ["$dir", "$$fast", 'a b']}
    edges: {default: {capacity: 10k, full: block}, f -> g: {}, "g -> h": {capacity: 2}}
    budgets: {f -> g: 1ms, \"g@5m,a -> h -> i\": {p50: 1.5us, p99.9: 2s, max: 1h30m, miss: warn}}
    stages: {s: {nodes: [f, g*], core: 3, wait: spin}, t: {nodes: h}}
    results: {n: h.a.b, m: "g@5m,b.total"}
    """,
]

@Suite struct RoundTripTests {
    private func expanded(_ spec: PipelineSpec) -> (text: String, again: PipelineSpec?, items: [Diagnostic]) {
        let text = expandedYAML(spec)
        let (again, diagnostics) = read(text)
        return (text, again, diagnostics.items)
    }

    @Test(arguments: validPipelines)
    func `the expanded pipeline reads back as the same`(_ text: String) throws {
        let (first, diagnostics) = read(text)
        #expect(diagnostics.items.isEmpty, "\(diagnostics.items)")
        let spec = try #require(first)
        let (yaml, again, items) = expanded(spec)
        #expect(items.isEmpty, "\(items)\n\(yaml)")
        #expect(plain(try #require(again)) == plain(spec))
        #expect(expandedYAML(try #require(again)) == yaml)
    }

    @Test func `the design's example reads back as the same`() throws {
        let spec = try #require(PipelineReader().read(path: fixtures + "engine.yaml").spec)
        let (yaml, again, items) = expanded(spec)
        #expect(items.isEmpty, "\(items)\n\(yaml)")
        #expect(plain(try #require(again)) == plain(spec))
    }

    @Test func `any text survives as an argument`() throws {
        var random = SplitMix64(seed: 11)
        let alphabet = Array(
            "a5 $:#-@\"'\\\n\t{}[],&*!|>%~.?=é漢\u{85}\u{2028}\u{FEFF}\u{7}\u{1F600}".unicodeScalars)
        for _ in 0..<300 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                text.append(alphabet.randomElement(using: &random) ?? "a")
            }
            let value = YAMLValue(
                kind: .string(String(text)), text: String(text),
                origin: Origin(position: SourcePosition(file: "", line: 1, column: 1)))
            var spec = try #require(read(twoNodes()).spec)
            spec.nodes[0].arguments = [(Located("k", value.origin), value)]
            let (yaml, again, items) = expanded(spec)
            #expect(items.isEmpty, "\(items)\n\(yaml)")
            #expect(try #require(again)["a"]?.argument("k") == plain(value), "\(yaml)")
        }
    }
}
