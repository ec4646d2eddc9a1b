"""Writes talib.csv: made-up minute bars, and what TA-Lib and numpy give for them.

    pip install TA-Lib numpy    # 0.8.2, 2.4.6
    python make.py

A column is named as the operator's output (`macd.signal`); the arguments are those of `talibCases` in
Tests/IndicatorTests/Classical/TALibTests.swift. Fields of the warm-up are empty.
"""
import pathlib
import random

import numpy as np
import talib

COUNT = 160
random.seed(7)
bars, price = [], 13137
for _ in range(COUNT):
    path = [price := price + random.randint(-6, 6) for _ in range(4)]
    bars.append((path[0], max(path), min(path), path[-1], random.randint(0, 400)))
o, h, l, c, v = (np.array(x, dtype=float) for x in zip(*bars))
o, h, l, c = o / 10, h / 10, l / 10, c / 10
typical = (h + l + c) / 3


def windows(x, n, f):
    """f of every window of n; nan before the first."""
    values = [f(x[i - n + 1 : i + 1]) for i in range(n - 1, len(x))]
    return np.concatenate([np.full(n - 1, np.nan), values])


def atr(n):
    """TA-Lib's ATR given a bar before the first whose close lies inside the first range: the first true
    range is then high - low."""
    first = lambda x, value: np.concatenate([[value], x])
    middle = (h[0] + l[0]) / 2
    return talib.ATR(first(h, h[0]), first(l, l[0]), first(c, middle), n)[1:]


def session(weights, length, offset):
    """Sums from the start of each session of `length` bars."""
    out, total, last = [], 0.0, None
    for i, w in enumerate(weights):
        number = (i - offset) // length
        total = w if number != last else total + w
        last = number
        out.append(total)
    return np.array(out)


macd, macd_signal, macd_histogram = talib.MACD(c, 6, 13, 5)
upper, middle, lower = talib.BBANDS(c, 20, 2.5, 2.5)
k, d = talib.STOCH(h, l, c, 7, 3, 0, 4, 0)
adx = talib.ADX(h, l, c, 10)
aroon_down, aroon_up = talib.AROON(h, l, 12)
deviation = windows(c, 20, lambda x: x.std())
keltner = talib.EMA(typical, 15)
reach = 1.5 * atr(10)
returns = np.diff(np.log(c))

columns = {
    "sma.value": talib.SMA(c, 20),
    "wma.value": talib.WMA(c, 9),
    "ema.value": talib.EMA(c, 12),
    "dema.value": talib.DEMA(c, 8),
    "tema.value": talib.TEMA(c, 8),
    "rsi.value": talib.RSI(c, 14),
    "atr.value": atr(14),
    "macd.macd": macd,
    "macd.signal": macd_signal,
    "macd.histogram": macd_histogram,
    "bollinger.middle": middle,
    "bollinger.upper": upper,
    "bollinger.lower": lower,
    "bollinger.percent_b": (c - middle) / (5 * deviation) + 0.5,
    "bollinger.bandwidth": 5 * deviation / middle,
    "stochastic.k": k,
    "stochastic.d": d,
    "adx.adx": adx,
    "adx.plus_di": np.where(np.isnan(adx), np.nan, talib.PLUS_DI(h, l, c, 10)),
    "adx.minus_di": np.where(np.isnan(adx), np.nan, talib.MINUS_DI(h, l, c, 10)),
    "obv.value": talib.OBV(c, v),
    "vwap.value": session(typical * v, 30, 10) / session(v, 30, 10),
    "vwap_rolling.value": windows(typical * v, 16, np.sum) / windows(v, 16, np.sum),
    "donchian.upper": talib.MAX(h, 20),
    "donchian.middle": (talib.MAX(h, 20) + talib.MIN(l, 20)) / 2,
    "donchian.lower": talib.MIN(l, 20),
    "keltner.middle": keltner,
    "keltner.upper": keltner + reach,
    "keltner.lower": keltner - reach,
    "zscore.value": (c - talib.SMA(c, 30)) / windows(c, 30, lambda x: x.std(ddof=1)),
    "realised_volatility.value": np.concatenate(
        [[np.nan], windows(returns, 20, lambda x: x.std(ddof=1) * np.sqrt(252))]
    ),
    "cci.value": talib.CCI(h, l, c, 20),
    "mfi.value": talib.MFI(h, l, c, v, 14),
    "roc.value": talib.ROC(c, 10),
    "williams_r.value": talib.WILLR(h, l, c, 14),
    "aroon.up": aroon_up,
    "aroon.down": aroon_down,
    "aroon.oscillator": talib.AROONOSC(h, l, 12),
}

rows = [["open", "high", "low", "close", "volume", *columns]]
for i in range(COUNT):
    prices = [f"{x[i]:.1f}" for x in (o, h, l, c)]
    values = ["" if np.isnan(x[i]) else f"{x[i]:.15g}" for x in columns.values()]
    rows.append([*prices, f"{v[i]:.0f}", *values])
text = "".join(",".join(row) + "\n" for row in rows)
(pathlib.Path(__file__).parent / "talib.csv").write_text(text)
