import MarketModel
import OperatorKit
import Rings

/// Bars of equal spans of time, from trades.
struct TimeBars: Operator {
    /// What becomes of a bucket without a trade while the market is open.
    enum Gaps: String, CaseIterable, Sendable { case none, fill }

    struct Settings: OperatorSettings {
        var grid = GridSettings()
        var gaps = Gaps.none
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
            .choice("gaps", \.gaps, "buckets without a trade: none gives no bar, fill one of the last close"),
            .choice("final", \.final, FinalBar.doc),
        ]
    }

    static let signature = Signature<TimeBars>(
        "bars.time", "Makes open-high-low-close-volume bars of equal spans of time.",
        details: """
            \(GridSettings.details)

            A trade at time t belongs to the bucket that holds t. Where several trades bear the same time, t \
            counts them up by a nanosecond each, as the run's order does. A bar closes when a trade of a later \
            bucket comes, or is known to come next. Input is in order, so no trade is late here: trades that \
            arrive late are put in order, or refused and counted, by the operator that reads them.

            open and close are the first and last price in arrival order; volume = Σ quantity; buy_volume \
            counts trades whose aggressor bought; vwap = Σ price·quantity / volume (the close when nothing \
            was traded). A trade of zero size counts for the prices and for tick_count.

            The bar's time is the bucket's end. Its place in the run's order is the last instant that it \
            includes, so what it causes is ordered before the trade that closed it: an order decided on a \
            bar meets trades of the next bucket only, and none that the bar has seen.

            `gaps: fill` gives a bucket of a session without a trade a bar too: all four prices are the last \
            close, volume 0, marked synthetic. A close is carried to the end of its session and through the \
            next, no further; nothing is filled while the market is closed, before the first trade or after \
            the last. It needs a calendar and buckets of 1s or more.

            Warm-up: none. The last bar is marked partial, as its bucket had not ended; indicators, matrices \
            and agents pass over it, analytics marks equity with it.
            """,
        example: "bars: {op: bars.time, from: ticks, every: 5m}"
    )
    .input("trades", Trade.self, "trades in time order") { node, trades in node.run(trades) }
    .output("bars", Bar.self, "closed bars, oldest first") { node, outlet in node.bars = outlet }

    private var grid: BarGrid
    private let hasCalendar: Bool
    private let dropsOutside: Bool
    private let fills: Bool
    private let final: FinalBar
    private var current = OpenBar()
    /// End of the last bucket: filling goes on there.
    private var edge = Int64.min
    /// Up to when `current.close` of the last bar with trades is carried; `.min` when there is none.
    private var carryLimit = Int64.min
    private var carried = Price(raw: 0)
    private var count = 0
    private var filled = 0
    private var dropped: Int64 = 0
    private var bars = Outlet<Bar>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        grid = try BarGrid(settings.grid)
        hasCalendar = settings.grid.hasCalendar
        dropsOutside = settings.grid.outside == .drop
        fills = settings.gaps == .fill
        final = settings.final
        guard fills else { return }
        if !hasCalendar {
            throw OperatorError(
                "whether an empty bucket is a gap or a closed market is for a calendar to say",
                argument: "gaps", help: "calendar: 24/7")
        }
        if settings.grid.every < 1_000_000_000 {
            throw OperatorError(
                "buckets shorter than 1s are not filled: a quiet night would give millions of bars",
                argument: "every", help: "every: 1s, or gaps: none")
        }
    }

    mutating func open() throws(OperatorError) { try grid.open() }

    private mutating func run(_ trades: Span<Trade>) {
        var i = 0
        while i < trades.count {
            let header = trades[i].header
            if header.sequence >= current.end { advance(to: header) }
            let next = current.add(trades, from: i)
            // Only the end of all time (a saturated bucket) can't take its own first trade.
            i = next > i ? next : i + 1
        }
    }

    /// Closes what ends at a trade's place or before, and opens the bucket that the trade falls into.
    private mutating func advance(to header: EventHeader) {
        close(before: header.sequence, stamp: header.stamp)
        guard !current.isOpen else { return }
        let bucket = grid.bucket(at: header.sequence)
        current = OpenBar(bucket)
        current.isDropped = dropsOutside && !bucket.isInSession
    }

    /// Closes the open bucket and fills those that follow, as far as they have ended at `time`.
    private mutating func close(before time: Int64, stamp: UInt64) {
        if current.isOpen, time >= current.end { closeOpen(stamp: stamp) }
        while fills, !current.isOpen, edge < carryLimit {
            guard let next = grid.openBucket(after: edge), next.start <= time, next.start < carryLimit else {
                return
            }
            current = OpenBar(next, carrying: carried, stamp: stamp)
            if time >= current.end { closeOpen(stamp: stamp) }
        }
    }

    private mutating func closeOpen(stamp: UInt64) {
        if current.isDropped {
            dropped += current.tickCount
        } else if current.isBar {
            send(current.bar(stamp: stamp))
            if fills, current.tickCount > 0 {
                carried = current.close
                carryLimit = grid.carryLimit(of: current.start)
            }
        }
        edge = current.end
        current = OpenBar()
    }

    mutating func finish() {
        if current.isDropped { dropped += current.tickCount }
        if current.isBar, current.tickCount > 0, final == .emit {
            send(current.bar(stamp: current.stamp, flags: .partial))
        }
        current = OpenBar()
    }

    private mutating func send(_ bar: Bar) {
        count += 1
        filled += bar.flags.contains(.synthetic) ? 1 : 0
        bars.send(bar)
    }

    /// A bar whose bucket is over can close; while one is open, it comes next, and it is known where it will
    /// stand.
    mutating func progress(after input: Int64) -> Int64 {
        if input != .max { close(before: input, stamp: current.stamp) }
        return current.isBar ? current.sequence : input
    }

    func report(into report: inout NodeReport) {
        report.metric("bars", Double(count), unit: "the partial one included", headline: false)
        if fills { report.metric("filled", Double(filled), unit: "synthetic bars", headline: false) }
        if hasCalendar, dropsOutside {
            report.metric("outside", Double(dropped), unit: "trades dropped, outside the sessions")
        }
    }
}
