#!/usr/bin/env python3
"""Draws docs/images/simulated-market.svg: the simulated market beside recorded gold and SPY.

    GMFLOW_WRITE_SIMULATED=FOLDER swift test --filter StylisedFactTests
    python3 Tests/Fixtures/simulated/stylised_facts.py FOLDER [RECORDED_DATA]

Needs numpy and matplotlib.
"""
import io, os, sys, zipfile
import numpy as np
import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as plt

folder = sys.argv[1]
data = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("GMFLOW_DATA", "../shared/data")
root = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))


def lean(path, member, day_scale):
    with zipfile.ZipFile(os.path.join(data, path)) as archive:
        name = [n for n in archive.namelist() if member in n][0]
        rows = [line.split(",") for line in archive.read(name).decode().splitlines()]
    rows = [r for r in rows if r[5] == "0"]
    t = np.array([float(r[0]) for r in rows]) * 1e6
    p = np.array([float(r[1]) for r in rows]) / day_scale
    return t, p


def spreads(path, member, tick):
    """Closing ask minus closing bid of every quote bar, in ticks."""
    with zipfile.ZipFile(os.path.join(data, path)) as archive:
        name = [n for n in archive.namelist() if member in n][0]
        rows = [line.split(",") for line in archive.read(name).decode().splitlines()]
    both = [(float(r[4]), float(r[9])) for r in rows if r[4] and r[9]]
    return np.rint(np.array([(ask - bid) / tick for bid, ask in both if ask > bid > 0])).astype(int)


def tick_rule(p):
    s = np.sign(np.diff(p, prepend=p[0]))
    last, out = 1.0, np.empty(len(s))
    for i, x in enumerate(s):
        if x:
            last = x
        out[i] = last
    return out


def returns(days, minutes):
    out = []
    for t, p in days:
        b = (t // (minutes * 60e9)).astype(int)
        close = p[np.r_[np.nonzero(np.diff(b))[0], len(b) - 1]]
        out.append(np.diff(np.log(close)))
    return np.concatenate(out)


def acf(x, lags):
    x = x - x.mean()
    return [float((x[:-l] * x[l:]).mean() / x.var()) for l in lags]


sim = np.loadtxt(folder + "/trades.csv", delimiter=",")
quotes = np.loadtxt(folder + "/quotes.csv", delimiter=",")
start = 1704153600e9
place = (sim[:, 0] - start) % 86400e9
session = ((sim[:, 0] - start) // 86400e9).astype(int)
sim_days = [(place[session == k], sim[session == k, 1]) for k in range(session.max())]
gc = [lean(f"lean/future/comex/tick/gc/{d}_trade.zip", "201312", 1) for d in ("20131007", "20131008")]
spy = []
for d in ("20131007", "20131008"):
    t, p = lean(f"lean/equity/usa/tick/spy/{d}_trade.zip", ".csv", 1e4)
    keep = (t >= 9.5 * 3600e9) & (t < 16 * 3600e9)
    spy.append((t[keep], p[keep]))
markets = [("simulated", sim_days, "#2166ac"), ("GC", gc, "#b8860b"), ("SPY", spy, "#555555")]

plt.rcParams.update({"font.size": 8, "svg.fonttype": "none", "axes.spines.top": False, "axes.spines.right": False})
fig, axes = plt.subplots(2, 3, figsize=(10, 5.6))
edges = np.linspace(-6, 6, 49)
mid = (edges[1:] + edges[:-1]) / 2
facts = {}
for name, days, colour in markets:
    r = returns(days, 1)
    z = (r - r.mean()) / r.std()
    density = np.histogram(z, edges)[0] / len(z) / (edges[1] - edges[0])
    axes[0, 0].semilogy(mid, np.where(density > 0, density, np.nan), ".-", color=colour, lw=0.8, ms=3, label=name)
    lags = [1, 2, 3, 5, 8, 12, 20, 30, 45, 60]
    axes[0, 1].plot(lags, acf(np.abs(r), lags), ".-", color=colour, lw=0.8, ms=3)
    s = np.concatenate([tick_rule(p) for _, p in days]) if name != "simulated" else sim[:, 3]
    lags = np.unique(np.geomspace(1, 1000, 22).astype(int))
    axes[0, 2].loglog(lags, np.maximum(acf(s, lags), 1e-4), ".-", color=colour, lw=0.8, ms=3)
    k = [float(((x - x.mean()) ** 4).mean() / x.var() ** 2) for x in (returns(days, m) for m in (1, 5, 30))]
    axes[1, 0].plot([1, 5, 30], k, "o-", color=colour, lw=0.8, ms=3)
    facts[name] = k, acf(np.abs(r), [1, 5, 20]), acf(s, [1, 10, 100])
    low = min(t.min() for t, _ in days)
    span = max(t.max() for t, _ in days) - low
    hist = sum(np.histogram((t - low) / span, 24, (0, 1))[0] for t, _ in days)
    axes[1, 2].plot((np.arange(24) + 0.5) / 24, hist / hist.mean(), "-", color=colour, lw=1)
axes[0, 0].semilogy(mid, np.exp(-mid**2 / 2) / np.sqrt(2 * np.pi), "k:", lw=0.8, label="normal")
axes[0, 0].set(title="1-minute returns, in their sd", ylim=(1e-4, 1.5), ylabel="density")
axes[0, 0].legend(frameon=False)
axes[0, 1].axhline(0, color="k", lw=0.4)
axes[0, 1].set(title="memory of |1-minute return|", xlabel="lag, minutes", ylabel="autocorrelation")
axes[0, 2].set(title="memory of trades' signs", xlabel="lag, trades", ylabel="autocorrelation")
axes[1, 0].axhline(3, color="k", ls=":", lw=0.8)
axes[1, 0].set(title="kurtosis of returns (normal: 3)", xlabel="minutes", xscale="log", xticks=[1, 5, 30], xticklabels=["1", "5", "30"])
spread = np.rint((quotes[:, 2] - quotes[:, 1]) / 0.1).astype(int)
real = [
    (spreads("lean/future/comex/minute/gc/20131007_quote.zip", "201312", 0.1), "#b8860b"),
    (spreads("lean/equity/usa/second/spy/20131007_quote.zip", ".csv", 100), "#555555"),
]
for place, (values, colour) in enumerate([(spread, "#2166ac")] + real):
    share = np.bincount(np.clip(values, 0, 8), minlength=9)[1:9] / len(values)
    axes[1, 1].bar(np.arange(1, 9) + 0.27 * (place - 1), share, color=colour, width=0.25)
axes[1, 1].set(title="spread, share of quotes (8: or more)", xlabel="ticks")
axes[1, 2].set(title="trades over the session, mean 1", xlabel="part of the session", ylim=(0, None))
fig.tight_layout()
text = io.StringIO()
fig.savefig(text, format="svg", metadata={"Date": None})
with open(os.path.join(root, "docs/images/simulated-market.svg"), "w") as out:
    out.write(text.getvalue())
for name, (k, c, s) in facts.items():
    cells = [f"{x:.1f}" for x in k] + [f"{x:.2f}" for x in c] + [f"{x:.3f}" for x in s]
    print(f"| {name} | " + " | ".join(cells) + " |")
