/// What became of a file's records: how many there were, and why some gave no event.
struct FeedTally {
    /// A reason with its count and first examples.
    struct Entry {
        var count = 0
        /// Whether they came too late rather than being wrong.
        var isLate = false
        /// Whether they were left out on purpose, as an argument says, rather than refused.
        var isDropped = false
        /// The first few, with file and place.
        var examples: [String] = []
    }

    static let examplesPerReason = 3

    /// Records of any kind: lines, messages, binary records.
    var records = 0
    /// Records that carry no market event, as headers, comments and acknowledgements.
    var skipped = 0
    /// By reason, as "price is not positive".
    private(set) var entries: [String: Entry] = [:]
    /// Counts that are told but keep nothing out, by the name of their number in the report, as "rounded".
    private(set) var notes: [String: Int] = [:]

    /// Last values worth telling, by the name of their number in the report, as "tick_size".
    private(set) var values: [String: Double] = [:]

    /// The recorder's clock against the exchange's, where a file tells both.
    var skew = ClockSkew()

    /// Keeps the last of a value that the file tells beside its events; not for every record.
    mutating func tell(_ name: String, _ value: Double) { values[name] = value }

    /// Counts something that is told but keeps nothing out; not for every record.
    mutating func note(_ name: String, _ count: Int = 1) { notes[name, default: 0] += count }

    /// Counts a record that gave nothing because it is wrong; `example` is made for the first few only.
    @inline(never)
    mutating func refuse(
        _ reason: String, isLate: Bool = false, isDropped: Bool = false, count: Int = 1, example: () -> String
    ) {
        var entry = entries[reason, default: Entry()]
        entry.count += count
        entry.isLate = isLate
        entry.isDropped = isDropped
        if entry.examples.count < Self.examplesPerReason { entry.examples.append(example()) }
        entries[reason] = entry
    }
}
