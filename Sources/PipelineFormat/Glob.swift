/// A name pattern: `*` stands for any characters, `?` for one code point, all else for itself.
public struct Glob: Hashable, Sendable {
    /// The pattern as written.
    public let pattern: String
    private let characters: [Unicode.Scalar]

    /// Makes a pattern; every text is one.
    public init(_ pattern: String) {
        self.pattern = pattern
        characters = Array(pattern.unicodeScalars)
    }

    /// Whether it holds a `*` or `?`, so that it may match more than one name.
    public var isWild: Bool { characters.contains("*") || characters.contains("?") }

    /// Whether the whole name fits the pattern; takes at most pattern length × name length steps.
    public func matches(_ name: String) -> Bool {
        let name = Array(name.unicodeScalars)
        var (p, n) = (0, 0)
        var star: (p: Int, n: Int)?
        while n < name.count {
            if p < characters.count, characters[p] == "*" {
                star = (p, n)
                p += 1
            } else if p < characters.count, characters[p] == "?" || characters[p] == name[n] {
                p += 1
                n += 1
            } else if let last = star {
                // The last star takes one character more and the rest is tried again.
                star = (last.p, last.n + 1)
                (p, n) = (last.p + 1, last.n + 1)
            } else {
                return false
            }
        }
        return characters[p...].allSatisfy { $0 == "*" }
    }
}
