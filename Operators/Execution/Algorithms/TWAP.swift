import MarketModel
import OperatorKit
import Rings

/// Works an order in equal slices.
struct TWAP: ScheduledAlgorithm {
    struct Settings: AlgorithmSettings {
        var desk = DeskSettings()
        var slices = 10

        static let parameters: [Parameter<Settings>] =
            [
                requiredHorizon,
                .integer(
                    "slices", \.slices, in: 1...4096, "parts of the horizon, a slice at the start of each"),
            ] + pricing + common
    }

    static let signature = Signature<TWAP>(
        "execution.twap", "Works an order in equal slices over a time.",
        details: """
            Slice i of n is sent at start + i·over/n, i = 0 … n−1. Each is quantity/n; where that is no whole \
            number of lots the first ones are one lot larger: 103 by 10 gives 11, 11, 11, 10, … 10.

            \(AlgorithmManual.parents)

            Warm-up: none.
            """,
        example: """
            twap:
              op: execution.twap
              from: {order: risk.approved, market: ticks, fills: {prev: exec.fills}}
              over: 30m
              slices: 30
            """
    )
    .algorithmPorts()

    var desk: SliceDesk
    var rows: SliceRows

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        desk = try SliceDesk(settings.desk)
        rows = SliceRows(
            places: settings.desk.maxParents, slices: settings.slices, lot: settings.desk.lot)
    }

    mutating func plan(_ place: Int) { rows.setEqual(place, quantity: desk.parents[place].quantity) }
}
