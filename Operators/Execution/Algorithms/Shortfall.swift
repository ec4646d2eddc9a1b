import MarketModel
import OperatorKit
import Rings

/// Works an order so that expected cost and risk together are least.
struct Shortfall: ScheduledAlgorithm {
    struct Settings: ImpactAlgorithmSettings {
        var desk = DeskSettings()
        var impact = ImpactSettings()

        static let parameters: [Parameter<Settings>] =
            [requiredHorizon] + impactParameters + pricing + common
    }

    static let signature = Signature<Shortfall>(
        "execution.shortfall",
        "Works an order early or late, as its cost and its risk weigh (Almgren–Chriss).",
        details: """
            After slice k of n: left = quantity·sinh(κ(T − t))/sinh(κT), t = k·T/n, T = over; slice k is sent \
            at start + (k−1)·over/n. κ from the market: cosh κτ = 1 + λσ²τ²/2η̃, η̃ = η − γτ/2, τ = T/n in \
            units of time (`unit`). Without lambda, κT = urgency: of 100 in five slices .5 gives 21.18 20.39 \
            19.80 19.42 19.22, and 5 gives 63.22 23.28 8.61 3.30 1.58. Running totals are rounded to lots.

            It reports κ, the half-life 1/κ, and for the last parent the expected cost E = γX²/2 + εΣ|n| + \
            η̃/τ·Σn² and its standard deviation, √(σ²τΣx²), in price × contracts.

            Source: Almgren and Chriss (2001), Optimal execution of portfolio transactions, in discrete time.

            \(AlgorithmManual.parents)

            Warm-up: none.
            """,
        example: """
            is:
              op: execution.shortfall
              from: {order: risk.approved, market: ticks, fills: {prev: exec.fills}}
              over: 1h
              slices: 12
              urgency: 2
            """
    )
    .algorithmPorts()

    var desk: SliceDesk
    var rows: SliceRows
    private let impact: ImpactSettings
    private let model: AlmgrenChriss
    private var lastQuantity = 0.0

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        impact = settings.impact
        let horizon = Double(settings.desk.over) / Double(impact.unit)
        try impact.check(tau: horizon / Double(impact.slices), needsSigma: true)
        model =
            impact.lambda > 0
            ? AlmgrenChriss(
                impact.market, aversion: impact.lambda, horizon: horizon, slices: impact.slices)
            : AlmgrenChriss(urgency: impact.urgency, horizon: horizon, slices: impact.slices)
        desk = try SliceDesk(settings.desk)
        rows = SliceRows(places: settings.desk.maxParents, slices: impact.slices, lot: settings.desk.lot)
    }

    mutating func plan(_ place: Int) {
        lastQuantity = desk.parents[place].quantity
        let model = model
        rows.set(place, quantity: lastQuantity) { 1 - model.remaining($0 + 1) }
    }

    func report(into report: inout NodeReport) {
        desk.tally.report(into: &report)
        let unit = durationText(impact.unit)
        report.metric("kappa", model.kappa, unit: "per \(unit)")
        report.metric("half_life", model.kappa > 0 ? model.halfLife : nil, unit: "× \(unit)")
        let cost = model.cost(of: lastQuantity, in: impact.market)
        let isKnown = impact.eta > 0 && lastQuantity > 0
        report.metric(
            "expected_cost", isKnown ? cost.expected : nil, unit: "price × contracts", headline: isKnown)
        report.metric(
            "cost_deviation", isKnown ? cost.variance.squareRoot() : nil, unit: "price × contracts",
            headline: isKnown)
    }
}
