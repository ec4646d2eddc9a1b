import Archives
import MarketModel
import OperatorKit

/// One stream of alternative data: the files of a pattern one after another, in order of when rows were known.
struct AlternativeStream<Format: AlternativeFormat> {
    /// The event that comes next, and when it was known.
    private(set) var head: FeatureRow?
    private(set) var headInstant = Int64.max
    var tally = FeedTally()
    /// Rows moved to the time reached before them.
    private(set) var clampedCount = 0
    /// Files read to their end, with the checksum of their content.
    var finished: [(name: String, hash: String)] = []
    /// Whether all has been sent.
    private(set) var isEnded = false

    let options: AlternativeOptions
    let paths: [String]
    /// Files being read, by their place in `paths`.
    var readers: [AlternativeReader?]
    /// The next row of each, with `order: merge`, and whose is first.
    var next: [KnownRow?]
    var merge = MergeHeap(count: 0)
    /// Files whose next row is not known, the one to read last.
    var pending: [Int] = []
    /// Files that were opened, with `order: name`.
    var opened = 0
    var openCount = 0
    /// The file of the current row, as messages name it.
    var fileName = ""
    private var maker: Format
    /// Rows of the group that is not finished, when they were known, and where the last of them stands.
    private var group = (count: 0, known: Int64.min, line: 0)
    /// Rows that wait until nothing earlier can come, in order.
    private var waiting: [KnownRow] = []
    private var latest = Int64.min
    private var watermark = Int64.min
    private var latestOfFileBefore = Int64.min
    var isDrained = false
    private var failure: OperatorError?
    /// Lines that may still be read in this turn: a file of bad lines only must not hold up the run.
    var patience = 0

    init(_ pattern: String, _ options: AlternativeOptions, _ maker: Format) throws(OperatorError) {
        self.options = options
        self.maker = maker
        paths = FileSearch.expand(pattern)
        guard !paths.isEmpty else {
            throw OperatorError("no file matches '\(pattern)'", argument: "path")
        }
        readers = Array(repeating: nil, count: paths.count)
        next = Array(repeating: nil, count: paths.count)
        try open()
    }

    /// Whether an event is ready, reading on if need be; if not, it has ended or asks for another turn.
    mutating func hasHead() throws(OperatorError) -> Bool {
        patience = 16_384
        while head == nil && !isEnded {
            guard let row = nextInOrder() else {
                guard isDrained else { return false }
                finishGroup()
                if head != nil { return true }
                isEnded = true
                if let failure { throw failure }
                return false
            }
            if group.count > 0 && row.known != group.known { finishGroup() }
            maker.take(row)
            group = (group.count + 1, row.known, row.line)
            if !Format.isGrouped { finishGroup() }
        }
        return head != nil
    }

    /// Takes the event that comes next, which must exist.
    mutating func takeHead() -> FeatureRow? {
        defer { head = nil }
        return head
    }

    private mutating func finishGroup() {
        guard group.count > 0 else { return }
        switch maker.finishGroup() {
        case .row(let row):
            head = row
            headInstant = group.known
        case .refused(let reason):
            let example = "known at \(TimeText.utc(group.known)), the last in line \(group.line)"
            tally.refuse(reason) { example }
        }
        group.count = 0
    }

    /// The next good row in order of when it was known; nil at the end, or when patience has run out.
    private mutating func nextInOrder() -> KnownRow? {
        while true {
            if let first = waiting.first, isDrained || first.known <= watermark {
                return waiting.removeFirst()
            }
            guard !isDrained, patience > 0 else { return nil }
            guard var row = nextRow() else { continue }
            if let reason = maker.fault(of: &row) {
                let place = place(row)
                tally.refuse(reason) { place }
                continue
            }
            if row.known < watermark { guard isClamped(&row) else { continue } }
            if options.settings.lateness == 0 {
                watermark = row.known
                return row
            }
            latest = max(latest, row.known)
            let (bound, overflows) = latest.subtractingReportingOverflow(options.settings.lateness)
            watermark = max(watermark, overflows ? .min : bound)
            insert(row)
        }
    }

    /// Puts a row behind those known no later.
    private mutating func insert(_ row: KnownRow) {
        var low = 0
        var high = waiting.count
        while low < high {
            let middle = (low + high) / 2
            if waiting[middle].known <= row.known { low = middle + 1 } else { high = middle }
        }
        waiting.insert(row, at: low)
    }

    /// Moves a late row to the time reached, if the rules say so; else counts it, or fails.
    private mutating func isClamped(_ row: inout KnownRow) -> Bool {
        let fault = row.known < latestOfFileBefore ? FeedFault.beforeFile : .late
        let place = place(row)
        switch options.settings.backward {
        case .refuse:
            tally.refuse(fault.reason, isLate: true) { place }
            return false
        case .fail:
            fail(
                OperatorError(
                    "\(place): \(fault.reason)", argument: "backward",
                    help:
                        "backward: refuse counts such rows, clamp moves them to the time before; lateness sorts them"
                ))
            return false
        case .clamp:
            clampedCount += 1
            row.known = watermark
            return true
        }
    }

    private func place(_ row: KnownRow) -> String {
        "\(fileName) line \(row.line), known at \(TimeText.utc(row.known))"
    }

    /// Reads no further; what came before stands, and is sent first.
    mutating func fail(_ error: OperatorError) {
        failure = error
        isDrained = true
    }

    /// Remembers, with `order: name`, how far the files before went.
    mutating func noteFileBefore() { latestOfFileBefore = max(latest, watermark) }
}
