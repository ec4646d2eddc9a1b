import MarketModel
import OperatorKit

/// The operator of a file format: finds the files, merges them by time, holds their events to the rules, gives
/// them their place in the run's order, and reports what became of every record.
///
/// `OperatorEntry(source: Feed<Databento>.self)` puts one into the catalogue.
struct Feed<Format: FeedFormat>: Source {
    typealias Settings = Format.Settings

    static var signature: Signature<Feed> {
        let manual = Format.manual
        return Signature<Feed>(
            manual.name, manual.summary, details: manual.details + "\n\n" + FeedRules.details,
            example: manual.example
        )
        .output("trades", Trade.self, "trades") { node, outlet in node.outlets.trades = outlet }
        .output("quotes", Quote.self, "best bid and offer") { node, outlet in node.outlets.quotes = outlet }
        .output("levels", LevelChange.self, "changes of price levels of a book") { node, outlet in
            node.outlets.levels = outlet
        }
        .output("orders", OrderChange.self, "changes of single orders of a book") { node, outlet in
            node.outlets.orders = outlet
        }
        .output("bars", Bar.self, "bars") { node, outlet in node.outlets.bars = outlet }
    }

    private let files: FeedFiles
    private let rules: FeedRules
    private let options: Format.Decoder.Options
    private var outlets = FeedOutlets()
    private var streams: [FeedStream<Format.Decoder>] = []
    private var merge = MergeHeap()
    private var sender: FeedSender
    private var store = FeedStore()

    init(_ settings: Format.Settings, _ context: NodeContext) throws(OperatorError) {
        files = settings.files
        rules = settings.rules
        sender = FeedSender(settings.rules)
        if rules.tick == 0 && rules.offTick == .round {
            throw OperatorError("'off_tick: round' needs 'tick'", argument: "off_tick", help: "tick: 0.25")
        }
        _ = try rules.tickUnits()
        if settings.files.paths.isEmpty { throw OperatorError("'path' names no file", argument: "path") }
        options = try Format.options(settings)
    }

    mutating func open() throws(OperatorError) {
        for pattern in files.paths {
            var stream = try FeedStream<Format.Decoder>(
                pattern, files, rules, options, record: Format.manual.record)
            // Opened at once: a wrong path or an unreadable file is told before the run begins.
            _ = try stream.openNext()
            streams.append(stream)
        }
        if files.preload {
            var all = FeedStore()
            while try fill(1 << 20, &all) {}
            store = all
        }
    }

    mutating func produce(limit: Int) -> Production {
        if files.preload { return store.send(limit, to: outlets) ? .more : .ended }
        var outlets = outlets
        do {
            return try fill(limit, &outlets) ? .more : .ended
        } catch {
            return .failed(error)
        }
    }

    /// Sends at most `limit` events into `sink`; false at the end.
    @inline(__always)
    private mutating func fill<Sink: FeedSink>(_ limit: Int, _ sink: inout Sink) throws(OperatorError) -> Bool
    {
        // A quote that is a trade too makes two events.
        let limit = rules.quotesAsTrades == .none ? limit : max(1, limit / 2)
        if streams.count == 1 {
            return try streams[0].drain(limit, through: .max, &sender, into: &sink) == limit
        }
        if !merge.isReady { try prepareMerge() }
        var left = limit
        while left > 0, let turn = merge.turn {
            left -= try streams[turn.stream].drain(left, through: turn.bound, &sender, into: &sink)
            // Its next event decides when it has its turn again.
            let isReady = try streams[turn.stream].hasHead()
            merge.replaceFirst(isReady ? streams[turn.stream].headInstant : nil)
        }
        return left == 0
    }

    private mutating func prepareMerge() throws(OperatorError) {
        var heads: [(instant: Int64, stream: Int)] = []
        for index in streams.indices where try streams[index].hasHead() {
            heads.append((streams[index].headInstant, index))
        }
        merge = MergeHeap(heads)
    }

    func report(into report: inout NodeReport) {
        var total = FeedTotals(recordName: Format.manual.record)
        for stream in streams {
            total.add(stream.tally)
            total.note("clamped", stream.clampedCount)
            total.note("crossed", stream.gate.crossedCount)
            total.note("moved_to_tick", stream.gate.tickedCount)
            report.inputs += stream.finished
        }
        // Events read in advance but never sent (a run stopped early) have not come in.
        total.report(sent: files.preload ? store.sentCount : sender.count, into: &report)
    }
}
