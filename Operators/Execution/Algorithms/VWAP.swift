import MarketModel
import OperatorKit
import Rings

/// Works an order along the volume that the market usually has at that time of day.
struct VWAP: ScheduledAlgorithm {
    struct Settings: AlgorithmSettings {
        var desk = DeskSettings()
        var slices = 12
        var bucket: Int64 = 300_000_000_000
        var days = 20

        static let parameters: [Parameter<Settings>] =
            [
                requiredHorizon,
                .integer(
                    "slices", \.slices, in: 1...4096, "parts of the horizon, a slice at the start of each"),
                .duration(
                    "bucket", \.bucket, in: 1_000_000_000...86_400_000_000_000,
                    "the curve's parts of a day; one that does not divide a day makes the last one shorter"),
                .integer(
                    "days", \.days, in: 1...260, "days with trades that the curve is the mean of",
                    unit: "days"),
            ] + pricing + common
    }

    static let signature = Signature<VWAP>(
        "execution.vwap", "Works an order along the market's usual volume in the day.",
        details: """
            The curve: for each UTC day that is over, the part of its volume that fell into each bucket; of \
            the last `days` of them the mean. It is learned from `bars` where those are connected (also bars \
            of days long before the trades), and else from the trades. Today's volume is never used, and \
            nothing of a day before the next one has begun.

            Slice i of n is sent at start + i·over/n; its weight is what the curve expects in [start + \
            i·over/n, start + (i+1)·over/n), volume lying evenly in a bucket. The running total of the \
            weights times the quantity is rounded to lots. Without a day that is over, or where the curve \
            expects nothing in the horizon, the weights are a U: clamp(2(t² − t + .5), .3, 2) at t = \
            (i + .5)/n, scaled to 1.

            \(AlgorithmManual.parents)

            Warm-up: a day of volume; before, the U.
            """,
        example: """
            vwap:
              op: execution.vwap
              from: {order: risk.approved, market: ticks, bars: bars@5m, fills: {prev: exec.fills}}
              over: 2h
              slices: 24
            """
    )
    .algorithmPorts()
    .input("bars", Bar.self, "bars of the days before, to learn from", passive: true, optional: true) {
        node, bars in
        for index in bars.indices { node.curve.add(bars[index].volume, at: bars[index].start) }
    }

    var desk: SliceDesk
    var rows: SliceRows
    private var curve: VolumeCurve
    private let learnsFromTrades: Bool
    private var learned = 0
    private var fallbacks = 0

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        desk = try SliceDesk(settings.desk)
        rows = SliceRows(
            places: settings.desk.maxParents, slices: settings.slices, lot: settings.desk.lot)
        curve = VolumeCurve(bucket: settings.bucket, days: settings.days)
        learnsFromTrades = !context.inputs.contains { $0.port == "bars" }
    }

    mutating func observe(_ trade: Trade) {
        if learnsFromTrades { curve.add(trade.quantity, at: trade.header.time) }
    }

    mutating func plan(_ place: Int) {
        let parent = desk.parents[place]
        curve.turn(to: parent.start)
        let expected = curve.volume(from: parent.start, to: parent.end)
        let count = rows.count
        if expected > 0 {
            learned += 1
            let length = parent.end - parent.start
            rows.set(place, quantity: parent.quantity) { index in
                let end = parent.start + length * Int64(index + 1) / Int64(count)
                return curve.volume(from: parent.start, to: end) / expected
            }
        } else {
            fallbacks += 1
            let sum = UCurve.total(count, of: count)
            rows.set(place, quantity: parent.quantity) { UCurve.total($0 + 1, of: count) / sum }
        }
    }

    func report(into report: inout NodeReport) {
        desk.tally.report(into: &report)
        report.metric("curve_days", Double(curve.days), unit: "days learned from")
        report.metric("learned", Double(learned), unit: "schedules by the curve", headline: false)
        report.metric("fallbacks", Double(fallbacks), unit: "schedules by the U", headline: false)
    }
}
