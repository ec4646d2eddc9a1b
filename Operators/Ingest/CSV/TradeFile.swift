import MarketModel
import OperatorKit
import Rings

/// `ingest.csv`: trades from text files, plain, compressed or inside archives.
///
/// ```yaml
/// ticks: {op: ingest.csv, path: data/20131007_trade.zip, member: "*_201312.csv", format: lean_trades, lean:
/// future}
/// ```
struct TradeFile: Source {
    typealias Settings = TradeFileSettings

    static let signature = Signature<TradeFile>(
        "ingest.csv", "Trades from CSV files: plain, gzip, zstd, xz, bzip2, or a member of a zip or tar.",
        details: """
            Every line is a trade or is counted: refused with its reason and the first few examples, or dropped where \
            an argument says so. Prices are exact in units of 1e-9; more decimals are rounded half to even and \
            counted. Times that go backward are refused as late unless 'backward' says otherwise.

            Without 'columns' a header's usual names are found (timestamp, ts_ns, price, px, size, qty, side...); \
            without a header the columns are time, price, size. A quoted field can't span lines. Memory is constant \
            unless 'preload' is set.
            """,
        example: "ticks: {op: ingest.csv, path: data/gc.csv, time_unit: ns}"
    )
    .output("out", Trade.self, "trades in the file's order") { node, outlet in node.outlet = outlet }

    private let options: TradeFileOptions
    private var outlet = Outlet<Trade>()
    private var reader: TradeReader?
    private var preloaded: [Trade] = []
    private var sent = 0

    init(_ settings: TradeFileSettings, _ context: NodeContext) throws(OperatorError) {
        options = try TradeFileOptions(settings)
    }

    mutating func open() throws(OperatorError) {
        var reader = try TradeReader(options)
        _ = try reader.openNext()
        if options.settings.preload {
            var trades: [Trade] = []
            while try reader.read(limit: 1 << 20, { trades.append($0) }) {}
            preloaded = trades
        }
        self.reader = reader
    }

    mutating func produce(limit: Int) -> Production {
        if options.settings.preload {
            let end = min(sent + limit, preloaded.count)
            outlet.send(contentsOf: preloaded.span.extracting(sent..<end))
            sent = end
            return end == preloaded.count ? .ended : .more
        }
        let outlet = outlet
        do {
            return try reader?.read(limit: limit) { outlet.send($0) } == true ? .more : .ended
        } catch {
            return .failed(error)
        }
    }

    func report(into report: inout NodeReport) {
        guard let reader else { return }
        let tally = reader.tally
        // Trades read in advance but never sent (a run stopped early) have not come in.
        let rows = options.settings.preload ? sent : tally.rows
        report.received = rows + tally.refused + tally.dropped
        report.inputs += reader.finished
        report.metric("lines", Double(tally.lines), unit: "lines", headline: false)
        report.metric("rows", Double(tally.rows), unit: "trades")
        report.metric("refused", Double(tally.refused), unit: "lines")
        report.metric("late", Double(tally.late), unit: "lines", headline: tally.late > 0)
        let counts = [
            ("dropped_suspicious", tally.suspicious), ("dropped_zero_size", tally.zeroSize),
            ("dropped_repeated_last", tally.repeatedLast), ("clamped", tally.clamped),
            ("rounded", tally.rounded),
            ("skipped", tally.skipped),
        ]
        for (name, count) in counts {
            report.metric(name, Double(count), unit: "lines", headline: false)
        }
        // Also told as refusals: what comes in has to equal what goes on plus what is told here.
        let leftOut = [
            ("marked as suspicious, left out", tally.suspicious), ("size zero, left out", tally.zeroSize),
            ("last row repeated, left out", tally.repeatedLast),
        ]
        for (reason, count) in leftOut where count > 0 {
            report.refusals.append(
                NodeReport.Refusal(reason: reason, count: count, isLate: false, examples: []))
        }
        for (refusal, count) in tally.refusals {
            let examples = tally.examples.filter { $0.refusal == refusal }
            let reason =
                refusal == Refusal(.line, .tooLong)
                ? "line is longer than \(options.settings.maxLine) bytes" : "\(refusal)"
            report.refusals.append(
                NodeReport.Refusal(
                    reason: reason, count: count, isLate: refusal.fault == .late,
                    examples: examples.map { "\($0.file) line \($0.line): \($0.text)" }))
        }
    }
}
