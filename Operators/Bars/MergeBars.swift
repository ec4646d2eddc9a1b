import MarketModel
import OperatorKit
import Rings

/// Longer bars from shorter ones.
struct MergeBars: Operator {
    struct Settings: OperatorSettings {
        var grid = GridSettings()
        var final = FinalBar.emit

        static let parameters: [Parameter<Settings>] = [
            .duration(
                "every", \.grid.every, in: GridSettings.everyRange, GridSettings.everyDoc, required: true),
            .duration("offset", \.grid.offset, in: GridSettings.offsetRange, GridSettings.offsetDoc),
            .text("zone", \.grid.zone, GridSettings.zoneDoc),
            .text("calendar", \.grid.calendar, GridSettings.calendarDoc),
            .path("market_hours", \.grid.marketHours, GridSettings.marketHoursDoc),
            .flag("extended", \.grid.extended, GridSettings.extendedDoc),
            .tree("hours", \.grid.hours, HoursArgument.doc),
            .choice("outside", \.grid.outside, OutsideSession.doc),
            .choice("final", \.final, FinalBar.doc),
        ]
    }

    static let signature = Signature<MergeBars>(
        "bars.merge", "Merges bars into longer ones: 30 minutes from six times 5.",
        details: """
            \(GridSettings.details)

            A bar belongs to the bucket that holds its start. open of the first, close of the last, greatest \
            high, least low; volume, buy_volume, notional (so vwap) and tick_count are sums. Equal to bars \
            made of the trades themselves (sums of fractional quantities to rounding).

            A merged bar closes with the bar that ends where the bucket does, at the same place in the run's \
            order, after it; or when a bar of a later bucket comes, or is known to come next. Its time is the \
            bucket's end. A bar that reaches over its bucket's end stays whole: the merged bar is longer then, \
            the next one begins where it ends, and the report counts it.

            A synthetic bar counts only where its bucket has no other; then the merged bar is synthetic. A \
            merged bar is partial if one of its bars is, or if the data ended before the bucket did. Warm-up: \
            none.
            """,
        example: "slow: {op: bars.merge, from: bars, every: 30m}"
    )
    .input("bars", Bar.self, "bars in time order, shorter than `every`") { node, bars in node.run(bars) }
    .output("bars", Bar.self, "merged bars, oldest first") { node, outlet in node.bars = outlet }

    private var grid: BarGrid
    private let hasCalendar: Bool
    private let dropsOutside: Bool
    private let final: FinalBar
    private var isOpen = false
    private var merged = MergeBars.empty
    /// End of the last merged bar.
    private var edge = Int64.min
    private var count = 0
    private var straddling = 0
    private var dropped = 0
    private var bars = Outlet<Bar>()

    private static let empty = Bar(
        header: EventHeader(time: 0, sequence: .min), start: 0, end: 0, open: Price(raw: 0),
        high: Price(raw: 0), low: Price(raw: 0), close: Price(raw: 0), volume: 0)

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        grid = try BarGrid(settings.grid)
        hasCalendar = settings.grid.hasCalendar
        dropsOutside = settings.grid.outside == .drop
        final = settings.final
    }

    mutating func open() throws(OperatorError) { try grid.open() }

    private mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices {
            let bar = bars[i]
            if isOpen, bar.start >= merged.end { close() }
            if !isOpen {
                let bucket = grid.bucket(at: max(bar.start, edge))
                if dropsOutside, !bucket.isInSession {
                    dropped += 1
                    continue
                }
                open(bucket)
            }
            add(bar)
            if bar.end >= merged.end { close() }
        }
    }

    private mutating func open(_ bucket: BarGrid.Bucket) {
        merged = Self.empty
        merged.start = max(bucket.start, edge)
        merged.end = bucket.end
        merged.flags = .synthetic
        isOpen = true
    }

    private mutating func add(_ bar: Bar) {
        if bar.end > merged.end {
            straddling += 1
            merged.end = bar.end
        }
        if bar.flags.contains(.partial) { merged.flags.insert(.partial) }
        let isFirst = merged.header.sequence == .min
        merged.header = bar.header
        if bar.flags.contains(.synthetic) {
            guard isFirst else { return }
        } else if merged.flags.contains(.synthetic) {
            merged.flags.remove(.synthetic)
        } else {
            merged.high = max(merged.high, bar.high)
            merged.low = min(merged.low, bar.low)
            merged.close = bar.close
            addSums(of: bar)
            return
        }
        (merged.open, merged.high, merged.low, merged.close) = (bar.open, bar.high, bar.low, bar.close)
        addSums(of: bar)
    }

    private mutating func addSums(of bar: Bar) {
        merged.volume += bar.volume
        merged.buyVolume += bar.buyVolume
        merged.notional += bar.notional
        merged.tickCount += bar.tickCount
    }

    private mutating func close() {
        isOpen = false
        edge = merged.end
        merged.header.time = merged.end
        // Only a partial bar sent at the end stands later than its bucket.
        merged.header.sequence = max(merged.end - 1, merged.header.sequence)
        count += 1
        bars.send(merged)
    }

    mutating func finish() {
        guard isOpen, final == .emit else { return }
        merged.flags.insert(.partial)
        close()
    }

    /// As of bars from trades: a bucket that is over closes; an open one comes next, where its end is.
    mutating func progress(after input: Int64) -> Int64 {
        guard isOpen else { return input }
        guard input >= merged.end, input != .max else { return merged.end - 1 }
        close()
        return input
    }

    func report(into report: inout NodeReport) {
        report.metric("bars", Double(count), unit: "the partial one included", headline: false)
        report.metric("straddling", Double(straddling), unit: "bars over a bucket's end", headline: false)
        if hasCalendar, dropsOutside {
            report.metric("outside", Double(dropped), unit: "bars dropped, outside the sessions")
        }
    }
}
