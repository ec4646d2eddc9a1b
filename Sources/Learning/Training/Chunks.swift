/// Samples of a rollout row by row in the order of time, cut into chunks: what a memory is taught on.
///
/// A chunk is at most `length` decisions of one row that follow each other; gradients go back to its first one, which
/// begins with the memory that it had in the rollout.
struct Chunks: Sendable {
    /// Places in the rollout, row after row.
    private(set) var places: [Int] = []
    /// Where in `places` each chunk lies.
    private(set) var ranges: [Range<Int>] = []

    /// Cuts `samples`, places in ascending order in a rollout of `rows` rows a step.
    init(_ samples: [Int], rows: Int, length: Int) {
        precondition(length > 0, "a chunk has steps")
        var lists = [[Int]](repeating: [], count: rows)
        for place in samples { lists[place % rows].append(place) }
        for list in lists {
            var at = 0
            while at < list.count {
                let end = min(at + length, list.count)
                ranges.append((places.count + at)..<(places.count + end))
                at = end
            }
            places += list
        }
    }
}
