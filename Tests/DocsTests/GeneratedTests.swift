import Catalogue
import FlowGraph
import Glibc
import MarketModel
import OperatorKit
import PipelineFormat
import RepositorySupport
import Testing

/// Holds pages and pictures to the code; with GMFLOW_WRITE_DOCS=1 it writes them anew instead.
@Suite(.serialized) struct GeneratedTests {
    private static var writes: Bool {
        // SAFETY: the environment is only read here.
        unsafe getenv("GMFLOW_WRITE_DOCS") != nil
    }

    private static let pictureCommand = "gm-flow graph Pipelines/quickstart.yaml --format dot"

    @Test func `the table of error codes is current`() {
        check("docs/reference/errors.md", Generated.errors)
    }

    @Test func `the table of risk codes is current`() {
        check("docs/reference/risk-codes.md", Generated.riskCodes)
        let codes = Denial.Rule.allCases.map(\.code)
        #expect(Set(codes).count == codes.count && Set(Denial.Rule.allCases.map(\.id)).count == codes.count)
        #expect(codes.allSatisfy { $0.wholeMatch(of: /[A-Z]+(_[A-Z]+)+/) != nil })
    }

    /// One page a family, from the operators' own texts.
    @Test func `the operators' reference is current`() throws {
        let workspace = try #require(Workspace())
        defer { workspace.remove() }
        let families = Set(catalogue.entries.map(\.manual.family))
        #expect(families.count >= 9)
        for name in families.sorted() {
            let page = workspace.run("gm-flow ops \(name) --markdown")
            #expect(page.code == 0)
            check("docs/reference/operators/\(name).md", page.output)
        }
        check("docs/reference/operators.md", workspace.run("gm-flow ops --markdown").output)
        let pages = Repository.files(under: "docs/reference/operators", suffix: ".md")
        #expect(pages.count == families.count, "\(pages)")
    }

    @Test func `no error code is missing from its page`() {
        for (code, meaning) in Codes.table + GraphCodes.table {
            #expect(Generated.errors.contains("| \(code) | "), "\(code)")
            #expect(Generated.errors.contains(meaning), "\(code): \(meaning)")
            #expect(meaning != "not described", "\(code)")
        }
    }

    /// What graphviz makes of the same graph differs by version, in the numbers; the words and arrows don't.
    @Test func `the picture of the quickstart is current`() throws {
        let workspace = try #require(Workspace())
        defer { workspace.remove() }
        let path = "docs/images/quickstart.svg"
        if Self.writes {
            let drawn = workspace.run("\(Self.pictureCommand) | dot -Tsvg > out.svg && cat out.svg")
            #expect(drawn.code == 0 && Repository.write(drawn.output, to: path))
        }
        let dot = workspace.run(Self.pictureCommand)
        #expect(dot.code == 0)
        let svg = try #require(Repository.text(path))
        #expect(svg.utf8.count < 60_000)
        let arrows = dot.output.matches(of: /(n\d+) -> (n\d+) \[/).map { "\($0.1)->\($0.2)" }
        let drawnArrows = svg.matches(of: /<title>(n\d+)&#45;&gt;(n\d+)<\/title>/).map { "\($0.1)->\($0.2)" }
        #expect(arrows.count > 10 && arrows.sorted() == drawnArrows.sorted())
        let names = dot.output.matches(of: /<b>([^<]+)<\/b>/).map { String($0.1) }
        let words = Set(
            svg.matches(of: />([^<\n]+)<\/text>/).map { String($0.1.replacing("&#45;", with: "-")) })
        #expect(names.count > 5 && Set(names).subtracting(words) == [])
    }

    @Test func `blocks that are whole files are written anew on request`() throws {
        guard Self.writes else { return }
        for page in MarkdownPage.all {
            var text = try #require(Repository.text(page.path))
            for block in page.blocks where block.note.hasPrefix("file ") {
                guard let file = Repository.text(String(block.note.dropFirst(5))) else { continue }
                text = text.replacing(
                    "```\(block.info)\n\(block.text)```", with: "```\(block.info)\n\(file)```")
            }
            #expect(Repository.write(text, to: page.path))
        }
    }

    /// Names of other nodes are left out of examples, so only what is wrong in itself counts.
    @Test func `every operator's example is a node of that operator`() {
        for entry in catalogue.entries {
            let indented = entry.manual.example.split(separator: "\n", omittingEmptySubsequences: false)
                .map { "  \($0)" }.joined(separator: "\n")
            let (spec, diagnostics) = PipelineReader().read(
                text: "pipeline: example\nnodes:\n\(indented)\n", path: "example.yaml")
            let wrong = diagnostics.items.filter { !["GF217", "GF110"].contains($0.code) }
            #expect(wrong.isEmpty, "\(entry.manual.name): \(wrong.map(\.message))")
            if diagnostics.items.isEmpty {
                #expect(
                    spec?.nodes.contains { $0.op.value == entry.manual.name } == true, "\(entry.manual.name)")
            }
            #expect(!entry.manual.details.isEmpty && !entry.manual.summary.isEmpty, "\(entry.manual.name)")
            #expect(!entry.manual.example.isEmpty && entry.manual.example.contains(entry.manual.name))
        }
    }

    private func check(_ path: String, _ text: String) {
        if Self.writes { #expect(Repository.write(text, to: path)) }
        #expect(
            Repository.text(path) == text,
            "\(path) is old: GMFLOW_WRITE_DOCS=1 swift test --disable-xctest --filter DocsTests")
    }
}
