"""Writes the goldens of this folder: what NumPy, empyrical, quantstats and vectorbt say of returns.

    pip install empyrical-reloaded==0.7.1 quantstats==0.0.86 vectorbt==1.2.0
    python3 make.py [FOLDER OF RECORDED DATA]

returns.csv   two made-up years of daily returns and those of a benchmark
metrics.csv   figures of them, a row each: reference (NumPy, by the formulas of docs/reference/metrics.md),
              the same with a risk-free rate of 2 %, empyrical, quantstats, vectorbt; nan where it has none
edges.csv     series at the edges: a row each of the case's figures by reference, empyrical, quantstats, vectorbt
rolling.csv   every seventh 63-day mean, volatility, Sharpe and Sortino by pandas
months.csv    month by month, compounded by pandas
pbo.csv       probability of overfitting of nine overlapping pieces of returns.csv, by brute force
oracle.csv    the series behind ../shared/oracles/metrics_golden.json, which tells seed, count, sums and five values of it;
              a test holds it to those and to every figure there
sp500.csv     the reference's figures of the recorded S&P 500 (daily_arch), if the folder is given
"""

import itertools
import os
import sys
import warnings

import numpy as np
import pandas as pd
from scipy.stats import norm

warnings.filterwarnings("ignore")
import empyrical as ep
import quantstats.stats as qs
import vectorbt as vbt  # noqa: F401, adds .vbt

here = os.path.dirname(os.path.abspath(__file__))
A = 252


def drawdowns(r):
    level = np.concatenate([[1.0], np.cumprod(1 + r)])
    return 1 - level[1:] / np.maximum.accumulate(level)[1:], level


def cornish_fisher(z, s, k):
    return z + (z * z - 1) * s / 6 + (z**3 - 3 * z) * k / 24 - (2 * z**3 - 5 * z) * s * s / 36


def reference(r, rf=0.0):
    n, rate = len(r), rf / A
    m, sd, pop = r.mean(), r.std(ddof=1), r.std()
    skew, kurt = ((r - m) ** 3).mean() / pop**3, ((r - m) ** 4).mean() / pop**4
    dd, level = drawdowns(r)
    total = level[-1] - 1
    trough = int(np.argmax(dd)) + 1
    peak = int(np.argmax(level[: trough + 1]))
    back = np.nonzero(level[trough:] >= level[peak])[0]
    end = trough + back[0] if len(back) else n
    annual = (1 + total) ** (A / n) - 1
    wins, losses = r[r > 0], -r[r < 0]
    p, b = len(wins) / n, wins.mean() / losses.mean()
    sr = (m - rate) / sd
    spread = 1 - skew * sr + (kurt - 1) / 4 * sr * sr
    order = np.sort(r)
    out = {
        "total_return": total,
        "annual_return": annual,
        "mean_return": m,
        "volatility": sd * np.sqrt(A),
        "sharpe": sr * np.sqrt(A),
        "sortino": (m - rate) / np.sqrt((np.minimum(r - rate, 0) ** 2).mean()) * np.sqrt(A),
        "max_drawdown": dd.max(),
        "drawdown_length": end - peak,
        "recovery_length": end - trough if len(back) else np.nan,
        "calmar": annual / dd.max(),
        "ulcer": np.sqrt((dd**2).mean()),
        "tail_ratio": abs(np.percentile(r, 95)) / abs(np.percentile(r, 5)),
        "omega": np.maximum(r - rate, 0).sum() / np.maximum(rate - r, 0).sum(),
        "skewness": skew,
        "kurtosis": kurt,
        "win_rate": p,
        "payoff": b,
        "profit_factor": wins.sum() / losses.sum(),
        "kelly": p - (1 - p) / b,
        "kelly_gaussian": m / sd**2,
        "psr": norm.cdf(sr * np.sqrt(n - 1) / np.sqrt(spread)),
        "min_track_record": 1 + spread * (norm.ppf(0.95) / sr) ** 2,
    }
    for level in (95, 99):
        a = 1 - level / 100
        z = norm.ppf(a)
        out[f"var_{level}"] = -np.percentile(r, 100 * a)
        out[f"cvar_{level}"] = -order[: int((n - 1) * a) + 1].mean()
        out[f"gaussian_var_{level}"] = -(m + sd * z)
        out[f"gaussian_cvar_{level}"] = -(m - sd * norm.pdf(z) / a)
        out[f"cornish_fisher_var_{level}"] = -(m + sd * cornish_fisher(z, skew, kurt - 3))
        # The mean of the bent quantiles by the midpoint rule, where the library has a closed form.
        u = (np.arange(2_000_000) + 0.5) / 2_000_000 * a
        bent = cornish_fisher(norm.ppf(u), skew, kurt - 3).mean()
        out[f"cornish_fisher_cvar_{level}"] = -(m + sd * bent)
    return out


def versus(r, b):
    beta = np.cov(r, b)[0, 1] / b.var(ddof=1)
    active = r - b
    return {
        "beta": beta,
        "alpha": (r.mean() - beta * b.mean()) * A,
        "correlation": np.corrcoef(r, b)[0, 1],
        "tracking_error": active.std(ddof=1) * np.sqrt(A),
        "information_ratio": active.mean() / active.std(ddof=1) * np.sqrt(A),
    }


def tried(calls):
    out = {}
    for name, call in calls.items():
        try:
            out[name] = float(call())
        except Exception:  # noqa: BLE001, what a library cannot say is nan
            out[name] = np.nan
    return out


def libraries(s, b=None):
    v = s.vbt.returns(freq="1D", year_freq="252 days")
    empyrical = {
        "total_return": lambda: ep.cum_returns_final(s),
        "annual_return": lambda: ep.annual_return(s),
        "volatility": lambda: ep.annual_volatility(s),
        "sharpe": lambda: ep.sharpe_ratio(s),
        "sortino": lambda: ep.sortino_ratio(s),
        "max_drawdown": lambda: -ep.max_drawdown(s),
        "calmar": lambda: ep.calmar_ratio(s),
        "tail_ratio": lambda: ep.tail_ratio(s),
        "omega": lambda: ep.omega_ratio(s),
        "var_95": lambda: -ep.value_at_risk(s, 0.05),
        "cvar_95": lambda: -ep.conditional_value_at_risk(s, 0.05),
        "var_99": lambda: -ep.value_at_risk(s, 0.01),
        "cvar_99": lambda: -ep.conditional_value_at_risk(s, 0.01),
        "beta": lambda: ep.beta(s, b),
        "alpha": lambda: ep.alpha(s, b),
        "information_ratio": lambda: ep.excess_sharpe(s, b),
    }
    quantstats = {
        "total_return": lambda: qs.comp(s),
        "annual_return": lambda: qs.cagr(s, periods=A),
        "volatility": lambda: qs.volatility(s, periods=A, prepare_returns=False),
        "sharpe": lambda: qs.sharpe(s, periods=A),
        "sortino": lambda: qs.sortino(s, periods=A),
        "max_drawdown": lambda: -qs.max_drawdown(s),
        "calmar": lambda: qs.calmar(s, prepare_returns=False),
        "ulcer": lambda: qs.ulcer_index(s),
        "tail_ratio": lambda: qs.tail_ratio(s, prepare_returns=False),
        "omega": lambda: qs.omega(s, periods=A),
        "skewness": lambda: qs.skew(s, prepare_returns=False),
        "kurtosis": lambda: qs.kurtosis(s, prepare_returns=False) + 3,
        "win_rate": lambda: qs.win_rate(s, prepare_returns=False),
        "payoff": lambda: qs.payoff_ratio(s, prepare_returns=False),
        "profit_factor": lambda: qs.profit_factor(s, prepare_returns=False),
        "kelly": lambda: qs.kelly_criterion(s, prepare_returns=False),
        "gaussian_var_95": lambda: -qs.value_at_risk(s, prepare_returns=False),
        "cvar_95": lambda: -qs.cvar(s, prepare_returns=False),
        "psr": lambda: qs.probabilistic_sharpe_ratio(s, periods=A),
        "beta": lambda: qs.greeks(s, b, periods=A)["beta"],
        "alpha": lambda: qs.greeks(s, b, periods=A)["alpha"],
        "information_ratio": lambda: qs.information_ratio(s, b, prepare_returns=False),
    }
    vectorbt = {
        "total_return": lambda: v.total(),
        "annual_return": lambda: v.annualized(),
        "volatility": lambda: v.annualized_volatility(),
        "sharpe": lambda: v.sharpe_ratio(),
        "sortino": lambda: v.sortino_ratio(),
        "max_drawdown": lambda: -v.max_drawdown(),
        "calmar": lambda: v.calmar_ratio(),
        "tail_ratio": lambda: v.tail_ratio(),
        "omega": lambda: v.omega_ratio(),
        "var_95": lambda: -v.value_at_risk(),
        "cvar_95": lambda: -v.cond_value_at_risk(),
        "beta": lambda: v.beta(b),
        "alpha": lambda: v.alpha(b),
        "information_ratio": lambda: v.information_ratio(b),
    }
    return [tried(calls) for calls in (empyrical, quantstats, vectorbt)]


def write(name, frame):
    frame.to_csv(os.path.join(here, name), index=False, na_rep="nan", float_format="%.17g")


rng = np.random.default_rng(20240229)
n = 504
days = pd.bdate_range("2019-01-02", periods=n)
market = np.empty(n)
variance = 1e-4
for i in range(n):
    market[i] = 0.0004 + np.sqrt(variance) * rng.standard_t(6) * np.sqrt(4 / 6)
    variance = 2e-6 + 0.1 * (market[i] - 0.0004) ** 2 + 0.88 * variance
own = 0.0003 + 0.6 * market + 0.006 * rng.standard_t(4, n) * np.sqrt(0.5)
own[rng.integers(0, n, 12)] = 0  # days without a position
r, b = np.round(own, 8), np.round(market, 8)
write("returns.csv", pd.DataFrame({"return": r, "benchmark": b}))

s, t = pd.Series(r, days), pd.Series(b, days)
rows = [{**reference(r), **versus(r, b)}, reference(r, 0.02), *libraries(s, t)]
metrics = pd.DataFrame(rows)
write("metrics.csv", metrics)

edges = {
    "constant": [0.01] * 10,
    "zero": [0.0] * 10,
    "gains": [0.01, 0.02, 0.03, 0.005],
    "first_loss": [-0.1, 0.05, 0.02],
    "ruin": [0.1, -1.0, 0.5],
    "nan": [0.01, np.nan, -0.02, 0.03, 0.01],
    "one": [0.01],
    "one_loss": [0.01, 0.02, -0.01],
}
columns = ["total_return", "annual_return", "volatility", "sharpe", "sortino", "max_drawdown", "calmar"]
table = []
for case, values in edges.items():
    series = pd.Series(values, pd.bdate_range("2019-01-02", periods=len(values)))
    for library in libraries(series):
        table.append({name: library.get(name, np.nan) for name in columns})
write("edges.csv", pd.DataFrame(table))

window = s.rolling(63)
below = (np.minimum(s, 0) ** 2).rolling(63).mean()
write(
    "rolling.csv",
    pd.DataFrame(
        {
            "mean": window.mean(),
            "volatility": window.std() * np.sqrt(A),
            "sharpe": window.mean() / window.std() * np.sqrt(A),
            "sortino": window.mean() / np.sqrt(below) * np.sqrt(A),
        }
    ).iloc[62::7],
)
months = (1 + s).groupby([s.index.year, s.index.month]).prod() - 1
write(
    "months.csv",
    pd.DataFrame(
        {"year": [y for y, _ in months.index], "month": [m for _, m in months.index], "value": months.values}
    ),
)


def overfitting(trials, blocks):
    size = trials.shape[1] // blocks
    logits, losses = [], []
    for inside in itertools.combinations(range(blocks), blocks // 2):
        outside = [k for k in range(blocks) if k not in inside]

        def ratio(parts):
            data = np.concatenate([trials[:, k * size : (k + 1) * size] for k in parts], axis=1)
            return data.mean(axis=1) / data.std(axis=1, ddof=1)

        best, out = int(np.argmax(ratio(inside))), ratio(outside)
        share = ((out < out[best]).sum() + 1) / (len(trials) + 1)
        logits.append(np.log(share / (1 - share)))
        losses.append(out[best] < 0)
    return {"pbo": np.mean(np.array(logits) <= 0), "loss": np.mean(losses), "logit": np.mean(logits)}


pieces = np.array([r[k * 40 : k * 40 + 160] for k in range(9)])
write("pbo.csv", pd.DataFrame([overfitting(pieces, 8)]))

rng = np.random.default_rng(20250717)
t = rng.standard_t(4, 756)
crash = rng.random(756) < 0.15
write("oracle.csv", pd.DataFrame({"return": np.round(0.0006 + 0.008 * t - 0.002 * np.abs(t) * crash, 8)}))

if len(sys.argv) > 1:
    path = os.path.join(sys.argv[1], "daily_arch", "sp500")
    file = [f for f in sorted(os.listdir(path)) if f.endswith(".csv.gz")][0]
    frame = pd.read_csv(os.path.join(path, file))
    print(file, list(frame.columns), len(frame))
    close = frame["Adj Close"].to_numpy()
    write("sp500.csv", pd.DataFrame([reference(close[1:] / close[:-1] - 1)]))

print(metrics.T.to_string())
print(pd.DataFrame(table).to_string())
