/// The name nearest to `name` by edit distance, or nil where none is within a third of its length.
///
/// For an operator's own "did you mean"; names in the pipeline file are the checker's.
public func nearName(to name: String, among names: some Sequence<String>) -> String? {
    let wanted = Array(name.utf8.prefix(64))
    var best: (name: String, distance: Int)?
    for candidate in names {
        let other = Array(candidate.utf8.prefix(64))
        let distance = editDistance(wanted, other)
        guard distance <= max(1, wanted.count / 3), distance < best?.distance ?? .max else { continue }
        best = (candidate, distance)
    }
    return best?.name
}

private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var last = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var diagonal = last[0]
        last[0] = i + 1
        for (j, y) in b.enumerated() {
            let replaced = diagonal + (x == y ? 0 : 1)
            diagonal = last[j + 1]
            last[j + 1] = min(replaced, diagonal + 1, last[j] + 1)
        }
    }
    return last[b.count]
}
