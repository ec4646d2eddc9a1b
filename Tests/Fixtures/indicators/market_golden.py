"""Writes MarketGolden.swift: what TA-Lib, scikit-learn and SciPy make of a made-up series.

    pip install TA-Lib scikit-learn scipy numpy
    python3 market_golden.py > ../../IndicatorTests/Market/MarketGolden.swift

The series is that of `MarketSeries.golden` of the tests: integers of one linear congruential
generator, so that both sides make it themselves.
"""

import numpy as np
import scipy
import sklearn
import talib
from scipy.stats import linregress, norm
from sklearn.gaussian_process.kernels import RationalQuadratic
from sklearn.neighbors import NearestNeighbors

COUNT, EVERY, TICK, K, WINDOW = 600, 20, 0.25, 15, 20
state = 2024


def draw(below):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % below


price, rows = 4000, []
for _ in range(COUNT):
    path = [price]
    for _ in range(4):
        path.append(path[-1] + draw(13) - 6)
    price = path[-1]
    volume = 2 + draw(900)
    rows.append((path[0], max(path), min(path), path[-1], volume, 1 + draw(volume - 1)))
o, h, l, c, v, b = (np.array(column, dtype=float) for column in zip(*rows))
o, h, l, c = o * TICK, h * TICK, l * TICK, c * TICK


def nwrqk(width):
    kernel = RationalQuadratic(length_scale=width, alpha=8.0)
    weights = kernel(np.zeros((1, 1)), np.arange(27.0).reshape(-1, 1))[0]
    return weights / weights.sum()


def regression():
    first = lambda x, value: np.concatenate([[value], x])
    middle = (h[0] + l[0]) / 2
    # A bar before the first whose close lies inside the first range: its true range is then high - low.
    atr = talib.ATR(first(h, h[0]), first(l, l[0]), first(c, middle), 14)[1:]
    slow, fast = nwrqk(8.0), nwrqk(6.0)
    value = np.full(COUNT, np.nan)
    quick, band = value.copy(), value.copy()
    for t in range(26, COUNT):
        newest = c[t - 26 : t + 1][::-1]
        value[t], quick[t] = slow @ newest, fast @ newest
        band[t] = 2 * np.sqrt(np.average((newest - value[t]) ** 2, weights=slow))
    slope = np.concatenate([[np.nan], np.diff(value)]) / atr
    return value, slope, value + band, value - band, quick


def momentum():
    fast, slow = talib.WMA(c, 5), talib.WMA(c, WINDOW)
    points = np.column_stack([talib.WMA(talib.RSI(c, n), WINDOW) for n in (WINDOW, 5)])
    side, before, records, labels = 0, None, [], []
    raw = np.full(COUNT, np.nan)
    for t in range(COUNT):
        now = 0 if np.isnan(slow[t]) or abs(fast[t] - slow[t]) < 1e-9 else np.sign(fast[t] - slow[t])
        if side != 0 and now == -side:
            if before is not None and not np.isnan(points[t]).any():
                records.append(points[t])
                labels.append(1.0 if c[t] >= before else -1.0)
            before = c[t]
        side = now or side
        if np.isnan(points[t]).any():
            continue
        raw[t] = 0
        if records:
            search = NearestNeighbors(n_neighbors=min(K, len(records))).fit(np.array(records))
            reach = search.kneighbors([points[t]])[0].max()
            distances = np.linalg.norm(np.array(records) - points[t], axis=1)
            raw[t] = np.array(labels)[distances <= reach * (1 + 1e-12)].mean()
    value = 50 + 50 * raw
    return value, talib.WMA(value, WINDOW), raw


def impacts(q):
    change = np.concatenate([[np.nan], np.diff(c)])
    all_levels = []
    for level in (5, 20, 60):
        slopes = np.full(COUNT, np.nan)
        for t in range(20 + 59, COUNT):
            window = slice(t - level + 1, t + 1)
            slopes[t] = linregress(q[window], change[window]).slope / TICK * 1000
        all_levels.append(slopes)
    return all_levels


change = np.concatenate([[np.nan], np.diff(c)])
deviation = np.array([np.std(change[t - 19 : t + 1], ddof=1) if t > 19 else np.nan for t in range(COUNT)])
bulk = v * (2 * norm.cdf(change / deviation) - 1)
columns = [*regression(), *momentum(), *impacts(2 * b - v), *impacts(bulk)]
print(f"""/// What TA-Lib {talib.__version__}, scikit-learn {sklearn.__version__} and SciPy {scipy.__version__} give for \
every
/// {EVERY}th bar of `MarketSeries.golden`, from bar 100.
///
/// Written by Tests/Fixtures/indicators/market_golden.py. 15 numbers a bar: close; NWRQK value, slope, upper, lower,
/// fast; MLMI value, ma, raw with k {K}; impacts over 5, 20, 60 bars by known sides, then by bulk
/// classification.
let marketGolden = \"\"\"""")
for t in range(100, COUNT, EVERY):
    numbers = [repr(float(column[t])) for column in [c, *columns]]
    for i in range(0, len(numbers), 5):
        print("    " + ",".join(numbers[i : i + 5]))
print('    """')
