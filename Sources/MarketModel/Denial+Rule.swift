extension Denial {
    /// Why the risk gate refuses or cuts; the names are `CATEGORY_CONDITION`.
    ///
    /// The table is published in `docs/reference/risk-codes.md`.
    public enum Rule: UInt64, Sendable, CaseIterable {
        case maxPosition = 1
        case orderRate = 2
        case dailyLoss = 3
        case priceCollar = 4
        case maxOrder = 5
        case noPrice = 6
        case killed = 7
        case halted = 8
        case reducing = 9
        case badQuantity = 10
        case badPrice = 11
        case offTick = 12
        case unsupported = 13
        case unknownInstrument = 14
        case unknownAgent = 15
        case duplicateID = 16
        case unknownOrder = 17
        case finalOrder = 18
        case tableFull = 19
        case selfTrade = 20
        case messageRate = 21
        case stalePrice = 22
        case limitCollar = 23
        case drawdown = 24
        case valueAtRisk = 25
        case expectedShortfall = 26
        case leverage = 27
        case perTrade = 28
        case correlation = 29
        case stress = 30
        case orderMargin = 31
        case agentPosition = 32
        case portfolioPosition = 33
        case noStop = 34
        case agentLoss = 35
        case marketClosed = 36
        case delayed = 37
        case stuck = 38

        /// The name as `CATEGORY_CONDITION`.
        public var code: String { row.code }
        /// The name in arguments and reports, as `max_position`.
        public var id: String { row.id }
        /// Unit of value and limit.
        public var unit: String { row.unit }
        /// What value means and when it is too much, in one line.
        public var meaning: String { row.meaning }

        private var row: (id: String, code: String, unit: String, meaning: String) {
            Self.rows[Int(rawValue) - 1]
        }

        /// By raw value, from 1.
        private static let rows: [(id: String, code: String, unit: String, meaning: String)] = [
            (
                "max_position", "POSITION_INSTRUMENT", "contracts",
                "of an instrument, with all that works on that side, are more than its limit"
            ),
            ("order_rate", "RATE_ORDERS", "orders/s", "one order too many in a second of event time"),
            (
                "daily_loss", "LOSS_DAILY", "account currency",
                "lost since the day began; only what reduces a position passes"
            ),
            ("price_collar", "PRICE_COLLAR", "fraction", "the price moved too far since the signal before"),
            ("max_order", "ORDER_SIZE", "contracts", "more than one order may have"),
            ("no_price", "PRICE_UNKNOWN", "price", "no trade or quote was seen, and a rule needs a price"),
            (
                "killed", "STATE_KILLED", "code of the rule",
                "the kill switch was thrown; it stays so until a person starts the gate anew"
            ),
            ("halted", "STATE_HALTED", "state", "nothing new passes"),
            ("reducing", "STATE_REDUCING", "state", "only what reduces a position passes"),
            (
                "invalid_quantity", "ORDER_INVALID_QUANTITY", "contracts",
                "0, no number, larger than any order can be, or of the other side than the order it changes"
            ),
            (
                "invalid_price", "ORDER_INVALID_PRICE", "price",
                "a price that the kind of order needs is missing"
            ),
            ("off_tick", "ORDER_OFF_TICK", "price", "a price is no multiple of the tick"),
            ("unsupported", "ORDER_UNSUPPORTED", "code", "an action, kind or time in force that is none"),
            (
                "unknown_instrument", "ORDER_UNKNOWN_INSTRUMENT", "count",
                "not one of `instruments`, or not said which"
            ),
            ("unknown_agent", "ORDER_UNKNOWN_AGENT", "count", "no room for another agent"),
            ("duplicate_id", "ORDER_DUPLICATE_ID", "number", "the agent has an order of that client id"),
            (
                "unknown_order", "ORDER_UNKNOWN_ID", "number",
                "the agent has no such order, or had it too long ago"
            ),
            (
                "final_order", "ORDER_ALREADY_FINAL", "number",
                "the order is filled, cancelled, expired or was refused"
            ),
            ("table_full", "ORDER_TABLE_FULL", "orders", "as many orders work as the gate can hold"),
            (
                "self_trade", "ORDER_SELF_TRADE", "price",
                "it would meet a working order of one of our own agents"
            ),
            (
                "agent_rate", "RATE_MESSAGES", "messages/s",
                "one message too many of an agent in a second of event time"
            ),
            ("stale_after", "PRICE_STALE", "s", "the last trade, or quote, is too old"),
            (
                "limit_collar", "PRICE_LIMIT_COLLAR", "fraction",
                "a limit is worse than the last trade, or the side it meets, by more than the collar"
            ),
            (
                "drawdown", "LOSS_DRAWDOWN", "fraction",
                "1 − equity/peak; halves, quarters or ends what adds to a position"
            ),
            ("max_var", "RISK_VAR", "fraction", "value at risk, of the equity"),
            ("max_es", "RISK_ES", "fraction", "expected shortfall, of the equity"),
            ("max_leverage", "RISK_LEVERAGE", "times", "gross amount held and working, in equities"),
            (
                "risk_per_trade", "RISK_PER_TRADE", "fraction",
                "what the stop of the whole position would cost, of the equity"
            ),
            (
                "correlation", "RISK_CORRELATION", "correlation",
                "the mean correlation has risen fast, or is high; only what reduces a position passes"
            ),
            ("max_stress_loss", "RISK_STRESS", "fraction", "loss in the worst scenario, of the equity"),
            ("max_order_margin", "MARGIN_ORDER", "fraction", "initial margin of the order, of the equity"),
            ("max_agent_position", "POSITION_AGENT", "contracts", "of one agent in one instrument"),
            ("max_portfolio_position", "POSITION_PORTFOLIO", "contracts", "gross, of all instruments"),
            (
                "no_stop", "SIZE_NO_STOP", "price",
                "the sizing needs the distance of the stop, and nobody says it"
            ),
            (
                "agent_daily_loss", "LOSS_AGENT", "account currency",
                "lost by one agent since the day began; only what reduces its position passes"
            ),
            (
                "closed", "MARKET_CLOSED", "s until it opens",
                "outside the sessions of the instrument's calendar"
            ),
            (
                "max_delay", "RATE_DELAYED", "s",
                "held back by the throttle, never sent: too long, taken back, overtaken by a newer target or change, or the end"
            ),
            (
                "stuck", "STATE_STUCK", "count",
                "a node did not come back from its work and was cut off: the kill switch was thrown"
            ),
        ]
    }
}
