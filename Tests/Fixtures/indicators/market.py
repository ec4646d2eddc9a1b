"""Writes market.csv: made-up bars, and what other code makes of them for indicator.lvn, .mmd and .divergence.

python3 market.py > market.csv, with numpy, pandas, scipy and scikit-learn of PyPI.

LVN is computed in exact fractions; features by pandas; kernels, distances and scaling by
scikit-learn and scipy; z-scores by scipy. Columns: open, high, low, close in ticks of 0.1, volume, buy volume;
the seven columns of lvn (lookback 20); the twelve of mmd (window 30, reference 50, refresh 1h, bars of a
minute, sides bulk); the two of divergence (length 25), with a momentum of 50 + 30·sin(i/7) and a regression of
close − sin(i/5)·i/50. Fields of a warm-up are empty.
"""
import math
import random
from fractions import Fraction

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist
from scipy.stats import norm, zscore
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import StandardScaler

random.seed(11)
N, TICK = 220, Fraction(1, 10)
price, rows = 13137, []
for i in range(N):
    width = 14 if 90 <= i < 140 else 5
    path = [price] + [price := price + random.randint(-width, width) for _ in range(6)]
    if i % 37 == 20:
        price += random.choice([-60, 60])
        path.append(price)
    volume = random.randint(1, 900)
    rows.append((path[0], max(path), min(path), path[-1], volume, random.randint(0, volume)))


def true_range(i):
    _, high, low, _, _, _ = rows[i]
    if i == 0:
        return Fraction(high - low)
    before = rows[i - 1][3]
    return Fraction(max(high, before) - min(low, before))


def lvn(lookback=20):
    out, atr, size = [], None, None
    for i in range(N):
        if i == 13:
            atr = sum(true_range(j) for j in range(14)) / 14
        elif i > 13:
            atr += (true_range(i) - atr) / 14
            atr = Fraction(float(atr))  # Keeps the fraction short; the double's rounding is far below a bin.
        if i < lookback - 1:
            out.append([])
            continue
        window = rows[i - lookback + 1 : i + 1]
        wanted = max(Fraction(1), atr / 20)
        if size is None or abs(wanted - size) > max(Fraction(3, 4), Fraction(size, 4)):
            size = max(1, round(wanted))
        volumes = {}
        for _, high, low, _, volume, _ in window:
            bins = range(low // size, high // size + 1)
            for b in bins:
                volumes[b] = volumes.get(b, 0) + Fraction(volume, len(bins))
        first, last = min(volumes), max(volumes)
        v = [volumes.get(b, Fraction(0)) for b in range(first, last + 1)]
        s = [(a + 2 * b + c) / 4 for a, b, c in zip([0] + v, v, v[1:] + [0])]
        peak = s.index(max(s))
        low = high = peak
        while sum(v[low : high + 1]) < Fraction(7, 10) * sum(v):
            below = v[low - 1] if low > 0 else -1
            above = v[high + 1] if high + 1 < len(v) else -1
            if below >= above:
                low -= 1
            else:
                high += 1
        middle = lambda place: (first + place) * size + Fraction(size - 1, 2)
        nodes, j = [], 0
        while j < len(s):
            k = j
            while k + 1 < len(s) and s[k + 1] == s[j]:
                k += 1
            if j > 0 and k + 1 < len(s) and s[j - 1] > s[j] < s[k + 1] and s[j] <= Fraction(3, 10) * s[peak]:
                weights = v[j : k + 1] if sum(v[j : k + 1]) else [1] * (k + 1 - j)
                centre = sum(w * middle(j + n) for n, w in enumerate(weights)) / sum(weights)
                nodes.append((centre, 1 - s[j] / s[peak]))
            j = k + 1
        close = rows[i][3]
        node, strength, distance = Fraction(close), 0.0, 0.0
        if nodes:
            node, depth = min(nodes, key=lambda n: (abs(n[0] - close), n[0]))
            tests = [j for j in range(i - lookback + 1, i + 1) if rows[j][2] <= node <= rows[j][1]]
            before = lambda j: rows[j - 1][3] if j > 0 else rows[0][0]
            rejections = [j for j in tests if (rows[j][3] - node) * (before(j) - node) > 0]
            strength = 40 * float(depth) + 20 * min(len(tests), 5) / 5
            if tests:
                strength += 25 * len(rejections) / len(tests) + 15 * math.exp(-(i - tests[-1]) / 20)
            distance = float((node - close) / max(atr, 1))
        weights = np.array([float(x) for x in v])
        places = np.arange(len(v), dtype=float)
        mean = np.average(places, weights=weights)
        moment = lambda n: np.average((places - mean) ** n, weights=weights)
        skewness = moment(3) / moment(2) ** 1.5
        scale = lambda x: float(x * TICK)
        out.append([
            scale(node), strength, distance, scale(middle(peak)), scale((first + high + 1) * size - 1),
            scale((first + low) * size), skewness,
        ])
    return out


MASK = (1 << 64) - 1


def normals(seed, count):
    def uniform():
        nonlocal seed
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = seed
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
        return ((z ^ z >> 31) >> 11) / 2**53 + 2**-53

    out = []
    for _ in range(count):
        radius = math.sqrt(-2 * math.log(uniform()))
        out.append(radius * math.cos(2 * math.pi * uniform()))
    return out


REGIMES = [
    ([0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1]),
    ([0.5, 0, 0, 0.7, 0, 0], [1, 1, 1, 0.8, 1, 1]),
    ([-0.5, 0.3, 0.3, -0.7, 0, 0], [1, 1, 1, 0.8, 1, 1]),
    ([0, 1.5, 2, 0, 0.5, 0.5], [2, 1.5, 1, 1, 1.5, 1.5]),
    ([0, -0.7, -1, 0, -0.3, -0.3], [0.5, 0.4, 0.4, 0.8, 0.5, 0.5]),
    ([0, 0.3, 0, 0, 0, -0.6], [1.2, 1, 1, 1.4, 1, 0.3]),
    ([0, 0, 0, 0, 0, 1.2], [1, 0.8, 0.8, 0.6, 1, 1]),
]


def mmd(window=30, reference=50, refresh=60):
    frame = pd.DataFrame(rows, columns=["open", "high", "low", "close", "volume", "buy"])
    for name in ["open", "high", "low", "close"]:
        frame[name] = frame[name] / 10
    returns = frame.close.pct_change()
    change = frame.close.diff()
    covariance = returns.rolling(20).cov(returns.shift(1))
    features = pd.DataFrame({
        "return": returns,
        "range": (frame.high - frame.low) / frame.close.shift(1),
        "volatility": returns.rolling(20).std(),
        "flow": 2 * norm.cdf(change / change.rolling(20).std()) - 1,
        "illiquidity": returns.abs() / (frame.volume * frame.close),
        "spread": 2 * np.sqrt(np.maximum(0, -covariance)),
    }).to_numpy()
    draws = np.array(normals(1, 64 * 6)).reshape(64, 6)
    regimes = [np.array(m) + np.array(s) * draws for m, s in REGIMES]
    out, day, regime, age = [], None, None, 0
    for i in range(N):
        if i < 21 + window + reference - 1:
            out.append([])
            continue
        if day is None or i // refresh > day:
            day = i // refresh
            past = features[i + 1 - window - reference : i + 1 - window]
            scaler = StandardScaler().fit(past)
            scaler.scale_ = past.std(axis=0, ddof=1)
            y = scaler.transform(past)
            gamma = 1 / (2 * np.median(pdist(y)) ** 2)
        x = scaler.transform(features[i + 1 - window : i + 1])
        k = lambda a, b: rbf_kernel(a, b, gamma=gamma)
        xx, yy, xy = k(x, x), k(y, y), k(x, y)
        m, n = window, reference
        square = (xx.sum() - m) / (m * (m - 1)) + (yy.sum() - n) / (n * (n - 1)) - 2 * xy.mean()
        d = [math.sqrt(max(0, xx.mean() + k(r, r).mean() - 2 * k(x, r).mean())) for r in regimes]
        nearest, second = sorted(d)[:2]
        now = d.index(nearest)
        age, regime = (age + 1 if now == regime else 0), now
        out.append(
            [math.sqrt(max(0, square)), square, now, (second - nearest) / second, age]
            + [1 - v / math.sqrt(2) for v in d])
    return out


def divergence(length=25):
    out = []
    momentum = [50 + 30 * math.sin(i / 7) for i in range(N)]
    distance = [math.sin(i / 5) * i / 50 for i in range(N)]
    for i in range(N):
        if i < length - 1:
            out.append([])
            continue
        a = zscore(momentum[i + 1 - length : i + 1])[-1]
        b = zscore(distance[i + 1 - length : i + 1])[-1]
        out.append([a - b, min(max(a / b, -10), 10)])
    return out


for columns in zip(rows, lvn(), mmd(), divergence()):
    cells = []
    for values, width in zip(columns, (6, 7, 12, 2)):
        cells += [repr(float(v)).removesuffix(".0") for v in values] or [""] * width
    print(",".join(cells))
