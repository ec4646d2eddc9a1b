import OperatorKit

extension SimulatedExecution {
    /// When a limit order is filled.
    enum LimitFill: String, CaseIterable, Sendable { case through, touch }
    /// How long an order works.
    enum TimeInForce: String, CaseIterable, Sendable { case gtc, ioc }

    struct Settings: OperatorSettings {
        var fee = 0.0
        var multiplier = 1.0
        var tick = 0.0
        var slippage = 0.0
        var spread = 0.0
        var latency: Int64 = 0
        var limitFill = LimitFill.through
        var timeInForce = TimeInForce.gtc
        var maxWorking = 64

        static let parameters: [Parameter<Settings>] = [
            .real("fee", \.fee, in: 0...1e6, "fee per contract and side", unit: "account currency"),
            .real(
                "multiplier", \.multiplier, in: 1e-9...1e9, "worth of 1.0 of price and contract",
                unit: "account currency"),
            .real("tick", \.tick, in: 0...1000, "smallest step of the price; 0 for not known", unit: "price"),
            .real(
                "slippage", \.slippage, in: 0...1000, "what a market order pays beyond half the spread",
                unit: "ticks"),
            .real(
                "spread", \.spread, in: 0...1000, "bid to ask; a market order pays half of it",
                unit: "ticks"),
            .duration(
                "latency", \.latency, in: 0...86_400_000_000_000,
                "from the decision's time to the first trade that can fill it"),
            .choice(
                "limit_fill", \.limitFill,
                "a limit order fills when traded through by a tick, or when touched"),
            .choice(
                "time_in_force", \.timeInForce,
                "gtc works until the end, ioc ends at the first trade it can meet"),
            .integer(
                "max_working", \.maxWorking, in: 1...65_536, "most orders at work; one more is cancelled"),
        ]
    }
}
