import OperatorKit

extension RiskGate {
    /// How orders are priced.
    enum Pricing: String, CaseIterable, Sendable { case market, limit }

    struct Settings: OperatorSettings {
        var size = 1.0
        var lot = 0.0
        var maxPosition = 10.0
        var maxOrder = 10.0
        var orderRate = 100
        var dailyLoss = 0.0
        var priceCollar = 0.0
        var order = Pricing.market
        var limitOffset = 0.0

        static let parameters: [Parameter<Settings>] = [
            .real("size", \.size, in: 0...1e9, "contracts per 1.0 of a signal's target", unit: "contracts"),
            .real(
                "lot", \.lot, in: 0...1e9,
                "targets are cut to whole multiples of it; 0 leaves them as they are",
                unit: "contracts"),
            .real(
                "max_position", \.maxPosition, in: 0...1e9,
                "most contracts on either side, working orders included", unit: "contracts"),
            .real("max_order", \.maxOrder, in: 0...1e9, "most contracts in one order", unit: "contracts"),
            .integer(
                "order_rate", \.orderRate, in: 0...100_000,
                "most orders in any second of event time; 0 for no limit",
                unit: "orders/s"),
            .real(
                "daily_loss", \.dailyLoss, in: 0...1e15,
                "from this loss in a UTC day on only orders that reduce the position pass; 0 for no limit",
                unit: "account currency"),
            .real(
                "price_collar", \.priceCollar, in: 0...1,
                "refuses when the price moved by more than this fraction since the signal before; 0 for none",
                unit: "fraction"),
            .choice("order", \.order, "market orders, or limit orders at `limit_offset` from the last price"),
            .real(
                "limit_offset", \.limitOffset, in: -1e9...1e9,
                "how far below the last price a limit order buys, and above it sells", unit: "price"),
        ]
    }
}
