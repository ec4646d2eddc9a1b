import OperatorKit

extension RiskGate.Settings {
    static let orderParameters: [Parameter<Self>] = [
        .real("size", \.size, in: 0...1e9, "contracts per 1.0 of a signal's target", unit: "contracts"),
        .real(
            "lot", \.lot, in: 0...1e9,
            "targets are cut to whole multiples of it; 0 leaves them as they are", unit: "contracts"),
        .real(
            "max_position", \.maxPosition, in: 0...1e9,
            "most contracts of an instrument on either side, working orders included", unit: "contracts"),
        .real("max_order", \.maxOrder, in: 0...1e9, "most contracts in one order", unit: "contracts"),
        .integer(
            "order_rate", \.orderRate, in: 0...100_000,
            "most orders in any second of event time; 0 for no limit", unit: "orders/s"),
        .choice(
            "throttle", \.throttle,
            "an order, or a change of one, that the rate has no room for is refused, or held back until there is room"
        ),
        .duration(
            "max_delay", \.maxDelay, in: 1...86_400_000_000_000,
            "an order held back so long is dropped and counted"),
        .integer(
            "max_delayed", \.maxDelayed, in: 1...4096, "orders held back at most; one more is refused",
            unit: "orders"),
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

    static let instrumentParameters: [Parameter<Self>] = [
        .tree(
            "instruments", \.instruments,
            "list of {symbol, market, quotes, multiplier, tick, margin_initial, margin_maintenance, max_position, lot, factor, "
                + "calendar}: what is traded, and the nodes whose trades or quotes price it; without it, one instrument"
        ),
        .table(
            "routes", \.routes, "agent: symbol, for agents whose signals don't say what they are for"),
        .real(
            "multiplier", \.multiplier, in: 0...1e9,
            "account currency per 1.0 of price and contract; 0 as the last fill says"),
        .real("tick", \.tick, in: 0...1e9, "price step; 0 allows any price", unit: "price"),
        .real(
            "margin_initial", \.margin, in: 0...1e12, "initial margin of a contract; 0 for what it is worth",
            unit: "account currency"),
        .real(
            "margin_maintenance", \.maintenance, in: 0...1e12,
            "maintenance margin of a contract, for the report",
            unit: "account currency"),
        .real(
            "capital", \.capital, in: 0...1e15,
            "equity at the start, which the limits that are shares of the equity need",
            unit: "account currency"),
        .text("calendar", \.calendar, "session calendar of all instruments that name none of their own"),
        .choice(
            "closed", \.closed,
            "while the market of an instrument's calendar is closed, its orders pass, or are refused"),
    ]

    static let sizingParameters: [Parameter<Self>] = [
        .choice(
            "sizing", \.sizing,
            "how a target of 1 becomes contracts: `size`; what the stop may cost; Kelly's fraction; a yearly "
                + "deviation; equal risk of all instruments"),
        .real(
            "stop_points", \.stopPoints, in: 0...1e9,
            "distance of the stop where a signal says none", unit: "price"),
        .real(
            "trade_risk", \.tradeRisk, in: 0...1, "share of the equity that a stop may cost, for sizing",
            unit: "fraction"),
        .real(
            "kelly_share", \.kellyShare, in: 0...1, "share of Kelly's fraction that is used", unit: "fraction"
        ),
        .real("kelly_cap", \.kellyCap, in: 0...1, "most that Kelly's fraction may be", unit: "fraction"),
        .real(
            "win_rate", \.winRate, in: 0...1,
            "share of winning trades until an agent has closed 30 here", unit: "fraction"),
        .real("payoff", \.payoff, in: 0...1e6, "mean win over mean loss until then", unit: "ratio"),
        .integer(
            "closed_trades", \.closedTrades, in: 0...1_000_000_000,
            "trades that tell them; under 30, Kelly's fraction is 0", unit: "trades"),
        .real(
            "vol_target", \.volatilityTarget, in: 0...10, "yearly deviation, as share of the equity",
            unit: "fraction"),
        .real("marks_per_year", \.marksPerYear, in: 1...1e9, "mark intervals in a year", unit: "marks"),
    ]
}
