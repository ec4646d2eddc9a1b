/// A shell-like pattern for names: `*` any run, `?` any one character, `[a-z]` and `[!a-z]` a set.
///
/// A pattern without those characters matches only itself. `*` crosses `/`: names of archive members are
/// matched whole, and usually carry no folder.
public struct NamePattern: Sendable {
    /// The pattern as written.
    public let text: String
    private let pattern: [Character]

    /// Makes a pattern from its text; every text is a valid pattern.
    public init(_ text: String) {
        self.text = text
        pattern = Array(text)
    }

    /// Whether the text holds a character with a special meaning.
    public var isWild: Bool { pattern.contains { $0 == "*" || $0 == "?" || $0 == "[" } }

    /// Whether `name` is the pattern's text itself or is covered by it.
    public func matches(_ name: String) -> Bool {
        if name == text { return true }
        let name = Array(name)
        var at = 0
        var place = 0
        // The last star seen and where it began: enough to back up, so the time is at most the product of
        // lengths.
        var star: (pattern: Int, name: Int)?
        while at < name.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, at)
                place += 1
            } else if let next = step(place, name[at]) {
                place = next
                at += 1
            } else if let back = star {
                star = (back.pattern, back.name + 1)
                place = back.pattern + 1
                at = back.name + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }

    /// The place after the element at `place` if that element accepts `character`.
    private func step(_ place: Int, _ character: Character) -> Int? {
        guard place < pattern.count else { return nil }
        switch pattern[place] {
        case "?": return place + 1
        case "[":
            guard let close = pattern[(place + 1)...].dropFirst().firstIndex(of: "]") else {
                return character == "[" ? place + 1 : nil
            }
            return set(pattern[(place + 1)..<close], has: character) ? close + 1 : nil
        default: return pattern[place] == character ? place + 1 : nil
        }
    }

    private func set(_ set: ArraySlice<Character>, has character: Character) -> Bool {
        let negated = set.first == "!"
        let members = Array(negated ? set.dropFirst() : set)
        var found = false
        var index = 0
        while index < members.count {
            if index + 2 < members.count, members[index + 1] == "-" {
                found =
                    found || (members[index]...max(members[index], members[index + 2])).contains(character)
                index += 3
            } else {
                found = found || members[index] == character
                index += 1
            }
        }
        return found != negated
    }
}
