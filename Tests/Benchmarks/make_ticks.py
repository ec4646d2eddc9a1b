#!/usr/bin/env python3
"""Writes made-up trades as ts_ns,price,size,side: a seeded random walk.

Usage: make_ticks.py OUT.csv [COUNT [RATE [STEP]]]: so many trades, so many a second (20), with moves of up to STEP
ticks (1). Plain Python, so that the benchmark needs nothing installed.
"""
import random
import sys

count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
rate = float(sys.argv[3]) if len(sys.argv) > 3 else 20
step = int(sys.argv[4]) if len(sys.argv) > 4 else 1
rng = random.Random(7)
time, mid = 1_735_828_200_000_000_000, 84_000
with open(sys.argv[1], "w") as out:
    out.write("ts_ns,price,size,side\n")
    for _ in range(count):
        time += 1 + int(rng.expovariate(rate) * 1e9)
        mid += rng.choice((-1, 0, 0, 1)) if step == 1 else rng.randint(-step, step)
        side = rng.random() < 0.5
        size = 1 + int(rng.expovariate(0.6))
        out.write(f"{time},{(mid + side) * 0.25:.2f},{size},{'B' if side else 'S'}\n")
