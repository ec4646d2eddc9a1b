/// The name most like the given one, for "did you mean", or nil when none is near.
///
/// Near means an edit distance (insert, delete, replace, swap neighbours) of at most a third of the length;
/// of equals the first wins.
public func nearest(to name: String, among names: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(100))
    var best: (name: String, distance: Int)?
    for candidate in names where candidate != name {
        let other = Array(candidate.lowercased().unicodeScalars.prefix(100))
        let limit = min(max(1, max(wanted.count, other.count) / 3), (best?.distance ?? .max) - 1)
        guard limit >= 0, abs(wanted.count - other.count) <= limit else { continue }
        let distance = editDistance(wanted, other)
        if distance <= limit, distance < max(wanted.count, other.count) { best = (candidate, distance) }
    }
    return best?.name
}

private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var before = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
        var row = [Int](repeating: i, count: b.count + 1)
        for j in 1...b.count {
            let replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            row[j] = min(last[j] + 1, row[j - 1] + 1, replace)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                row[j] = min(row[j], before[j - 2] + 1)
            }
        }
        (before, last) = (last, row)
    }
    return last[b.count]
}
