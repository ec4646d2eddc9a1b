/// What became of every line of a run's files.
///
/// `lines = rows + refused + dropped + skipped` always holds; the tests check it on random bytes.
struct IngestTally {
    /// A refused line kept for the report.
    struct Example {
        var refusal: Refusal
        var file: String
        var line: Int
        var text: String
    }

    /// Lines of any kind.
    var lines = 0
    /// Rows that became trades.
    var rows = 0
    /// Headers, comments and blank lines.
    var skipped = 0
    /// Rows marked suspicious, without size or repeated at a file's end, where the arguments say to drop
    /// them.
    var suspicious = 0
    var zeroSize = 0
    var repeatedLast = 0
    /// Rows moved to the time of the row before (`backward: clamp`).
    var clamped = 0
    /// Rows with digits beyond 1e-9 rounded away.
    var rounded = 0
    /// The first few refused lines of each kind.
    private(set) var examples: [Example] = []
    private var counts = [Int](repeating: 0, count: Refusal.tableCount)

    static let examplesPerKind = 3

    /// Rows left out because the arguments say so.
    var dropped: Int { suspicious + zeroSize + repeatedLast }
    /// Rows refused, late ones included.
    var refused: Int { counts.reduce(0, +) }
    /// Rows refused for being earlier than the row before.
    var late: Int { count(of: Refusal(.time, .late)) }
    /// Every kind that occurred, with its count.
    var refusals: [(refusal: Refusal, count: Int)] {
        counts.indices.compactMap { index in
            counts[index] == 0 ? nil : Refusal(index: index).map { ($0, counts[index]) }
        }
    }

    func count(of refusal: Refusal) -> Int { counts[refusal.index] }

    /// Counts a refused line; `text` is made only for the first few of its kind.
    mutating func refuse(_ refusal: Refusal, file: String, line: Int, text: () -> String) {
        counts[refusal.index] += 1
        guard counts[refusal.index] <= Self.examplesPerKind else { return }
        examples.append(Example(refusal: refusal, file: file, line: line, text: text()))
    }
}
