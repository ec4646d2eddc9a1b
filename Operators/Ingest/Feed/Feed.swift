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
    private var merge = MergeHeap(count: 0)
    private var sender: FeedSender
    private var store = FeedStore()
    private var areRead: InlineArray<5, Bool> = InlineArray(repeating: true)

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
            try stream.open()
            streams.append(stream)
        }
        merge = MergeHeap(count: streams.count)
        areRead = outlets.areRead
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
    mutating func fill<Sink: FeedSink>(_ limit: Int, _ sink: inout Sink) throws(OperatorError) -> Bool {
        // A quote that is a trade too makes two events.
        let limit = rules.quotesAsTrades == .none ? limit : max(1, limit / 2)
        if streams.count == 1 {
            _ = try streams[0].drain(limit, through: .max, &sender, into: &sink)
            return !streams[0].isEnded
        }
        // A stream enters the merge with its next event; until it has one, what is earliest is not known.
        for index in streams.indices where !merge.holds(index) {
            guard try hasEntered(index) else { return true }
        }
        var left = limit
        while left > 0 {
            guard let turn = merge.takeFirst() else { return false }
            left -= try streams[turn.stream].drain(left, through: turn.bound, &sender, into: &sink)
            guard try hasEntered(turn.stream) else { return true }
        }
        return true
    }

    /// Puts a stream into the merge; false if it has to be asked again, true too if it has ended.
    private mutating func hasEntered(_ index: Int) throws(OperatorError) -> Bool {
        if streams[index].isEnded { return true }
        guard try streams[index].hasHead() else { return streams[index].isEnded }
        merge.insert(streams[index].headInstant, index)
        return true
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
        // Events read in advance but never sent (a run stopped early) have not come in, nor have those that go
        // nowhere.
        let sent = files.preload ? store.sent : sender.sent
        var events = 0
        var received = 0
        for output in 0..<5 {
            events += sent[output]
            if areRead[output] { received += sent[output] }
        }
        total.report(events: events, received: received, into: &report)
    }
}
