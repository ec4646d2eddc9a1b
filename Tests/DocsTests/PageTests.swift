import RepositorySupport
import Testing

@Suite struct PageTests {
    private let pages = MarkdownPage.all

    @Test func `every page has one title, first`() {
        #expect(pages.count > 15)
        for page in pages {
            #expect(page.headings.count { $0.level == 1 } == 1, "\(page.path)")
            #expect(page.headings.first?.level == 1, "\(page.path)")
        }
    }

    @Test func `every link leads somewhere`() {
        for page in pages {
            for (target, line) in page.links where !target.hasPrefix("https://") {
                let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let path = parts[0].isEmpty ? page.path : Self.resolved(page.folder + parts[0])
                #expect(Repository.exists(path), "\(page.path):\(line): \(target)")
                guard parts.count == 2, let other = MarkdownPage(path) else { continue }
                #expect(other.anchors.contains(String(parts[1])), "\(page.path):\(line): \(target)")
            }
        }
    }

    @Test func `every page can be found from the README`() {
        let byPath = Dictionary(uniqueKeysWithValues: pages.map { ($0.path, $0) })
        var found: Set<String> = ["README.md"]
        var waiting = ["README.md"]
        while let next = waiting.popLast() {
            guard let page = byPath[next] else { continue }
            for (target, _) in page.links {
                let path = Self.resolved(page.folder + target.prefix { $0 != "#" })
                if byPath[path] != nil, found.insert(path).inserted { waiting.append(path) }
            }
        }
        #expect(Set(byPath.keys).subtracting(found) == [])
    }

    @Test func `every fence is closed and says what is inside`() {
        for page in pages {
            for block in page.blocks { #expect(!block.info.isEmpty, "\(page.path):\(block.line)") }
            let text = Repository.text(page.path) ?? ""
            let fences = text.split(separator: "\n").count { $0.hasPrefix("```") }
            #expect(fences % 2 == 0, "\(page.path)")
        }
    }

    @Test func `blocks that quote a file are current`() {
        var count = 0
        for page in pages {
            for block in page.blocks {
                let words = block.note.split(separator: " ")
                guard words.count == 2, words[0] == "file" || words[0] == "from" else { continue }
                count += 1
                guard let text = Repository.text(String(words[1])) else {
                    Issue.record("\(page.path):\(block.line): no file \(words[1])")
                    continue
                }
                let isCurrent = words[0] == "file" ? text == block.text : text.contains(block.text)
                #expect(isCurrent, "\(page.path):\(block.line) differs from \(words[1])")
            }
        }
        #expect(count >= 3)
    }

    /// A path without `..`.
    private static func resolved(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
