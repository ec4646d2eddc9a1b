extension RiskGate {
    static let details = """
        At every signal: wanted = contracts(target) − (position + working) of that agent and instrument, where \
        the position is the sum of the fills and working is approved − filled − released. Nothing is sent when \
        it is 0. An agent is the node that a `signal` input comes from. With several instruments \
        (`instruments`) a signal says its own, or `routes` does. Requests (`orders`) are submitted, replaced and \
        cancelled by the sender's `clientID`; what is wrong with one in itself (quantity, price, tick, name, a \
        number used twice, an order that has ended) is refused before any limit.

        The rules, in this order; each can only make the order smaller, and the last that did is named. State: \
        killed and halted refuse, reducing leaves what reduces the position. closed: outside the sessions of \
        the instrument's `calendar` nothing passes but cancels. price_collar, no_price: all is \
        refused while the price is further than the fraction from the price at the signal before, or \
        while there is none. stale_after, limit_collar. daily_loss: from that loss on, the positions marked \
        at the last prices, counted from the start of the UTC day, only the part that reduces passes; \
        agent_daily_loss likewise. The drawdown ladder: 1 − equity/peak halves and quarters what may be \
        added. max_order, max_order_margin, risk_per_trade: of the order, and of the stop of the position. \
        max_position: cut to what keeps the position within the limit even if, of all working orders, only \
        those of the same side are filled; max_agent_position, max_portfolio_position. max_leverage, max_var, \
        max_es, max_stress_loss: cut to what just keeps them. What is cut is cut to whole lots. self_trade, \
        order_rate: an order that would be one too many in the second of event time that ends now is refused, \
        or, with `throttle: delay`, waits: it counts as working, and goes out first in, first out with the first \
        event of a market, an agent or a request at which the rate has room, after a second look by all rules \
        (RATE_DELAYED after `max_delay`, when its sender cancels it, when a newer target of its agent differs, \
        and at the end). A change waits like an order and is looked at when it goes; a newer change of the \
        same order takes its place, one of an order that waits is done at once, and one whose order has ended \
        in the meantime is refused. Cancels never wait. \
        All codes: docs/reference/risk-codes.md.

        States: active; reducing, while the day's loss (daily_loss_share, until the day is over), max_var, \
        max_es or a correlation shock hold it, or by `command`; halted by `command`; killed by drawdown_kill, an \
        alert on `control`, a command, or a \
        node that hangs and was cut off (STATE_STUCK), for good: \
        `start: active` in a new run is the only reset. The switch \
        sends one order that cancels all, with the event that threw it, and `graceful` then sends market orders \
        that bring every book to zero, also for what is filled later. Markets trigger, so this needs no signal. \
        A limit that was reached holds until its value is `hysteresis` below it.

        Risk is estimated once a mark interval (`mark_every`), from simple returns and amounts position·price·\
        multiplier with what works: Σ ← λΣ + (1−λ)rrᵀ, off the diagonal cut by the shrinkage (RiskMetrics, \
        1996); VaR = z·σ·√h and ES = φ(z)/(1−a)·σ·√h; cornish_fisher moves z; historical takes the ⌈n·a⌉-th \
        smallest of the newest losses of what is held (amounts at most 1 % old), over h marks by overlapping \
        sums; monte_carlo 10,000 antithetic paths. Before an order, VaR and ES are those of the method at the \
        last mark, scaled by √(wᵀΣw). Scenarios: 1987-10-19, 1997-10-27, 2008-10-15, 2020-03-16.

        Sizing: fixed: target·size. fixed_risk: ⌊trade_risk·E/(stop·multiplier)⌋·target. kelly: \
        ⌊min(f·E, trade_risk·E)/(stop·multiplier)⌋ with f = kelly_share·min(kelly_cap, p − (1−p)/b), 0 \
        under 30 closed trades (Kelly, 1956). vol_target: vol_target·E/(σ·√marks_per_year·price·multiplier). \
        risk_parity: weights of equal risk (Maillard and others, 2010), scaled to vol_target.

        Prices: an instrument with `quotes` is marked half way between bid and ask, collars and self_trade look \
        at the side that an order meets, and stale_after at the quotes' age; without, all of it is the last \
        trade's. daily_loss, price_collar, limit orders and all shares of the equity need one of the two; shares of \
        the equity need `capital`. Without a word, 10 contracts, 10 an order and 100 orders a second are the \
        limits.
        """

    static let example = """
        risk:
          op: risk.gate
          from: {signal: trend, fills: {prev: exec.fills}, market: ticks}
          size: 2
          max_position: 4
          daily_loss: 5000
        """
}
