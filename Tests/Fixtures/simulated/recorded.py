#!/usr/bin/env python3
"""Makes recorded.csv: what is measured of recorded markets, for the simulated one to be held to.

    python3 Tests/Fixtures/simulated/recorded.py [RECORDED_DATA]

SPY and GC: trades of 2013-10-07 and 08 (SPY 09:30 to 16:00; GC December, round the clock), measured as
StylisedFacts.swift does. spread_N: share of quotes whose spread is N ticks, spread_wide of more than 5; ES: closing
quotes of the minutes of 2013-10-07 to 11, front month; GC: of 2013-10-07; SPY and IBM: of 09:30 to 16:00. tenth_N: share of a session's
trades in its N-th tenth. Needs numpy.
"""
import glob, io, os, sys, zipfile
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
data = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("GMFLOW_DATA", os.path.join(here, "../../../../shared/data"))
out = []


def rows(path, member=""):
    with zipfile.ZipFile(path) as archive:
        name = [n for n in archive.namelist() if member in n][0]
        return [line.split(",") for line in archive.read(name).decode().splitlines()]


def trades(path, member, scale, session):
    kept = [r for r in rows(os.path.join(data, path), member) if r[5] == "0"]
    t, p = np.array([float(r[0]) for r in kept]) / 1e3, np.array([float(r[1]) for r in kept]) / scale
    keep = (t >= session[0]) & (t < session[1])
    return t[keep], p[keep]


def acf(x, lag):
    x = x - x.mean()
    return float((x[:-lag] * x[lag:]).sum() / (x * x).sum())


def facts(market, days):
    for name, minutes in (("kurtosis_1", 1), ("kurtosis_5", 5), ("kurtosis_30", 30)):
        r = []
        for t, p in days:
            b = (t // (60 * minutes)).astype(int)
            last = np.r_[np.nonzero(np.diff(b))[0], len(b) - 1]
            b, c = b[last], p[last]
            near = np.diff(b) <= 3
            r.append((c[1:] / c[:-1] - 1)[near])
        r = np.concatenate(r)
        d = r - r.mean()
        out.append((market, name, float((d**4).mean() / (d**2).mean() ** 2)))
        if minutes == 1:
            out.extend((market, f"clustering_{lag}", acf(np.abs(r), lag)) for lag in (1, 5, 20, 50))
            out.append((market, "memory", acf(r, 2)))
    s = []
    for t, p in days:
        sign, last = np.sign(np.diff(p, prepend=p[0])), 1.0
        for x in sign:
            last = x if x else last
            s.append(last)
    s = np.array(s)
    out.extend((market, f"signs_{lag}", acf(s, lag)) for lag in (1, 10, 50, 200))


def shares(market, ticks):
    ticks = np.concatenate(ticks)
    for n in (1, 2, 3):
        out.append((market, f"spread_{n}", float((ticks == n).mean())))
    out.append((market, "spread_wide", float((ticks > 5).mean())))


def spread(path, member, tick, session):
    kept = [r for r in rows(path, member) if r[4] and r[9] and session[0] <= float(r[0]) / 1e3 < session[1]]
    width = np.array([float(r[9]) - float(r[4]) for r in kept]) / tick
    return np.rint(width[width > 0]).astype(int)


opening = (9.5 * 3600, 16 * 3600)
days = ("20131007", "20131008")
spy = [trades(f"lean/equity/usa/tick/spy/{d}_trade.zip", "", 1e4, opening) for d in days]
facts("SPY", spy)
facts("GC", [trades(f"lean/future/comex/tick/gc/{d}_trade.zip", "201312", 1, (0, 86400)) for d in days])
shares("ES", [spread(f, "201312", 0.25, (0, 86400)) for f in
              sorted(glob.glob(os.path.join(data, "lean/future/cme/minute/es/*_quote.zip")))[1:]])
shares("GC", [spread(os.path.join(data, "lean/future/comex/minute/gc/20131007_quote.zip"), "201312", 0.1, (0, 86400))])
for name in ("SPY", "IBM"):
    shares(name, [spread(f, "", 100, opening) for f in sorted(glob.glob(
        os.path.join(data, f"lean/equity/usa/minute/{name.lower()}/201310*_quote.zip")))])
tenths = np.concatenate([(t - opening[0]) / (opening[1] - opening[0]) * 10 for t, _ in spy]).astype(int)
for n in range(10):
    out.append(("SPY", f"tenth_{n + 1}", float((tenths == n).mean())))

with open(os.path.join(here, "recorded.csv"), "w") as file:
    file.write("market,fact,value\n")
    for market, fact, value in out:
        file.write(f"{market},{fact},{value:.5f}\n")
