import Testing

@testable import PipelineFormat

/// What a text reads as, which must be without mistakes.
private func good(
    _ text: String, set: [(String, String)] = [], profile: String? = nil, environment: [String: String] = [:]
) throws -> PipelineSpec {
    let (spec, diagnostics) = read(text, set: set, profile: profile, environment: environment)
    #expect(diagnostics.items.isEmpty, "\(diagnostics.items)")
    return try #require(spec)
}

@Suite struct FamilyTests {
    @Test func `a node fed by a family becomes one, member to member`() throws {
        let spec = try good(
            """
            pipeline: p
            nodes:
              late: {op: z, from: {in: ma.close, fast: ma@5m}}
              ma: {op: y, from: bars, on: bars}
              bars: {op: x, each: {tf: [5m, 30m]}, every: $tf, note: "$tf of ${tf}"}
              all: {op: w, from: bars@*}
              back: {op: v, from: {prev: late}}
            """)
        #expect(
            spec.nodes.map(\.name.value) == [
                "late@5m", "late@30m", "ma@5m", "ma@30m", "bars@5m", "bars@30m", "all", "back@5m", "back@30m",
            ])
        #expect(spec["late@30m"]?.feeds == ["ma@30m.close", "ma@5m"])
        #expect(spec["ma@30m"]?.on.map(\.node) == ["bars@30m"])
        #expect(spec["all"]?.feeds == ["bars@5m", "bars@30m"])
        #expect(spec["back@5m"]?.feeds == ["prev:late@5m"])
        #expect(spec["bars@5m"]?.argument("note") == "text(5m of 5m,5m of 5m)")
        #expect(spec["bars@5m"]?.op.origin.chain == ["in family member bars@5m"])
    }

    @Test func `several keys make the product, in order`() throws {
        let spec = try good(
            """
            pipeline: p
            nodes:
              f: {op: x, each: {tf: [5m, 1h], k: {slow: 0.1, fast: 0.5}}, a: $tf, b: $k}
            """
        )
        #expect(spec.nodes.map(\.name.value) == ["f@5m,slow", "f@5m,fast", "f@1h,slow", "f@1h,fast"])
        #expect(spec["f@1h,fast"]?.argument("b") == "real(\((0.5).bitPattern),0.5)")
    }

    @Test func `a family fed by one with the same members is wired member to member`() throws {
        let spec = try good(
            """
            pipeline: p
            nodes:
              f: {op: x, each: {t: [a, b]}}
              g: {op: y, each: {t: [b, a]}, from: f, k: $t}
            """
        )
        #expect(spec["g@a"]?.feeds == ["f@a"])
        #expect(spec["g@b"]?.feeds == ["f@b"])
    }

    @Test func `a family's bare name in a pattern means all members`() throws {
        let spec = try good(
            """
            pipeline: p
            nodes: {f: {op: x, each: {t: [a, b]}}, g: {op: y, from: f}}
            edges: {f -> g: {capacity: 2}}
            budgets: {f@a -> g: 1ms, f* -> g@?: {max: 1s}}
            stages: {s: {nodes: [f, "g@*"]}}
            """)
        #expect(spec.edges[0].ends?.from.value == "f@*")
        #expect(spec.edges[0].ends?.to.value == "g@*")
        #expect(spec.budgets.map { $0.path.map(\.value) } == [["f@a", "g@*"], ["f*", "g@?"]])
        #expect(spec.budgets[1].limits.map(\.quantile) == [1])
        #expect(spec.stages[0].nodes.map(\.value) == ["f@*", "g@*"])
    }

    @Test func `when takes a node or a member out, and its edges and budgets with it`() throws {
        let text = """
            pipeline: p
            params: {live: true}
            nodes:
              f: {op: x, each: {t: [true, false]}, when: $t}
              g: {op: y, from: f}
              h: {op: z, from: g@true, when: $live}
            edges: {g -> h: {capacity: 4}}
            budgets: {g -> h: 1ms}
            stages: {s: {nodes: [h]}, t: {nodes: [f, h]}}
            results: {r: h.total}
            """
        let spec = try good(text)
        #expect(spec.nodes.map(\.name.value) == ["f@true", "g@true", "h"])
        let (off, diagnostics) = read(text, set: [("live", "false")])
        #expect(diagnostics.items.allSatisfy { $0.severity == .warning && $0.code == "GF202" })
        #expect(diagnostics.items.map(\.origin.position.line) == [7, 8, 10])
        #expect(off?.stages.map(\.name.value) == ["t"])
        #expect(off?.stages.first?.nodes.map(\.value) == ["f@*"])
        #expect(off?.edges.count == 0 && off?.budgets.count == 0 && off?.results.count == 0)
    }
}

@Suite struct ParameterTests {
    private let text = """
        pipeline: p
        params:
          fast: {default: 12, range: [2, 60], env: FAST}
          path: data/$market/x.csv
          market: gc
          costs: {fee: 2, slip: 5%}
          id: "007"
        nodes:
          a: {op: x, n: $fast, file: $path, use: $costs, fee: 3, id: $id,
            price: "$fast$$", m: "${market}-$fast"}
        profiles: {quick: {params: {fast: 5}}}
        """

    @Test func `defaults go in with their types`() throws {
        let a = try #require(try good(text)["a"])
        #expect(a.argument("n") == "int(12,12)")
        #expect(a.argument("file") == "text(data/gc/x.csv,data/gc/x.csv)")
        #expect(a.argument("id") == "text(007,007)")
        #expect(a.argument("price") == "text(12$,12$)")
        #expect(a.argument("m") == "text(gc-12,gc-12)")
        #expect(a.arguments.map(\.key.value) == ["n", "file", "fee", "id", "price", "m", "slip"])
        #expect(a.argument("fee") == "int(3,3)")
        #expect(a.argument("slip") == "text(5%,5%)")
    }

    @Test func `the command line wins over the environment, a profile and the default`() throws {
        let environment = ["FAST": "7"]
        let all = try good(
            text, set: [("fast", "8"), ("fast", "9")], profile: "quick", environment: environment)
        #expect(all["a"]?.argument("n") == "int(9,9)")
        let noSet = try good(text, profile: "quick", environment: environment)
        #expect(noSet["a"]?.argument("n") == "int(7,7)")
        #expect(try good(text, profile: "quick")["a"]?.argument("n") == "int(5,5)")
        #expect(all.parameters.first { $0.name == "fast" }?.value == "9")
        #expect(all.sources["--set"] == "fast=8 fast=9")
    }

    @Test func `a brace reference inside braces must be quoted, and the help says so`() {
        let item = read(twoNodes("  c: {op: x, k: ${a}-b}\nparams: {a: 1}\n")).diagnostics.items.first
        #expect(item?.code == "GF005")
        #expect(item?.help?.contains("quote a text that holds") == true)
    }

    @Test func `a mapping can be set, and a text is taken as it is`() throws {
        let spec = try good(text, set: [("costs", "{fee: 1, slip: 0}"), ("market", "12 $x: y")])
        #expect(spec["a"]?.argument("slip") == "int(0,0)")
        #expect(spec["a"]?.argument("m") == "text(12 $x: y-12,12 $x: y-12)")
    }

    @Test func `a value in a mistake's place keeps where it was set`() throws {
        let spec = try good(text, set: [("fast", "8")])
        let value = spec["a"]?.arguments.first?.value
        #expect(value?.origin.position == SourcePosition(file: "p.yaml", line: 9, column: 17))
        #expect(value?.origin.chain == ["$fast is set at --set:1:6"])
    }

    @Test func `parameters and aliases that explode are stopped`() {
        let lists = (1...30).map { "  p\($0): [$p\($0 - 1), $p\($0 - 1)]\n" }.joined()
        let words = (1...30).map { "  p\($0): \"$p\($0 - 1)$p\($0 - 1)\"\n" }.joined()
        for bomb in ["  p0: [1, 2]\n" + lists, "  p0: xxxxxxxx\n" + words] {
            let (_, diagnostics) = read(twoNodes("params:\n" + bomb))
            #expect(diagnostics.items.map(\.code) == ["GF012"])
        }
        let chain = (1...500).map { "  p\($0): [$p\($0 - 1)]\n" }.joined()
        let (_, diagnostics) = read(twoNodes("params:\n  p0: 1\n" + chain))
        #expect(diagnostics.items.map(\.code) == ["GF010"])
        // Declared backwards, each asks for the next before it is known: the deepest the reader recurses.
        let open = String(repeating: "[", count: 60)
        let close = String(repeating: "]", count: 60)
        let backwards = (1...500).reversed().map { "  p\($0): \(open)$p\($0 - 1)\(close)\n" }.joined()
        let (_, deep) = read(twoNodes("params:\n" + backwards + "  p0: 1\n"))
        #expect(Set(deep.items.map(\.code)) == ["GF010", "GF116"])
    }
}

@Suite struct MergeTests {
    @Test func `merge keys fill in, and local keys win`() throws {
        let spec = try good(
            """
            pipeline: p
            tests:
              - &one {n: 1, m: 1}
              - &two {n: 2, k: 2, on: a}
            nodes:
              a: {op: x}
              b: {op: y, <<: [*one, *two], m: 3, from: a}
              c: {<<: *one, op: y}
            """)
        let b = try #require(spec["b"])
        #expect(b.arguments.map(\.key.value) == ["n", "k", "m"])
        #expect(b.argument("n") == "int(1,1)")
        #expect(b.argument("m") == "int(3,3)")
        #expect(b.on.map(\.node) == ["a"])
        #expect(b.arguments[0].value.origin.path == "nodes.b.n")
        #expect(b.arguments[0].value.origin.position.line == 3)
        #expect(b.arguments[0].value.origin.chain == ["used as *one at p.yaml:7:19"])
        #expect(spec["c"]?.argument("m") == "int(1,1)")
    }

    @Test func `yes, on and off are texts, and quotes make texts`() throws {
        let spec = try good(twoNodes("  c: {op: x, on: a, k: yes, off: off, n: '5', z: ~}\n"))
        #expect(spec["c"]?.on.map(\.node) == ["a"])
        #expect(spec["c"]?.argument("k") == "text(yes,yes)")
        #expect(spec["c"]?.argument("off") == "text(off,off)")
        #expect(spec["c"]?.argument("n") == "text(5,5)")
        #expect(spec["c"]?.argument("z") == "null(~)")
    }

    @Test func `a tab in a comment or a quoted text is no mistake`() throws {
        let spec = try good(twoNodes("  c: {op: \"x\ty\"}  # a\tb\n"))
        #expect(spec["c"]?.op.value == "x\ty")
    }
}
