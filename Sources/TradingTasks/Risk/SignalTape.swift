import Learning
public import MarketModel
import OperatorKit

/// What another agent wanted and what the market did, in the run's order: recorded once, read by all copies.
public struct SignalTape: Sendable, Equatable {
    /// Signals.
    public var signals: [Signal]
    /// Trades.
    public var trades: [Trade]

    /// Joins the parts, each in the run's order.
    public init(signals: [Signal], trades: [Trade]) {
        self.signals = signals
        self.trades = trades
    }

    /// What a recorder reports.
    init(_ report: NodeReport) throws(EnvironmentFault) {
        let tape = try TradingTape(report)
        guard let wanted = report.series.first(where: { $0.name == "signals.time" }),
            let places = report.series.first(where: { $0.name == "signals.sequence" })?.times
        else { throw EnvironmentFault("the recording has no signals") }
        let signals = wanted.times.indices.map { index in
            Signal(
                header: EventHeader(time: wanted.times[index], sequence: places[index]),
                target: wanted.values[3 * index], confidence: wanted.values[3 * index + 1], rule: 0,
                stopDistance: wanted.values[3 * index + 2])
        }
        self.init(signals: signals, trades: tape.trades)
    }

    /// Time of each signal, ns UTC.
    public var times: [Int64] { signals.map(\.header.time) }

    /// Index of the first trade after a place.
    func firstTrade(after sequence: Int64) -> Int {
        TradingTape.first(trades.count) { trades[$0].header.sequence > sequence }
    }

    /// Hash of all of it, for the model card.
    public var hash: UInt64 {
        var tape = TradingTape(
            columns: ["target", "confidence"], schema: 0,
            features: signals.flatMap { [Float($0.target), Float($0.confidence)] },
            rows: signals.map(\.header), trades: trades, marks: [])
        tape.schema = 1
        return tape.hash
    }
}
