extension Venue {
    /// What all venues do, for their documentation.
    static let manual = """
        Orders: market, limit, stop, stop-limit and trailing stop; gtc, day (until the session of `calendar` \
        ends), ioc, fok and gtd; post-only and reduce-only; iceberg display, whose next part queues behind all \
        others; replace, which keeps the place only where prices stay and the size does not grow; cancel and \
        cancel all; groups of which a fill of one cancels the rest. A bracket's take-profit and stop-loss are \
        attached by every fill, as a reduce-only group of the filled quantity, with ids −1, −2, … and the \
        entry's −id as their client id. What arrives \
        outside the sessions of `calendar` is refused (MARKET_CLOSED), cancels apart, or waits (`closed`). A request \
        that can't be done is refused with a reason and counted, \
        and what it names stays as it is. `updates` tells every step, see the table of states in \
        docs/reference/orders.md. What ends untraded is released by a fill of outcome cancelled, except for \
        legs of brackets, which nobody counted as working.

        Money: fee by the fee model, once per fill. With `margin`, or with `capital` and the margins of the \
        instrument (`use: $es` hands them over), an order is refused that would take the \
        position (working orders of its side included) beyond what equity = capital + cash + position·price· \
        multiplier carries at the initial margin, and at less than the maintenance margin all orders end and \
        the position is closed by a market order. `funding` is paid as a fill of outcome payment. Orders still \
        at work at the end are cancelled and counted as unfilled.
        """
}
