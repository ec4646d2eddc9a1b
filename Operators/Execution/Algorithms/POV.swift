import MarketModel
import OperatorKit
import Rings

/// Works an order as a part of the market's volume.
struct POV: ExecutionAlgorithm {
    struct Settings: AlgorithmSettings {
        var desk = DeskSettings()
        var rate = 0.1
        var clip = 0.0
        var every: Int64 = 0

        static let parameters: [Parameter<Settings>] =
            [
                .real(
                    "rate", \.rate, in: 1e-6...1,
                    "part of the market's volume, its own trades not counted in it",
                    unit: "fraction"),
                .real(
                    "clip", \.clip, in: 0...1e9, "smallest slice, the last one aside; 0 for a lot",
                    unit: "contracts"),
                .duration(
                    "every", \.every, in: 0...86_400_000_000_000,
                    "slices at the end of each such time only, when limit slices are called back; 0s: at any trade"
                ),
                optionalHorizon,
            ] + pricing + common
    }

    static let signature = Signature<POV>(
        "execution.pov", "Works an order as a part of the market's volume.",
        details: """
            After every trade (or at the first one in each `every`) a slice is due of rate·V − sliced, V \
            being the volume of the trades since the parent came, once that is at least `clip` and a lot. So \
            it follows the market and never leads it: sliced ≤ rate·V at every moment, save what `over` \
            completes. The market's volume is that of `market`; the parent's own trades are not in it, so \
            the part of all trading is rate/(1 + rate).

            \(AlgorithmManual.parents)

            Warm-up: none; the first slice is sent once there was volume.
            """,
        example: """
            pov:
              op: execution.pov
              from: {order: risk.approved, market: ticks, fills: {prev: exec.fills}}
              rate: 5%
              clip: 100
            """
    )
    .algorithmPorts()

    var desk: SliceDesk
    private let settings: Settings
    private let clip: Double
    private var volume = 0.0
    /// The volume when the parent of each place came.
    private var volumeBefore: [Double]

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        if settings.desk.slice == .limit, settings.every == 0 {
            throw OperatorError(
                "limit slices have to be called back some time, and `every` is not given", argument: "slice",
                help: "every: 1m")
        }
        self.settings = settings
        clip = max(settings.clip, settings.desk.lot)
        desk = try SliceDesk(settings.desk)
        volumeBefore = [Double](repeating: 0, count: settings.desk.maxParents)
    }

    mutating func observe(_ trade: Trade) {
        if trade.quantity > 0, trade.quantity < .infinity { volume += trade.quantity }
    }

    mutating func plan(_ place: Int) {
        // A parent that was changed goes on counting.
        if desk.parents[place].slices == 0 { volumeBefore[place] = volume }
    }

    mutating func work(_ place: Int, _ header: EventHeader) {
        if settings.every > 0 {
            guard header.time >= desk.parents[place].wake || desk.parents[place].owes else { return }
            if header.time >= desk.parents[place].wake {
                let (next, overflow) = header.time.addingReportingOverflow(settings.every)
                desk.parents[place].wake = min(desk.parents[place].end, overflow ? .max : next)
                desk.parents[place].owes = true
                desk.endLive(place, header, restingOnly: true)
            }
            guard !desk.parents[place].isWaiting else { return }
            desk.parents[place].owes = false
        } else {
            desk.parents[place].wake = header.time
        }
        let parent = desk.parents[place]
        let due = min(parent.quantity, settings.rate * (volume - volumeBefore[place]))
        let wanted = due - parent.filled - parent.working
        guard wanted >= min(clip, parent.open) - parent.negligible else { return }
        // What cannot be sent now is due at the next trade, or in the next interval.
        _ = desk.slice(place, wanted, header)
    }
}
