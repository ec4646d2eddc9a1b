import MarketModel
import OperatorKit
import Rings

/// The operator of a kind of alternative data: finds the files, merges them by when rows were known, and
/// reports what became of every row.
struct AlternativeFeed<Format: AlternativeFormat>: Source {
    typealias Settings = Format.Settings

    static var signature: Signature<AlternativeFeed> {
        let manual = Format.manual
        return Signature<AlternativeFeed>(
            manual.name, manual.summary, details: manual.details + "\n\n" + TableSettings.details,
            example: manual.example
        )
        .output("row", FeatureRow.self, "the columns, at the time from which they were known") {
            node, outlet in
            node.out = outlet
        }
    }

    private let options: AlternativeOptions
    private let maker: Format
    private var streams: [AlternativeStream<Format>] = []
    private var merge = MergeHeap(count: 0)
    private var sequencer = Sequencer()
    private var sentCount = 0
    private var out = Outlet<FeatureRow>()

    init(_ settings: Format.Settings, _ context: NodeContext) throws(OperatorError) {
        options = try AlternativeOptions(settings.table, Format.self)
        maker = try Format(settings)
    }

    var columns: [String] { Format.columns }

    mutating func open() throws(OperatorError) {
        for pattern in options.settings.files.paths {
            streams.append(try AlternativeStream(pattern, options, maker))
        }
        merge = MergeHeap(count: streams.count)
    }

    mutating func produce(limit: Int) -> Production {
        do {
            return try fill(limit) ? .more : .ended
        } catch {
            return .failed(error)
        }
    }

    /// Sends at most `limit` events; false at the end.
    private mutating func fill(_ limit: Int) throws(OperatorError) -> Bool {
        // A stream enters the merge with its next event; until it has one, what is earliest is not known.
        for index in streams.indices where !merge.holds(index) {
            guard try hasEntered(index) else { return true }
        }
        for _ in 0..<limit {
            guard let turn = merge.takeFirst() else { return false }
            let instant = streams[turn.stream].headInstant
            if var row = streams[turn.stream].takeHead() {
                row.header = sequencer.header(at: instant)
                out.send(row)
                sentCount += 1
            }
            guard try hasEntered(turn.stream) else { return true }
        }
        return true
    }

    /// Puts a stream into the merge; false if it has to be asked again, true too if it has ended.
    private mutating func hasEntered(_ index: Int) throws(OperatorError) -> Bool {
        guard try streams[index].hasHead() else { return streams[index].isEnded }
        merge.insert(streams[index].headInstant, index)
        return true
    }

    func report(into report: inout NodeReport) {
        var total = FeedTotals(recordName: Format.manual.record)
        for stream in streams {
            total.add(stream.tally)
            total.note("clamped", stream.clampedCount)
            report.inputs += stream.finished
        }
        total.report(events: sentCount, received: sentCount, into: &report)
    }
}
