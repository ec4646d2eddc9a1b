import MarketModel
import OperatorKit
import Rings

/// Works an order by a schedule that is solved again for each slice.
struct Adaptive: ScheduledAlgorithm {
    struct Settings: ImpactAlgorithmSettings {
        var desk = DeskSettings()
        var impact = ImpactSettings()
        var sample: Int64 = 10_000_000_000
        var halfLife = 30.0
        var maxMultiplier = 2.0

        static let parameters: [Parameter<Settings>] =
            [requiredHorizon] + impactParameters
            + [
                .duration(
                    "sample", \.sample, in: 1_000_000...3_600_000_000_000,
                    "distance of the prices that volatility is taken from"),
                .real(
                    "half_life", \.halfLife, in: 1...1e6, "samples after which one weighs half",
                    unit: "samples"),
                .real("max_multiplier", \.maxMultiplier, in: 1...100, "larger multipliers are cut to it"),
            ] + pricing + common
    }

    static let signature = Signature<Adaptive>(
        "execution.adaptive",
        "Works an order by an Almgren–Chriss schedule that is solved again at each slice.",
        details: """
            When slice k of n is due, with R contracts neither traded nor at work and n−k+1 slices left, it \
            sends m·R·(1 − sinh(κ(T' − τ))/sinh(κT')), T' being the time left: the first slice of the best \
            schedule for the rest, times the multiplier. The last slice takes all that is left, so the \
            multiplier moves trading in time and never its total.

            κ follows the volatility that is observed: σ² = weighted mean of (price change)²/time between \
            samples. With lambda: cosh κτ = 1 + λσ²τ²/2η̃ as in execution.shortfall, the argument sigma being \
            used until there is an observation. Without: κ = urgency/over · σ/σ₀, σ₀ being that when the \
            parent came; twice the volatility is twice the urgency.

            The multiplier m comes from `multiplier` (a reading's value) or `agent` (a signal's target), the \
            latest of both, cut to 0 … max_multiplier; 1 before the first. One that is not a number is \
            passed over.

            \(AlgorithmManual.parents)

            Warm-up: two samples before volatility counts.
            """,
        example: """
            adaptive:
              op: execution.adaptive
              from: {order: risk.approved, market: ticks, agent: urgency, fills: {prev: exec.fills}}
              over: 1h
              slices: 30
              urgency: 1.5
            """
    )
    .algorithmPorts()
    .input("multiplier", Reading.self, "an execution agent's multiplier", passive: true, optional: true) {
        node, readings in for index in readings.indices { node.multiply(readings[index].value) }
    }
    .input("agent", Signal.self, "the same as the target of a signal", passive: true, optional: true) {
        node, signals in for index in signals.indices { node.multiply(signals[index].target) }
    }

    var desk: SliceDesk
    var rows: SliceRows
    private let settings: Settings
    private var variance: PriceVariance
    /// Variance when the parent of each place came; 0 where none was known.
    private var varianceBefore: [Double]
    private var multiplier = 1.0
    private var solved = 0
    private var multiplied = 0

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        self.settings = settings
        let impact = settings.impact
        let tau = Double(settings.desk.over) / Double(impact.unit) / Double(impact.slices)
        try impact.check(tau: tau, needsSigma: false)
        desk = try SliceDesk(settings.desk)
        rows = SliceRows(places: settings.desk.maxParents, slices: impact.slices, lot: settings.desk.lot)
        variance = PriceVariance(every: settings.sample, halfLife: settings.halfLife)
        varianceBefore = [Double](repeating: 0, count: settings.desk.maxParents)
    }

    private mutating func multiply(_ value: Double) {
        guard value.isFinite else { return }
        multiplier = min(settings.maxMultiplier, max(0, value))
    }

    mutating func observe(_ trade: Trade) { variance.add(trade.price.double, at: trade.header.time) }

    mutating func plan(_ place: Int) {
        let parent = desk.parents[place]
        if parent.slices == 0 { varianceBefore[place] = variance.perNanosecond ?? 0 }
        rows[place, rows.count - 1] = parent.quantity
    }

    mutating func begin(_ index: Int, of place: Int) {
        let parent = desk.parents[place]
        let left = rows.count - index
        guard left > 1 else {
            rows[place, index] = parent.quantity
            return
        }
        solved += 1
        if multiplier != 1 { multiplied += 1 }
        let length = Double(parent.end - parent.start) / Double(settings.impact.unit)
        let horizon = length * Double(left) / Double(rows.count)
        let model = model(place, horizon: horizon, slices: left, whole: length)
        let size = min(parent.open, multiplier * parent.open * (1 - model.remaining(1)))
        rows[place, index] = parent.filled + parent.working + rounded(size, below: parent.open)
    }

    private func rounded(_ size: Double, below open: Double) -> Double {
        let lot = settings.desk.lot
        return lot > 0 ? min(open, (size / lot).rounded() * lot) : size
    }

    /// The schedule for what is left, by the volatility now.
    private func model(_ place: Int, horizon: Double, slices: Int, whole: Double) -> AlmgrenChriss {
        let impact = settings.impact
        let now = variance.perNanosecond
        guard impact.lambda > 0 else {
            let before = varianceBefore[place]
            let ratio = before > 0 ? ((now ?? before) / before).squareRoot() : 1
            let urgency = min(500, impact.urgency * ratio) * horizon / whole
            return AlmgrenChriss(urgency: urgency, horizon: horizon, slices: slices)
        }
        var market = impact.market
        if let now { market.sigma = (now * Double(impact.unit)).squareRoot() }
        return AlmgrenChriss(market, aversion: impact.lambda, horizon: horizon, slices: slices)
    }

    func report(into report: inout NodeReport) {
        desk.tally.report(into: &report)
        report.metric("solved", Double(solved), unit: "slices")
        report.metric("multiplied", Double(multiplied), unit: "slices by a multiplier other than 1")
        let sigma = variance.perNanosecond.map { ($0 * Double(settings.impact.unit)).squareRoot() }
        report.metric("sigma", sigma, unit: "price/√\(durationText(settings.impact.unit))", headline: false)
    }
}
