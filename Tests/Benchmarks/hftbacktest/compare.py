#!/usr/bin/env python3
"""Runs one list of orders in gm-flow and in hftbacktest on the same recording: their fills, and their speed.

    compare.py RECORDING [--gm-flow PROGRAM] [--orders N] [--rounds N] [--queues LIST] [--differences]

RECORDING is plain or packed text of Binance messages, '<ns> <json>' a line. See docs/hftbacktest.md.
"""
import argparse
import os
import statistics
import sys
import tempfile
import time

import ours
import peer
import stream
from outcomes import ENTRY, EXPONENT, RESPONSE, Market, kind, our_outcomes, their_outcomes


def compare(program, recording, folder, data, market, orders, queue, shows):
    """Both engines with one queue model: a count of orders by what differs."""
    out = f"{folder}-{queue}"
    ours.run(
        program, ("-p", "fills"), out, data=recording, orders=os.path.join(os.path.dirname(folder), "orders.yaml"),
        queue=queue)
    mine = our_outcomes(ours.costs(out), orders)
    fills, code = peer.fills(data, orders, queue, EXPONENT, ENTRY, RESPONSE)
    if code != 1:
        sys.exit(f"hftbacktest ended with error {code}")
    theirs = their_outcomes(fills)
    market.fill(orders, mine)
    counts = {}
    for order in orders:
        one, other = mine.get(order["id"]), theirs.get(order["id"])
        what = kind(order, one, other, [fill for fill in fills if fill[0] == order["id"]], market)
        if shows and not what.startswith("equal"):
            print(f"  {what}: {order}\n    gm-flow {one}\n    hftbacktest {other}")
        counts[what] = counts.get(what, 0) + 1
    lots = (sum(outcome[0] for outcome in side.values()) for side in (mine, theirs))
    return counts, tuple(lots)


def engine(data, orders):
    """CPU-seconds of hftbacktest, and its end."""
    spent, code = peer.cpu(data, orders, "risk_averse", EXPONENT, ENTRY, RESPONSE)
    if code != 1:
        sys.exit(f"hftbacktest ended with error {code}")
    return spent


def turns(program, recording, folder, data, orders, rounds):
    """CPU-seconds by what was run, in turns."""
    path, packed = os.path.join(folder, "orders.yaml"), os.path.join(folder, "events.npz")
    words = dict(data=recording, orders=path)
    peer.save(packed, data)
    engine(data, orders)
    engine(packed, orders)
    spent = {}
    for _ in range(rounds):
        theirs = engine(data, orders)
        mine = ours.run(program, **words)["run"]["cpu_s"]
        bare = ours.run(program, ("--no-hash", "--no-telemetry"), **words)["run"]["cpu_s"]
        whole = ours.run(program, preload="false", **words)
        for what, seconds in (
            ("hftbacktest, events in memory", theirs), ("gm-flow, events in memory", mine),
            ("gm-flow, the same without hashes and telemetry", bare),
            ("hftbacktest, from its npz", engine(packed, orders)),
            ("gm-flow, from the recording", whole["run"]["cpu_s"] + whole["load"]["cpu_s"]),
        ):
            spent.setdefault(what, []).append(seconds)
    return spent


def speeds(program, recording, folder, data, trades, count, rounds):
    """Prints a table of speeds, for the list of orders and for one of a tenth."""
    print("\n| orders | what | CPU-s, median | least | million events per CPU-s | times hftbacktest in memory |\n"
          "|--:|---|--:|--:|--:|--:|")
    for number in (count, count // 10):
        orders = stream.orders(trades, number, stream.MIXED)
        ours.write_orders(os.path.join(folder, "orders.yaml"), orders, trades[0][0])
        spent = turns(program, recording, folder, data, orders, rounds)
        peers = spent["hftbacktest, events in memory"]
        for what, seconds in spent.items():
            middle = statistics.median(seconds)
            ratio = statistics.median(their / mine for their, mine in zip(peers, seconds))
            print(f"| {number} | {what} | {middle:.3f} | {min(seconds):.3f} | {len(data) / middle / 1e6:.1f} | "
                  f"{ratio:.2f} |")
    begin = time.process_time()
    peer.events(stream.read(recording)[0])
    print(f"\nThe recording to hftbacktest's format, by Python, once: {time.process_time() - begin:.2f} CPU-s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("recording")
    parser.add_argument("--gm-flow", default="gm-flow")
    parser.add_argument("--orders", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--queues", default=",".join(peer.MODELS))
    parser.add_argument("--differences", action="store_true")
    options = parser.parse_args()
    recording = os.path.abspath(options.recording)
    rows, trades = stream.read(recording)
    data, market = peer.events(rows), Market(rows)
    print("| orders | queue | orders by outcome | lots, gm-flow | lots, hftbacktest |\n|---|---|---|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, sizes in (("small", stream.SMALL), ("mixed", stream.MIXED)):
            orders = stream.orders(trades, options.orders, sizes)
            ours.write_orders(os.path.join(folder, "orders.yaml"), orders, trades[0][0])
            for queue in options.queues.split(","):
                counts, lots = compare(
                    options.gm_flow, recording, os.path.join(folder, name), data, market, orders, queue,
                    options.differences)
                text = ", ".join(f"{what} {counts[what]}" for what in sorted(counts))
                print(f"| {name} | {queue} | {text} | {lots[0]:,.1f} | {lots[1]:,.1f} |", flush=True)
        if options.rounds:
            speeds(options.gm_flow, recording, folder, data, trades, options.orders, options.rounds)


if __name__ == "__main__":
    main()
