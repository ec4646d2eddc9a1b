import OperatorKit

extension BarExecution {
    /// How prices move within a bar.
    enum Path: String, CaseIterable, Sendable {
        /// Whatever is worse for each order.
        case pessimistic
        /// Open, high, low, close.
        case ohlc
        /// Open, low, high, close.
        case olhc
        /// The extreme nearer to the open first.
        case nearest
    }

    struct Settings: VenueSettings {
        /// The last bar of a session decides when it is over: a venue that refused that would never trade daily bars.
        var venue = VenueArguments(closed: .wait)
        var path = Path.pessimistic
        var participation = 0.1
        var slippage = 0.0
        var spread = 0.0
        var latency: Int64 = 0
        var impact: ArgumentValue?

        static let parameters: [Parameter<Settings>] =
            contractParameters + [
                .choice("path", \.path, "how prices move within a bar"),
                .real(
                    "participation", \.participation, in: 0...1,
                    "most of a bar's volume that all fills take; 0 for no limit, as where volume is not known",
                    unit: "fraction"),
                .real("spread", \.spread, in: 0...1000, "bid to ask; a taker pays half of it", unit: "ticks"),
                .real(
                    "slippage", \.slippage, in: 0...1000, "what a taker pays beyond half the spread",
                    unit: "ticks"),
                .duration(
                    "latency", \.latency, in: 0...86_400_000_000_000,
                    "from the decision's time to the earliest start of a bar that can fill it"),
                .tree(
                    "impact", \.impact,
                    "what a market order's size adds: none, ticks, or {model: constant | square_root | almgren, …}, "
                        + "where sigma and volume, of a day, are numbers or `learned`"
                ),
            ] + deskParameters
    }
}
