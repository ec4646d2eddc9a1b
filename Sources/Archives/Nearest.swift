/// Finds the name that someone probably meant.
enum Nearest {
    /// The candidate with the fewest edits to `wanted`, if at most half of it would change.
    static func name(to wanted: String, in candidates: [String]) -> String? {
        var best: (name: String, edits: Int)?
        for candidate in candidates {
            let edits = distance(Array(wanted.utf8), Array(candidate.utf8))
            if edits < best?.edits ?? Int.max { best = (candidate, edits) }
        }
        guard let best, best.edits * 2 <= max(wanted.utf8.count, best.name.utf8.count) else { return nil }
        return best.name
    }

    /// Levenshtein's distance with one row of memory.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substituted = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
