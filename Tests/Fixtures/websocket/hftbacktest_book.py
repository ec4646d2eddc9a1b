"""Books of the recorded BTCUSDT file at several instants, as hftbacktest builds them.

    pip install hftbacktest==2.4.4
    python hftbacktest_book.py <btcusdt_20240808.gz>

hftbacktest moves the local clock so that no message arrives before it was sent; the shift is constant, so the
instants are written in the recording's own local time again.
"""

import gzip
import json
import pathlib
import sys

import numpy as np
from hftbacktest import BacktestAsset, HashMapMarketDepthBacktest
from hftbacktest.data.utils import binancefutures

INSTANTS = 40
LEVELS = 10
TICK = 0.1

path = sys.argv[1]
data = binancefutures.convert(path, base_latency=0, combined_stream=True)
with gzip.open(path) as lines:
    received = [int(line.split(b" ", 1)[0]) for line in lines]
first, last = received[0], received[-1]
shift = int(data["local_ts"][data["local_ts"] > 0].min()) - first

asset = (
    BacktestAsset()
    .data(data)
    .linear_asset(1.0)
    .constant_latency(0, 0)
    .risk_adverse_queue_model()
    .no_partial_fill_exchange()
    .trading_value_fee_model(0, 0)
    .tick_size(TICK)
    .lot_size(0.001)
)
backtest = HashMapMarketDepthBacktest([asset])
# The clock starts with the first message.
backtest.wait_next_feed(False, 1_000_000_000)
found = []
times = np.linspace(first + 5_000_000_000, last, INSTANTS).astype(np.int64)
for time in times:
    # Between two messages, so that nothing depends on how an event at that very time is ordered.
    following = [t for t in received if t > time]
    if not following:
        break
    time = (int(time) + following[0]) // 2
    backtest.elapse(time + shift - backtest.current_timestamp)
    depth = backtest.depth(0)
    bid, ask = depth.best_bid_tick, depth.best_ask_tick
    bids, asks = [], []
    for step in range(400):
        if depth.bid_qty_at_tick(bid - step) > 0 and len(bids) < LEVELS:
            bids.append([bid - step, round(depth.bid_qty_at_tick(bid - step), 9)])
        if depth.ask_qty_at_tick(ask + step) > 0 and len(asks) < LEVELS:
            asks.append([ask + step, round(depth.ask_qty_at_tick(ask + step), 9)])
    found.append({"time": time, "bids": bids, "asks": asks})
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"tick": TICK, "books": found}) + "\n")
