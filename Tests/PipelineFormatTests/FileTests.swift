import Testing

@testable import PipelineFormat

@Suite struct FileTests {
    private func mistakes(_ file: String) -> [String] {
        PipelineReader().read(path: fixtures + file).diagnostics.items.map {
            let position = $0.origin.position
            let name = position.file.split(separator: "/").last.map(String.init) ?? ""
            return "\($0.code) \(name) \(position.line):\(position.column)"
        }
    }

    @Test func `a file that is not there is GF001`() {
        #expect(mistakes("nowhere.yaml") == ["GF001 nowhere.yaml 0:0"])
    }

    @Test func `a directory is GF002`() {
        #expect(mistakes("config") == ["GF002 config 0:0"])
    }

    @Test func `a file over 16 MiB is GF003`() {
        let huge = "pipeline: p\n" + String(repeating: "#", count: 16 << 20)
        #expect(brief(read(huge).diagnostics) == ["GF003 0:0"])
    }

    @Test func `bytes that are no UTF-8 are GF004, with the column in characters`() {
        #expect(mistakes("invalid.yaml") == ["GF004 invalid.yaml 2:19"])
    }

    @Test func `files that include each other are GF015`() {
        #expect(mistakes("cycle-a.yaml") == ["GF015 cycle-b.yaml 1:11"])
    }

    @Test func `a node defined in two files is GF213`() {
        #expect(mistakes("twice.yaml") == ["GF213 twice.yaml 4:3"])
    }

    @Test func `a broken include is told, and the names it would give are not missed`() {
        #expect(mistakes("broken-include.yaml") == ["GF005 broken.yaml 2:12"])
    }

    @Test func `a missing include is told where it is asked for`() {
        let (spec, diagnostics) = read(twoNodes("include: [nowhere.yaml]\n"))
        #expect(brief(diagnostics) == ["GF001 5:11"])
        #expect(spec?.nodes.count == 2)
    }

    @Test func `a mistake in an included file carries the chain`() {
        let item = PipelineReader().read(path: fixtures + "chain.yaml").diagnostics.items.first {
            $0.code == "GF107"
        }
        #expect(item?.origin.chain.first?.hasSuffix("chain.yaml:3:5") == true)
        #expect(item?.origin.chain.first?.hasPrefix("included at ") == true)
        #expect(item?.origin.path == "nodes.w.join")
    }

    @Test func `a byte order mark is passed over`() {
        let (spec, diagnostics) = read("\u{FEFF}" + twoNodes())
        #expect(diagnostics.items.isEmpty)
        #expect(spec?.name.origin.position.column == 11)
    }

    @Test func `the design's example reads`() throws {
        let (read, diagnostics) = PipelineReader().read(path: fixtures + "engine.yaml")
        #expect(diagnostics.items.isEmpty, "\(diagnostics.items)")
        let spec = try #require(read)
        #expect(spec.name.value == "gold-trend")
        #expect(
            spec.nodes.map(\.name.value) == [
                "ticks", "bars@5m", "bars@30m", "fvg", "mlmi", "nwrqk", "matrix", "trend", "risk", "exec",
                "report",
            ])
        #expect(spec["ticks"]?.argument("path") == "text(trades/gold.csv,trades/gold.csv)")
        #expect(spec["bars@30m"]?.argument("every") == "text(30m,30m)")
        #expect(spec["matrix"]?.inputs.count == 1)
        #expect(spec["matrix"]?.feeds == ["mlmi", "nwrqk", "fvg"])
        #expect(spec["matrix"]?.on.map(\.node) == ["bars@30m"])
        #expect(spec["matrix"]?.join?.value == .latest)
        #expect(spec["risk"]?.inputs.map { $0.port?.value } == ["signal", "fills"])
        #expect(spec["risk"]?.feeds == ["trend", "prev:exec.fills"])
        #expect(spec["risk"]?.argument("max_position") == "int(5,5)")
        #expect(spec["risk"]?.argument("venue") == "{secret:text(venue-key,venue-key)}")
        #expect(spec.edges.map { $0.capacity?.value } == [1024, 1000])
        #expect(spec.budgets[0].path.map(\.value) == ["ticks", "bars@*"])
        #expect(spec.budgets[0].limits.map(\.nanoseconds) == [1_000_000])
        #expect(spec.budgets[1].limits.map(\.quantile) == [0.99, 0.999])
        #expect(spec.budgets[1].miss == .warn)
        #expect(
            spec.stages.map { $0.nodes.map(\.value).prefix(2) } == [["ticks", "bars*"], ["fvg", "mlmi"]])
        #expect(spec.stages[0].core?.value == 1)
        #expect(spec.results.map(\.metric) == ["orders", "pnl.total"])
        #expect(spec.parameters.map(\.name) == ["limits", "data", "fast"])
        #expect(spec.sources.count == 2)
    }

    @Test func `a profile changes parameters, nodes and stages`() throws {
        var reader = PipelineReader()
        reader.profile = "quick"
        let (read, diagnostics) = reader.read(path: fixtures + "engine.yaml")
        #expect(diagnostics.items.isEmpty, "\(diagnostics.items)")
        let spec = try #require(read)
        #expect(spec["mlmi"]?.argument("fast") == "int(6,6)")
        #expect(spec["ticks"]?.argument("format") == "text(quotes,quotes)")
        #expect(spec["ticks"]?.argument("limit") == "int(1000,1000)")
        #expect(spec["ticks"]?.op.value == "ingest.csv")
        #expect(spec.stages.map(\.name.value) == ["one"])
    }
}
