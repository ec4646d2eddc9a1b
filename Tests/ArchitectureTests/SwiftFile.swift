import RepositorySupport

/// A source file of the package, and which parts of it are code.
struct SwiftFile {
    let path: String
    let lines: [Substring]

    init?(_ path: String) {
        guard let text = Repository.text(path) else { return nil }
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The files under a folder.
    static func all(under folder: String) -> [SwiftFile] {
        Repository.files(under: folder, suffix: ".swift").compactMap { SwiftFile($0) }
    }

    /// The modules it imports, with the lines that do.
    var imports: [(module: String, line: Int)] {
        lines.enumerated().compactMap { index, line in
            let words = line.split(separator: " ")
            guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
                words[..<at].allSatisfy({
                    ["public", "package", "internal", "private", "@testable"].contains($0)
                })
            else { return nil }
            return (String(words[at + 1].prefix { $0 != "." }), index + 1)
        }
    }

    /// Whether a word stands in its code, comments and one-line strings aside.
    func uses(_ word: String) -> Bool {
        lines.contains { line in
            var code = String(line)
            if let quote = code.firstIndex(of: "\"") { code = String(code[..<quote]) }
            if let comment = code.firstRange(of: "//") { code = String(code[..<comment.lowerBound]) }
            return code.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "@") }.contains(word[...])
        }
    }
}
