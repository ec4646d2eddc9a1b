import OperatorKit

extension SimulatedExecution {
    /// When a limit order is filled.
    enum LimitFill: String, CaseIterable, Sendable { case through, touch }
    /// How long an order works.
    enum TimeInForce: String, CaseIterable, Sendable { case gtc, ioc }

    struct Settings: VenueSettings {
        var venue = VenueArguments()
        var slippage = 0.0
        var spread = 0.0
        var latency: Int64 = 0
        var limitFill = LimitFill.through
        var timeInForce = TimeInForce.gtc
        var partial = false
        var maxAge: Int64 = 0
        var impact: ArgumentValue?
        var strictTick = false

        static let parameters: [Parameter<Settings>] =
            contractParameters + [
                .real(
                    "slippage", \.slippage, in: 0...1000, "what a market order pays beyond half the spread",
                    unit: "ticks"),
                .real(
                    "spread", \.spread, in: 0...1000,
                    "bid to ask; a market order pays half of it where no quotes are connected",
                    unit: "ticks"),
                .duration(
                    "latency", \.latency, in: 0...86_400_000_000_000,
                    "from the decision's time to the first trade that can fill it"),
                .choice(
                    "limit_fill", \.limitFill,
                    "a limit order fills when traded through by a tick, or when touched"),
                .choice(
                    "time_in_force", \.timeInForce,
                    "gtc leaves each order its own, ioc ends every order at the first trade it can meet"),
                .flag(
                    "partial", \.partial,
                    "fill no more than the size of the trade or the quote, and remember what was taken of it"),
                .duration(
                    "max_age", \.maxAge, in: 0...86_400_000_000_000,
                    "no fill against a quote older than this; 0s for no limit"),
                .tree(
                    "impact", \.impact,
                    "what a market order's size adds: none, ticks, or {model: constant | square_root | almgren, …}, "
                        + "where sigma and volume, of a day, are numbers or `learned`"
                ),
                .flag("strict_tick", \.strictTick, "refuse prices that are no multiple of the tick"),
            ] + deskParameters
    }
}
