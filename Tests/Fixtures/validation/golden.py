"""Writes psi.csv and spikes.csv: population stability indices by NumPy, median sizes of changes by SciPy.

    pip install numpy scipy
    python3 golden.py

Each file holds its inputs too.
"""

import os

import numpy as np
from scipy.stats import median_abs_deviation

REFERENCE, WINDOW = 200, 100
folder = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(4)


def stability(values):
    """The index after each value; nan before there are REFERENCE + WINDOW."""
    reference = values[:REFERENCE]
    edges = np.unique(np.quantile(reference, np.arange(1, 10) / 10))
    bins = np.concatenate(([-np.inf], edges, [np.inf]))

    def shares(part):
        # np.histogram's bins are closed on the left, as ours are.
        return np.maximum(np.histogram(part, bins)[0] / len(part), 1e-4)

    r, out = shares(reference), []
    for i in range(len(values)):
        if i + 1 < REFERENCE + WINDOW:
            out.append(np.nan)
            continue
        a = shares(values[i - WINDOW + 1 : i + 1])
        out.append(np.sum((a - r) * np.log(a / r)))
    return out


# Calm, then slowly away, then back; and a number of few values, whose deciles are equal.
smooth = rng.normal(size=700) + np.concatenate((np.zeros(350), np.linspace(0, 2, 150), np.zeros(200)))
coarse = np.round(0.8 * smooth)
rows = np.column_stack((smooth, stability(smooth), coarse, stability(coarse)))
np.savetxt(
    f"{folder}/psi.csv", rows, delimiter=",", header="smooth,psi_smooth,coarse,psi_coarse", comments="", fmt="%.17g")

# Prices on a grid, half of which repeat the one before; the limit is 1.2 times the median size of the newest 100
# changes before this one.
price = 100 + 0.25 * np.cumsum(rng.integers(-4, 5, size=500) * rng.integers(0, 2, size=500))
sizes, limits = [], []
for i, step in enumerate(np.diff(price, prepend=price[0])):
    known = len(sizes) >= 100 and step != 0
    limits.append(1.2 * median_abs_deviation(sizes[-100:], center=lambda a, axis: 0.0) if known else np.nan)
    if step != 0:
        sizes.append(abs(step))
np.savetxt(
    f"{folder}/spikes.csv", np.column_stack((price, limits)), delimiter=",", header="price,limit", comments="",
    fmt="%.17g")
