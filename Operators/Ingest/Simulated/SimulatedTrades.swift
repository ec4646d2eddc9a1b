import MarketModel
import OperatorKit
import ReferenceData
import Rings

/// `ingest.simulated`: trades of a made-up market, the same for the same seed on every machine.
///
/// ```yaml
/// ticks: {op: ingest.simulated, seed: 7, count: 5_000_000, rate: 200, price: 2000, tick: 0.1}
/// ```
struct SimulatedTrades: Source {
    typealias Settings = SimulatedSettings

    static let signature = Signature<SimulatedTrades>(
        "ingest.simulated", "Trades of a seeded, made-up market with trends, bid-ask bounce and busy hours.",
        details: """
            Gaps are exponential, with a rate that is U-shaped over each day's session (activity 0.6 + 1.2 x^2 for x \
            from -1 at the opening to 1 at the close). A fair price walks one step a trade; the regime (calm, rising, \
            falling, wild) changes after 12,000 trades on average. A buyer pays the tick above the fair price, a \
            seller gets the tick below. Sizes are geometric with mean 2. 'volatility' is that of one session's \
            return, about: regimes vary it by 0.6 to 1.4. Sessions open every 24 hours from 'start'.
            """,
        example: "ticks: {op: ingest.simulated, seed: 7, count: 1000000, rate: 100}"
    )
    .output("out", Trade.self, "the trades") { node, outlet in node.outlet = outlet }

    private var market: SimulatedMarket
    private var sequencer = Sequencer()
    var outlet = Outlet<Trade>()
    private var left: Int
    private let end: Int64

    /// In 2259: the longest gap after it still fits in 64 bits.
    private static let lastTime: Int64 = 9_150_000_000_000_000_000

    init(_ settings: SimulatedSettings, _ context: NodeContext) throws(OperatorError) {
        let text = Array(settings.start.utf8)
        var rule = TimeRule(.iso, zone: .utc)
        let start = rule.careful(text.span, 0..<text.count)
        guard start.fault == nil else {
            throw OperatorError(
                "'\(settings.start)' isn't a time such as 2024-01-02T09:30:00Z", argument: "start")
        }
        guard settings.count > 0 || settings.duration > 0 else {
            throw OperatorError("either 'count' or 'duration' has to bound it", argument: "count")
        }
        let tick = Price(settings.tick)
        guard Price(settings.price) >= tick else {
            throw OperatorError("the price has to be at least one tick", argument: "price")
        }
        left = settings.count > 0 ? settings.count : Int.max
        let (end, overflows) = start.value.addingReportingOverflow(settings.duration)
        self.end = settings.duration == 0 || overflows ? Self.lastTime : min(end, Self.lastTime)
        market = SimulatedMarket(
            seed: settings.seed == 0 ? context.seed : UInt64(settings.seed), start: start.value,
            session: settings.session, rate: settings.rate, price: Price(settings.price).raw, tick: tick.raw,
            volatility: settings.volatility)
    }

    mutating func produce(limit: Int) -> Production {
        // Locals for the loop: fields of self would be checked and stored at every trade.
        var market = market
        var sequencer = sequencer
        let outlet = outlet
        var made = 0
        let wanted = min(limit, left)
        while made < wanted {
            let trade = market.next()
            if trade.time >= end {
                left = 0
                return .ended
            }
            outlet.send(
                Trade(
                    header: sequencer.header(at: trade.time), price: trade.price, quantity: trade.size,
                    side: trade.side))
            made &+= 1
        }
        self.market = market
        self.sequencer = sequencer
        left -= made
        return left == 0 ? .ended : .more
    }
}
