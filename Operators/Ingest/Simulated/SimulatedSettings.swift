import OperatorKit

/// The arguments of `ingest.simulated`.
struct SimulatedSettings: OperatorSettings {
    var seed = 0
    var count = 1_000_000
    var duration: Int64 = 0
    var rate = 10.0
    var start = "2024-01-02T00:00:00Z"
    var session: Int64 = 82_800_000_000_000
    var price = 2000.0
    var tick = 0.1
    var volatility = 0.01

    static let parameters: [Parameter<SimulatedSettings>] = [
        .integer(
            "seed", \.seed, in: 0...Int64.max,
            "random seed; 0 takes it from the run's seed and the node's name"),
        .integer("count", \.count, in: 0...Int64.max, "trades to make; 0 means as many as fit in 'duration'"),
        .duration(
            "duration", \.duration, in: 0...Int64.max / 4, "event time after which it ends; 0 means no bound"),
        .real(
            "rate", \.rate, in: 0.000_1...10_000_000, "mean number of trades in a second of a session",
            unit: "1/s"),
        .text("start", \.start, "time of the first session's opening, ISO 8601; UTC if it names no zone"),
        .duration(
            "session", \.session, in: 60_000_000_000...86_400_000_000_000, "length of each day's session"),
        .real("price", \.price, in: 0.000_001...1_000_000_000, "price to start from", unit: "price"),
        .real("tick", \.tick, in: 0.000_000_001...1_000_000, "price step", unit: "price"),
        .real(
            "volatility", \.volatility, in: 0...1,
            "standard deviation of a session's return, about, as a fraction of the starting price"),
    ]
}
