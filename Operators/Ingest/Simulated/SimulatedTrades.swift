import MarketModel
import OperatorKit
import ReferenceData
import Rings

/// `ingest.simulated`: a made-up market, the same for the same seed on every machine.
///
/// ```yaml
/// ticks: {op: ingest.simulated, seed: 7, count: 5_000_000, rate: 200, price: 2000, tick: 0.1}
/// ```
struct SimulatedTrades: Source {
    typealias Settings = SimulatedSettings

    static let signature = Signature<SimulatedTrades>(
        "ingest.simulated", "Trades, quotes and depth of a seeded, simulated limit order book.",
        details: """
            A book with nobody behind it: for every aggressor about three limit orders come in, around a hidden \
            fair price, and orders are cancelled in proportion to what stands there. Aggressors take what stands \
            best, level by level, and excite further ones (three exponential kernels, branching ratio 0.8), on a \
            base that is U-shaped over each session (0.6 + 1.2 x^2 for x from -1 at the opening to 1 at the \
            close). Their sides come from hidden parent orders with heavy-tailed lengths, so signs of trades \
            remember for long. Each moves the fair price by what its side did not let expect; news move it too; \
            both by a volatility that wanders. 'volatility' is that of one session's return, about. Sessions open \
            every 24 hours from 'start'.

            Returns have fat tails and clustered volatility, as docs/simulated-market.md shows beside gold and SPY; \
            nothing in it can be predicted from prices alone, but for what a spread's bounce gives.

            The same seed gives the same events on every machine: no C library's functions are used. Quantities \
            are whole lots. Every change of a level is a message of its own.

            Sources: Smith, Farmer, Gillemot, Krishnamurthy, Quantitative Finance 3, 2003; Hawkes, Biometrika 58, \
            1971; Lillo, Mike, Farmer, Physical Review E 71, 2005.
            """,
        example: "ticks: {op: ingest.simulated, seed: 7, count: 1000000, rate: 100}"
    )
    .output("trades", Trade.self, "the trades") { node, outlet in node.output.trades = outlet }
    .output("quotes", Quote.self, "best bid and ask, whenever they change") { node, outlet in
        node.output.quotes = outlet
    }
    .output("levels", LevelChange.self, "changes of price levels") { node, outlet in
        node.output.levels = outlet
    }

    private var market: SimulatedMarket
    var output = SimulatedOutput()
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
        output.tradeCount = 0
        output.levelCount = 0
        output.tradeLimit = left
        // A trade costs about a microsecond with all that happens around it: what is behind this node on the same
        // core should not wait for hundreds.
        let wanted = min(limit, left, 64)
        // Depth counts against the limit only where somebody reads it.
        let most = output.levels.room == .max ? Int.max : limit
        while output.tradeCount < wanted, output.levelCount < most {
            if market.advance() >= end {
                left = 0
                return .ended
            }
            market.act(&output)
        }
        left -= min(left, output.tradeCount)
        return left == 0 ? .ended : .more
    }
}
