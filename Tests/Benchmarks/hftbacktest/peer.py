"""The orders in hftbacktest: its exchange with partial fills, constant latencies, times of receipt for both clocks."""
import time

import numpy as np
from hftbacktest import (
    BUY_EVENT, DEPTH_EVENT, EXCH_EVENT, GTC, GTX, LIMIT, LOCAL_EVENT, SELL_EVENT, TRADE_EVENT, BacktestAsset,
    HashMapMarketDepthBacktest)
from hftbacktest.types import event_dtype
from numba import njit

from stream import LOT, TICK

MODELS = {
    "risk_averse": lambda asset, n: asset.risk_adverse_queue_model(),
    "power": lambda asset, n: asset.power_prob_queue_model(n),
    "power2": lambda asset, n: asset.power_prob_queue_model2(n),
    "power3": lambda asset, n: asset.power_prob_queue_model3(n),
    "log": lambda asset, n: asset.log_prob_queue_model(),
    "log2": lambda asset, n: asset.log_prob_queue_model2(),
}


def events(rows):
    """The rows in its format; each is seen by the exchange and by the strategy at the same time."""
    made = np.zeros(len(rows), event_dtype)
    sides = np.array([row[0] for row in rows])
    kinds = np.array([row[1] for row in rows])
    made["ev"] = (
        np.where(kinds, TRADE_EVENT, DEPTH_EVENT) | np.where(sides > 0, BUY_EVENT, SELL_EVENT)
        | EXCH_EVENT | LOCAL_EVENT).astype(np.uint64)
    made["exch_ts"] = made["local_ts"] = [row[2] for row in rows]
    made["px"] = [row[3] for row in rows]
    made["qty"] = [row[4] for row in rows]
    return made


def actions(orders):
    """Requests by time: (time, whether it cancels, place of the order)."""
    listed = [(order["time"], 0, place) for place, order in enumerate(orders)]
    listed += [(order["cancel"], 1, place) for place, order in enumerate(orders)]
    return np.array(sorted(listed, key=lambda action: (action[0], action[1], action[2])), np.int64)


def columns(orders):
    pick = lambda name, kind: np.array([order[name] for order in orders], kind)
    return pick("side", np.int64), pick("limit", np.int64), pick("quantity", np.float64), pick("post_only", np.bool_)


def build(data, model, exponent, entry, response):
    asset = BacktestAsset().data(data).linear_asset(1.0).constant_order_latency(entry, response)
    asset = MODELS[model](asset, exponent).partial_fill_exchange().trading_value_fee_model(0.0, 0.0)
    return HashMapMarketDepthBacktest([asset.tick_size(TICK).lot_size(LOT)])


@njit
def act(engine, action, sides, limits, sizes, posts):
    place = action[2]
    if action[1] == 1:
        order = engine.orders(0).get(place + 1)
        if order is not None and order.cancellable:
            engine.cancel(0, place + 1, False)
        return
    tif = GTX if posts[place] else GTC
    price = limits[place] * TICK
    if sides[place] > 0:
        engine.submit_buy_order(0, place + 1, price, sizes[place], tif, LIMIT, False)
    else:
        engine.submit_sell_order(0, place + 1, price, sizes[place], tif, LIMIT, False)


@njit
def fast(engine, requests, sides, limits, sizes, posts):
    """As fast as it goes: from one request to the next."""
    code = engine.elapse(1)
    for index in range(len(requests)):
        code = engine.elapse(requests[index, 0] - engine.current_timestamp)
        if code != 0:
            return code
        act(engine, requests[index], sides, limits, sizes, posts)
    return engine.elapse(3_600_000_000_000)


@njit
def scan(engine, left, made, count):
    """Notes what was filled since the last look: (id, time at the exchange, price in ticks, quantity)."""
    values = engine.orders(0).values()
    while values.has_next():
        order = values.get()
        place = order.order_id - 1
        if order.leaves_qty < left[place] - 1e-12:
            made[count, 0] = order.order_id
            made[count, 1] = order.exch_timestamp
            made[count, 2] = order.exec_price_tick
            made[count, 3] = round((left[place] - order.leaves_qty) / LOT * 1000)
            left[place] = order.leaves_qty
            count += 1
    return count


@njit
def watched(engine, requests, sides, limits, sizes, posts, made):
    """The same, looking at its orders after every event."""
    left = sizes.copy()
    count = 0
    code = engine.elapse(1)
    for index in range(len(requests) + 1):
        until = requests[index, 0] if index < len(requests) else requests[-1, 0] + 30_000_000_000
        while engine.current_timestamp < until:
            code = engine.wait_next_feed(True, until - engine.current_timestamp)
            if code != 0 and code != 2 and code != 3:
                return code, scan(engine, left, made, count)
            count = scan(engine, left, made, count)
        if index < len(requests):
            act(engine, requests[index], sides, limits, sizes, posts)
    return code, count


def fills(data, orders, model, exponent, entry, response):
    """All fills as (id, time, price in ticks, thousandths of a lot), and how the run ended (1 is the data's end)."""
    made = np.zeros((100_000, 4), np.int64)
    engine = build(data, model, exponent, entry, response)
    code, count = watched(engine, actions(orders), *columns(orders), made)
    engine.close()
    return [tuple(int(value) for value in row) for row in made[:count]], code


def cpu(data, orders, model, exponent, entry, response):
    """CPU-seconds of one run, and how it ended; with a path for the data, their reading included."""
    requests, listed = actions(orders), columns(orders)
    begin = time.process_time()
    engine = build(data, model, exponent, entry, response)
    code = fast(engine, requests, *listed)
    spent = time.process_time() - begin
    engine.close()
    return spent, code


def save(path, data):
    """Writes events as the npz that hftbacktest reads."""
    np.savez_compressed(path, data=data)
