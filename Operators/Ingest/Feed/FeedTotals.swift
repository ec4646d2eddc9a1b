import OperatorKit

/// What became of all records of a node's streams, and how it is reported.
struct FeedTotals {
    private let recordName: String
    private var records = 0
    private var skipped = 0
    private var reasons: [(reason: String, entry: FeedTally.Entry)] = []
    private var notes: [(name: String, count: Int)] = []
    private var values: [String: Double] = [:]
    private var skew = ClockSkew()

    /// - Parameter recordName: what a record is called, as line.
    init(recordName: String) { self.recordName = recordName }

    /// Adds a stream's counts.
    mutating func add(_ tally: FeedTally) {
        records += tally.records
        skipped += tally.skipped
        for (reason, entry) in tally.entries.sorted(by: { $0.key < $1.key }) {
            guard let index = reasons.firstIndex(where: { $0.reason == reason }) else {
                reasons.append((reason, entry))
                continue
            }
            reasons[index].entry.count += entry.count
            let room = FeedTally.examplesPerReason - reasons[index].entry.examples.count
            reasons[index].entry.examples += entry.examples.prefix(room)
        }
        for (name, count) in tally.notes.sorted(by: { $0.key < $1.key }) { note(name, count) }
        skew.add(tally.skew)
        values.merge(tally.values) { _, later in later }
    }

    /// Adds to a count that is told but keeps nothing out.
    mutating func note(_ name: String, _ count: Int) {
        if let index = notes.firstIndex(where: { $0.name == name }) {
            notes[index].count += count
        } else {
            notes.append((name, count))
        }
    }

    /// Tells the counts: as numbers, and what gave no event by reason.
    ///
    /// - Parameters:
    ///   - events: events made.
    ///   - received: those of them that went to a reader.
    func report(events: Int, received: Int, into report: inout NodeReport) {
        func sum(_ chosen: (FeedTally.Entry) -> Bool) -> Int {
            reasons.reduce(0) { $0 + (chosen($1.entry) ? $1.entry.count : 0) }
        }
        let late = sum(\.isLate)
        let dropped = sum(\.isDropped)
        let refused = sum { !$0.isLate && !$0.isDropped }
        report.received = received + late + dropped + refused
        report.metric("\(recordName)s", Double(records), unit: "\(recordName)s", headline: false)
        report.metric("events", Double(events), unit: "events")
        report.metric("refused", Double(refused), unit: "events", headline: refused > 0)
        report.metric("late", Double(late), unit: "events", headline: late > 0)
        report.metric("dropped", Double(dropped), unit: "events", headline: dropped > 0)
        report.metric("skipped", Double(skipped), unit: "\(recordName)s", headline: false)
        for (name, count) in notes where count > 0 {
            report.metric(name, Double(count), unit: "events")
        }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { report.metric(name, value) }
        if let median = skew.median {
            report.metric("skew_min", Double(skew.least) / 1e6, unit: "ms", headline: false)
            report.metric("skew_median", median / 1e6, unit: "ms")
            report.metric("skew_max", Double(skew.most) / 1e6, unit: "ms", headline: false)
        }
        // What comes in has to equal what goes on plus what is told here.
        for (reason, entry) in reasons {
            report.refusals.append(
                NodeReport.Refusal(
                    reason: reason, count: entry.count, isLate: entry.isLate, examples: entry.examples))
        }
    }
}
