import MarketModel
import OperatorKit

/// The table `tca` of the report: an order a row, and all of them in the last.
struct CostTable {
    static let columns = [
        "order", "algorithm", "agent", "instrument", "time", "side", "quantity", "filled", "fill_rate",
        "slices", "fills", "first_fill_s", "time_to_fill_s", "participation", "decision", "arrival",
        "average",
        "vwap", "twap", "arrival_bps", "vwap_bps", "twap_bps", "advantage_bps", "impact_bps", "delay",
        "trading",
        "opportunity", "fees", "shortfall", "shortfall_bps",
    ]
    /// What a terminal has room for.
    static let short = [
        "order", "side", "quantity", "filled", "slices", "time_to_fill_s", "average", "arrival_bps",
        "vwap_bps", "shortfall", "shortfall_bps",
    ]

    private(set) var rows: [[String]] = []
    private let algorithm: String

    init(algorithm: String) { self.algorithm = algorithm }

    mutating func add(_ cost: OrderCost, _ meter: MarketMeter) {
        let vwap = meter.vwap(cost.begin, cost.end)
        let twap = meter.twap(cost.begin, cost.end)
        let points = { (benchmark: Double?) in cost.slippage(from: benchmark).map { $0 * 1e4 } }
        let first = cost.fills > 0 ? Double(cost.firstFill - cost.time) / 1e9 : nil
        var cells = ["\(cost.id)", algorithm, cost.agent.description, cost.instrument.description]
        cells += [timeText(cost.time), cost.sign > 0 ? "buy" : "sell", plain(cost.quantity)]
        cells += [plain(cost.filled), plain(cost.fillRate, 4), "\(cost.slices)", "\(cost.fills)"]
        cells += [plain(first, 3), plain(cost.timeToFill.map { $0 / 1e9 }, 3), plain(cost.participation, 6)]
        cells += [cost.decision, cost.arrival, cost.average, vwap, twap].map { plain($0, 6) }
        cells += [points(cost.arrival), points(vwap), points(twap)].map { plain($0, 3) }
        cells.append(plain(points(meter.dayAverage(at: cost.time)).map { -$0 }, 3))
        cells.append(plain(cost.impact.map { $0 * 1e4 }, 3))
        cells += [cost.delay, cost.trading, cost.opportunity, cost.fees, cost.shortfall].map { plain($0, 2) }
        cells.append(plain(cost.paper != 0 ? cost.shortfall / abs(cost.paper) * 1e4 : nil, 3))
        rows.append(cells)
    }

    mutating func add(_ sum: CostSum) {
        var cells = ["all", algorithm, "", "", "", "", plain(sum.quantity), plain(sum.filled)]
        cells += [plain(sum.fillRate, 4), "", "", "", plain(sum.timeToFill, 3), plain(sum.participation, 6)]
        cells += ["", "", "", "", ""]
        cells += [
            sum.arrivalPoints, sum.vwapPoints, sum.twapPoints, sum.advantagePoints, sum.impactPoints,
        ].map { plain($0, 3) }
        cells += [sum.delay, sum.trading, sum.opportunity, sum.fees, sum.shortfall].map { plain($0, 2) }
        cells.append(plain(sum.shortfallPoints, 3))
        rows.append(cells)
    }

    /// A number with at most so many decimals, without zeros at their end; empty for nil.
    private func plain(_ value: Double?, _ places: Int = 9) -> String {
        guard let value, value.isFinite, abs(value) < 9e15 else { return "" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        // Beyond 2^53 there are no decimals left to round.
        guard abs(value) * scale < 9e15 else { return "\(value)" }
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
    }
}
