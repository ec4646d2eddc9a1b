import RepositorySupport
import Testing

/// Runs what the pages tell people to run.
@Suite struct CommandTests {
    /// One line of a page that starts our program.
    struct Command: Sendable, CustomTestStringConvertible {
        var page: String
        var text: String
        var code: Int32
        var needsData: Bool
        var testDescription: String { "\(page): \(text)" }
    }

    static let pages = MarkdownPage.all.map(\.path)

    @Test(arguments: pages) func `the commands of a page do what it says`(path: String) throws {
        let page = try #require(MarkdownPage(path))
        let workspace = try #require(Workspace())
        defer { workspace.remove() }
        for block in page.blocks {
            let words = block.note.split(separator: " ")
            if words.count == 2, words[0] == "write" {
                #expect(Repository.write(block.text, to: "\(workspace.folder)/\(words[1])"))
            }
            guard block.info == "sh" else { continue }
            for command in block.lines.compactMap({ Self.command($0, path) }) {
                if command.needsData && !Workspace.hasData {
                    print("skipped, as there is no recorded data: \(command.text)")
                    continue
                }
                let result = workspace.run(command.text)
                #expect(result.code == command.code, "\(path): \(command.text)\n\(result.output)")
            }
        }
    }

    @Test func `there are commands to run, and skipped ones say why`() {
        var count = 0
        for page in MarkdownPage.all {
            for block in page.blocks where block.info.hasPrefix("sh") {
                count += block.lines.count { Self.command($0, page.path) != nil }
                let isSkipped = block.info.hasPrefix("sh skip: ") && block.info.count > 20
                #expect(block.info == "sh" || isSkipped, "\(page.path):\(block.line): \(block.info)")
            }
        }
        #expect(count >= 25)
    }

    /// A line that starts our program, with the exit code that a `# exits 2` at its end announces.
    private static func command(_ line: String, _ page: String) -> Command? {
        guard line.hasPrefix("gm-flow ") else { return nil }
        let parts = line.split(separator: "#", maxSplits: 1)
        let note = parts.count == 2 ? parts[1].split(separator: " ") : []
        let code = note.first == "exits" && note.count > 1 ? Int32(note[1].prefix { $0.isNumber }) ?? 0 : 0
        let text = String(parts[0])
        let isRecorded = ["gold.yaml", "spy.yaml", "w1.yaml", "Pipelines/execution/", "../shared"].contains {
            text.contains($0)
        }
        return Command(
            page: page, text: text, code: code, needsData: isRecorded && text.hasPrefix("gm-flow run"))
    }
}
