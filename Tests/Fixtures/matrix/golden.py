"""Writes scaled.csv and shape.csv: what scikit-learn, pandas and SciPy make of made-up series.

    pip install numpy pandas scipy scikit-learn
    python3 golden.py

Each file holds its inputs too, so that the tests need no generator of their own.
"""

import os

import numpy as np
import pandas as pd
from scipy.stats import kurtosis, skew
from sklearn.preprocessing import MinMaxScaler, RobustScaler

FIT = 40
folder = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20131007)

# A random walk on a coarse grid: it has equal values, trends and one far outlier.
x = np.round(np.cumsum(rng.normal(size=160)), 1)
x[90] += 1000
first, column = x[:FIT].reshape(-1, 1), x.reshape(-1, 1)
rolling = pd.Series(x).rolling(FIT)
quartiles = rolling.quantile(0.75) - rolling.quantile(0.25)
scaled = pd.DataFrame(
    {
        "x": x,
        "zscore_frozen": (x - first.mean()) / first.std(ddof=1),
        "minmax_frozen": MinMaxScaler().fit(first).transform(column)[:, 0],
        "robust_frozen": RobustScaler().fit(first).transform(column)[:, 0],
        "zscore_rolling": [
            (x[i] - x[i - FIT + 1 : i + 1].mean()) / x[i - FIT + 1 : i + 1].std(ddof=1) if i + 1 >= FIT else np.nan
            for i in range(len(x))
        ],
        "minmax_rolling": (x - rolling.min()) / (rolling.max() - rolling.min()),
        "robust_rolling": (x - rolling.median()) / quartiles,
    }
)
scaled.to_csv(f"{folder}/scaled.csv", index=False, na_rep="nan")

# Returns with fat tails; moments of the newest 50.
r = 0.001 * rng.standard_t(3, size=140)
windows = [r[max(0, i - 49) : i + 1] for i in range(len(r))]
shape = pd.DataFrame(
    {
        "r": r,
        "mean": [w.mean() for w in windows],
        "sd": [w.std(ddof=1) if len(w) > 1 else 0.0 for w in windows],
        "skew": [skew(w) if len(w) > 1 else 0.0 for w in windows],
        "kurtosis": [kurtosis(w) if len(w) > 1 else 0.0 for w in windows],
    }
)
shape.to_csv(f"{folder}/shape.csv", index=False)
