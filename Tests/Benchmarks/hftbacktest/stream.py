"""The recorded stream as both engines get it, and the list of orders, which is made from it alone."""
import gzip
import json
import random

import numpy as np

TICK, LOT = 0.1, 0.001
# In coins; no whole lots, as hftbacktest 2.4.4 ends with an error after a trade that brings exactly what is left.
SMALL = (0.0007,)
MIXED = (0.0007, 0.0047, 0.0207, 0.1007, 0.5007, 2.0007)
HOLDS = (1, 3, 10, 30)
# Ticks from the near touch away from the market; -1 meets the other side at once.
DEPTHS = (0, 0, 0, 1, 1, 2, 5, 20, -1)


def messages(path):
    """Time of receipt and message of each line."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        for line in file:
            yield int(line[:19]), json.loads(line[20:])


def read(path):
    """Rows (side, is_trade, time, price, quantity) in the order of the file, times of trades, and the touch by them.

    Times are those of receipt, for both engines. Changes before the snapshot that it does not hold are dated to it,
    those that it holds are left out, as Binance says and `ingest.binance` does.
    """
    rows, trades, early, last = [], [], [], None
    bid = ask = None
    for time, message in messages(path):
        data = message.get("data", message)
        kind = data.get("e")
        if kind == "bookTicker":
            bid, ask = round(float(data["b"]) / TICK), round(float(data["a"]) / TICK)
        elif kind == "trade" and data["X"] == "MARKET":
            side = -1 if data["m"] else 1
            rows.append((side, True, time, float(data["p"]), float(data["q"])))
            trades.append((time, bid, ask))
        elif kind == "depthUpdate":
            if last is None:
                early.append(data)
            elif data["u"] >= last:
                rows.extend(levels(time, data["b"], data["a"]))
        elif "bids" in message:
            last = message["lastUpdateId"]
            rows.extend(levels(time, message["bids"], message["asks"]))
            for diff in early:
                if diff["u"] >= last:
                    rows.extend(levels(time, diff["b"], diff["a"]))
    return rows, trades


def levels(time, bids, asks):
    for side, changes in ((1, bids), (-1, asks)):
        for price, quantity in changes:
            yield side, False, time, float(price), float(quantity)


def orders(trades, count, sizes, seed=4):
    """`count` limit orders as dicts; each is sent, and its cancellation, at the time of a recorded trade."""
    draw = random.Random(seed)
    times = np.array([time for time, _, _ in trades])
    begin, end = times[0] + 5_000_000_000, times[-1] - 40_000_000_000
    made = []
    for number in range(count):
        at = np.searchsorted(times, begin + (end - begin) * number // count)
        time, bid, ask = trades[at]
        buys = draw.random() < 0.5
        depth = draw.choice(DEPTHS)
        limit = bid - depth if buys else ask + depth
        hold = draw.choice(HOLDS)
        cancel = times[np.searchsorted(times, time + hold * 1_000_000_000)]
        made.append(dict(
            id=number + 1, time=int(time), side=1 if buys else -1, limit=int(limit), depth=depth,
            quantity=draw.choice(sizes), cancel=int(cancel), post_only=depth >= 0 and draw.random() < 0.5))
    return made
