"""What became of each order in both engines, and what differs."""
import numpy as np

import stream

# Latencies in nanoseconds, and n of the power models.
ENTRY, RESPONSE, EXPONENT = 5_500_000, 3_000_000, 3.0


def their_outcomes(fills):
    """By order: lots filled, number of fills, first and last time at the exchange, price."""
    made = {}
    for number, at, price, size in fills:
        lots, count, first, _, _ = made.get(number, (0.0, 0, at, at, price))
        made[number] = (lots + size / 1000, count + 1, first, at, price)
    return made


def our_outcomes(rows, orders):
    """The same from the rows of the table `tca`; our times are those of the answer's arrival."""
    made = {}
    if len(rows) != len(orders):
        raise SystemExit(f"{len(rows)} of {len(orders)} orders were approved and measured")
    for row in rows:
        order = orders[int(row["order"]) - 1]
        if (row["side"] == "buy") != (order["side"] > 0) or abs(float(row["quantity"]) - order["quantity"]) > 1e-9:
            raise SystemExit(f"order {row['order']} is not the one of the list")
        if not row["fills"] or int(row["fills"]) == 0:
            continue
        when = [order["time"] + float(row[name]) * 1e9 - RESPONSE for name in ("first_fill_s", "time_to_fill_s")]
        made[order["id"]] = (
            float(row["filled"]) / stream.LOT, int(row["fills"]), *when, float(row["average"]) / stream.TICK)
    return made


def kind(order, one, other, parts, market):
    """What differs between the outcomes of an order in gm-flow and in hftbacktest, `parts` being the latter's fills."""
    if one is None and other is None:
        return "equal: unfilled"
    if one is None or other is None:
        return "earlier: a queue below zero" if one else "unexplained"
    isSame = abs(one[0] - other[0]) < 1e-6
    if abs(one[4] - other[4]) > 1e-3:
        return "price"
    arrival = order["time"] + ENTRY
    if other[2] == arrival:
        # We date it to the event that it stands before.
        isNext = abs(one[2] - market.next_after(arrival)) < 1e6
        return "equal: taken on arrival" if isSame and isNext else "taken on arrival, not whole"
    isFirst, isLast = abs(one[2] - other[2]) < 1e6, abs(one[3] - other[3]) < 1e6
    if isSame and isFirst and isLast and one[1] == other[1]:
        return "equal: met while resting"
    isBeyond = any(market.goes_beyond(order, at) for _, at, _, _ in parts)
    if isSame and isLast and one[1] > other[1] and (order["quantity"] < stream.LOT or not isBeyond):
        return "equal but for dust"
    if isBeyond:
        return "a trade beyond its limit"
    if any(size / 1000 > market.traded(order, at) + 0.5 for _, at, _, size in parts if market.traded(order, at)):
        return "more than was traded"
    isEarlier = one[2] < other[2] - 1e6
    if not isEarlier and any(market.is_shared(order, at) for _, at, _, _ in parts):
        return "a trade for several orders"
    if abs(one[0] - other[0]) < 1 and isFirst:
        return "parts of a lot"
    return "earlier: a queue below zero" if isEarlier else "unexplained"


class Market:
    """Where events and trades stand, and when gm-flow was filling which orders."""

    def __init__(self, rows):
        self.times = np.array([row[2] for row in rows])
        self.trades = {}
        self.spans = []
        for side, isTrade, time, price, quantity in rows:
            if isTrade:
                self.trades.setdefault(time, []).append((side, round(price / stream.TICK), quantity / stream.LOT))

    def next_after(self, time):
        """The time of the first event at or after another."""
        return int(self.times[np.searchsorted(self.times, time)])

    def goes_beyond(self, order, time):
        """Whether a trade of a time has a price worse than an order's limit for the other side."""
        return any(
            side == -order["side"] and (price - order["limit"]) * order["side"] < 0
            for side, price, _ in self.trades.get(time, ()))

    def traded(self, order, time):
        """Lots traded at an order's limit at a time."""
        return sum(
            lots for side, price, lots in self.trades.get(time, ())
            if side == -order["side"] and price == order["limit"])

    def fill(self, orders, outcomes):
        """Notes when gm-flow began and ended to fill each order."""
        self.spans = [
            (order["id"], order["side"], outcomes[order["id"]][2] - 1e6, outcomes[order["id"]][3] + 1e6)
            for order in orders if order["id"] in outcomes]

    def is_shared(self, order, time):
        """Whether another order of the side was being filled at a time."""
        return any(
            number != order["id"] and side == order["side"] and first <= time <= last
            for number, side, first, last in self.spans)
