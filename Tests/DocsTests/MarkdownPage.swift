import RepositorySupport

/// A page of documentation, cut into what the tests look at.
struct MarkdownPage {
    /// A fenced block.
    struct Block {
        /// What stands after the fence, as `sh`.
        var info: String
        /// The HTML comment on the line before, as `file Operators/Custom/Spread.swift`, or empty.
        var note: String
        /// Line number of the fence, from 1.
        var line: Int
        /// The lines inside.
        var lines: [String] = []

        var text: String { lines.joined(separator: "\n") + "\n" }
    }

    let path: String
    private(set) var blocks: [Block] = []
    /// Headings with their level.
    private(set) var headings: [(level: Int, text: String)] = []
    /// Targets of links with their line.
    private(set) var links: [(target: String, line: Int)] = []
    /// Everything but the blocks.
    private(set) var prose: [String] = []

    /// All pages: the README and those under `docs`.
    static var all: [MarkdownPage] {
        (["README.md"] + Repository.files(under: "docs", suffix: ".md")).compactMap { MarkdownPage($0) }
    }

    init?(_ path: String) {
        guard let text = Repository.text(path) else { return nil }
        self.path = path
        var open: Block?
        var before = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    open = Block(info: String(line.dropFirst(3)), note: Self.comment(before), line: index + 1)
                }
            } else if open != nil {
                open?.lines.append(String(line))
            } else {
                read(String(line), index + 1)
            }
            before = String(line)
        }
        if let open { blocks.append(open) }
    }

    private mutating func read(_ line: String, _ number: Int) {
        prose.append(line)
        let level = line.prefix { $0 == "#" }.count
        if (1...6).contains(level), line.dropFirst(level).hasPrefix(" ") {
            headings.append((level, String(line.dropFirst(level + 1))))
        }
        // Code spans hold brackets of their own.
        let pieces = line.split(separator: "`", omittingEmptySubsequences: false)
        let plain = pieces.enumerated().map { $0 % 2 == 0 ? String($1) : "code" }.joined()
        for link in plain.matches(of: /\]\(([^)\s]+)\)/) { links.append((String(link.1), number)) }
    }

    private static func comment(_ line: String) -> String {
        guard line.hasPrefix("<!-- "), line.hasSuffix(" -->") else { return "" }
        return String(line.dropFirst(5).dropLast(4))
    }

    /// Folder of the page, empty or ending in `/`.
    var folder: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }

    /// The anchors that its headings make.
    var anchors: Set<String> { Set(headings.map { Self.anchor($0.text) }) }

    private static func anchor(_ heading: String) -> String {
        String(
            heading.lowercased().compactMap { character -> Character? in
                if character == " " { return "-" }
                return character.isLetter || character.isNumber || character == "-" || character == "_"
                    ? character : nil
            })
    }
}
