import MarketModel
import OperatorKit
import Rings

/// Works an order by one small limit order after the other.
struct Iceberg: ExecutionAlgorithm {
    struct Settings: AlgorithmSettings {
        var desk = DeskSettings()
        var display = 0.0
        var variance = 0.0
        var reprice: Int64 = 0

        static let parameters: [Parameter<Settings>] =
            [
                .real(
                    "display", \.display, in: 0...1e9,
                    "contracts shown at a time, where the parent's display does not say it",
                    unit: "contracts"),
                .real(
                    "variance", \.variance, in: 0...0.9,
                    "each clip is larger or smaller by up to this part, by the node's seed", unit: "fraction"),
                .duration(
                    "reprice", \.reprice, in: 0...86_400_000_000_000,
                    "after this time a clip is called back and its rest shown at the new price; 0s: never"),
                offset, optionalHorizon,
            ] + common
    }

    static let signature = Signature<Iceberg>(
        "execution.iceberg", "Shows an order piece by piece: a limit order at a time.",
        details: """
            One clip of `display` contracts (the parent's display goes first) rests as a limit order; when \
            it has ended, the next is sent with the next trade, behind all that wait at the price by then. \
            Its limit is the parent's. A market parent has none: there it is the near touch (the bid, buying) \
            of `quotes`, or the last trade's price where no quotes are connected, less `offset`. Without \
            `reprice` a clip stays where it was put.

            variance: each clip is display·(1 + u), u even in ±variance, in whole lots, so that equal pieces \
            don't give it away.

            \(AlgorithmManual.parents)

            Warm-up: without a limit the first clip waits for a price, of a trade or a quote.
            """,
        example: """
            iceberg:
              op: execution.iceberg
              from: {order: risk.approved, market: ticks, quotes: book.quotes, fills: {prev: exec.fills}}
              display: 200
              reprice: 30s
            """
    )
    .algorithmPorts()

    var desk: SliceDesk
    private let settings: Settings
    private var random: UInt64

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        self.settings = settings
        random = context.seed
        desk = try SliceDesk(settings.desk)
    }

    mutating func plan(_ place: Int) {}

    mutating func work(_ place: Int, _ header: EventHeader) {
        let parent = desk.parents[place]
        if parent.liveCount > 0 {
            guard header.time >= parent.wake, parent.wake < parent.end else { return }
            desk.endLive(place, header, restingOnly: true)
            desk.parents[place].wake = parent.end
            return
        }
        let wanted = min(parent.open, clip(of: parent))
        if desk.slice(place, wanted, header, pegged: parent.order.kind == .market) {
            let (next, overflow) = header.time.addingReportingOverflow(settings.reprice)
            desk.parents[place].wake =
                settings.reprice == 0 || overflow ? parent.end : min(parent.end, next)
        } else {
            desk.parents[place].wake = header.time
        }
    }

    /// How much the next clip shows.
    private mutating func clip(of parent: ParentOrder) -> Double {
        let display = parent.order.display > 0 ? parent.order.display : settings.display
        guard display > 0, display.isFinite else { return parent.open }
        guard settings.variance > 0 else { return max(display, settings.desk.lot) }
        let clip = display * (1 + settings.variance * (2 * draw() - 1))
        let lot = settings.desk.lot
        return lot > 0 ? max(lot, (clip / lot).rounded() * lot) : clip
    }

    /// Even in 0…1, by SplitMix64 (Steele, Lea, Flood 2014).
    private mutating func draw() -> Double {
        random &+= 0x9E37_79B9_7F4A_7C15
        var z = random
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}
