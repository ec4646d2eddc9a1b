import FlowGraph
import RepositorySupport
import Testing

/// Holds the pages that people write to what the program takes.
@Suite struct ReferenceTests {
    @Test func `the command line's page has every command and option`() throws {
        let page = try #require(Repository.text("docs/reference/cli.md"))
        let workspace = try #require(Workspace())
        defer { workspace.remove() }
        let help = workspace.run("gm-flow help")
        let listed = try #require(help.output.split(separator: "SUBCOMMANDS:").last)
        let commands = listed.matches(of: /\n  ([a-z]+) {2,}/).map { String($0.1) }
        #expect(commands.count >= 8)
        for command in commands {
            #expect(page.contains("\n## gm-flow \(command)\n"), "\(command)")
            let options = workspace.run("gm-flow help \(command)").output
            for option in options.matches(of: /(--[a-z][a-z-]+)/)
            where option.1 != "--version" && option.1 != "--help" {
                #expect(page.contains("`\(option.1)"), "\(command) \(option.1)")
            }
        }
    }

    @Test func `the command line's page has every exit code`() throws {
        let page = try #require(Repository.text("docs/reference/cli.md"))
        let source = try #require(Repository.text("Sources/gm-flow/Support/Exit.swift"))
        let codes = source.matches(of: /case \w+ = (\d+)/).map { String($0.1) }
        #expect(codes.count >= 8)
        for code in codes { #expect(page.contains("| \(code) |"), "exit code \(code)") }
    }

    /// The reader keeps its known keys in lists named `keys`, `topKeys` and so on.
    @Test func `the language's page has every key`() throws {
        let page = try #require(Repository.text("docs/reference/language.md"))
        var count = 0
        for path in Repository.files(under: "Sources/PipelineFormat/Reading", suffix: ".swift") {
            let source = try #require(Repository.text(path))
            for list in source.matches(of: /static let \w*[kK]eys = \[([^\]]*)\]/) {
                for key in list.1.matches(of: /"(\w+)"/) {
                    count += 1
                    #expect(page.contains("`\(key.1)`") || page.contains("`\(key.1):"), "\(path): \(key.1)")
                }
            }
        }
        #expect(count >= 35)
    }

    @Test func `the language's page has every unit`() throws {
        let page = try #require(Repository.text("docs/reference/language.md"))
        let source = try #require(Repository.text("Sources/PipelineFormat/Units.swift"))
        for table in source.matches(of: /: \[String: Int64\] = \[([^\]]*)\]/) {
            for unit in table.1.matches(of: /"([^"]+)":/) {
                #expect(page.contains("`\(unit.1)`"), "\(unit.1)")
            }
        }
    }

    @Test func `the architecture's picture of modules is the table`() throws {
        let page = try #require(Repository.text("docs/ARCHITECTURE.md"))
        let manifest = try #require(Repository.text("Package.swift"))
        let modules = manifest.matches(of: /engine\(\s*"(\w+)"/).map { String($0.1) }
        #expect(modules.count >= 10)
        for module in modules { #expect(page.contains(module), "\(module)") }
    }

    @Test func `decisions are numbered and say what was rejected`() {
        let paths = Repository.files(under: "docs/decisions", suffix: ".md")
        #expect(paths.count >= 9)
        for (index, path) in paths.enumerated() {
            let number = String(index + 1)
            let prefix = "docs/decisions/" + String(repeating: "0", count: 4 - number.count) + number + "-"
            #expect(path.hasPrefix(prefix), "\(path)")
            let page = MarkdownPage(path)
            for part in ["Context", "Choice", "Rejected"] {
                #expect(page?.headings.contains { $0.text == part } == true, "\(path) has no \(part)")
            }
        }
    }
}
