"""Writes surface.json: level, skew and term slope of recorded option universes, by numpy and not by gm-flow.

    GMFLOW_DATA=... python3 surface.py

The definitions are those of `gm-flow ops ingest.volatility`; the fits are numpy.polyfit, the interpolation is
numpy.interp, the zones are zoneinfo. Only figures computed here are kept, none of the recorded data.
"""

import csv
import datetime
import json
import os
import pathlib
import zoneinfo

import numpy

DATA = pathlib.Path(os.environ["GMFLOW_DATA"]) / "lean"
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
WIDTH, MIN_DAYS, MIN_IV, MAX_IV = 0.25, 7, 0.001, 5
FILES = [
    f"option/usa/universes/{symbol}/{day}.csv"
    for symbol, days in [
        ("aapl", ["20140602", "20140603", "20140604", "20140605", "20140606"]),
        ("spy", ["20231228", "20231229", "20240102", "20240103", "20240104", "20240105", "20240108", "20240109"]),
    ]
    for day in days
] + ["indexoption/usa/universes/spx/20151222.csv"]


def midnight(text, plus=0):
    day = datetime.datetime.strptime(text, "%Y%m%d") + datetime.timedelta(days=plus)
    return day.replace(tzinfo=NEW_YORK).timestamp()


def crossing(options):
    """The strike at which the call delta crosses 0.5, as the operator defines it."""
    for expiry in sorted({o[0] for o in options}):
        points = sorted(
            (k, d if right == "C" else 1 + d) for e, k, right, _, d in options if e == expiry)
        points = [p for p in points if 0 < p[1] < 1]
        above = [p for p in points if p[1] >= 0.5]
        below = [p for p in points if p[1] < 0.5]
        if above and below and above[-1][0] < below[0][0]:
            return float(numpy.interp(0.5, [below[0][1], above[-1][1]], [below[0][0], above[-1][0]]))
    return None


def surface(path):
    known = midnight(path.stem, 1)
    spot, options = None, []
    refused = {"zero": 0, "low": 0, "high": 0, "expired": 0, "absent": 0}
    for row in csv.DictReader(path.open()):
        if not row["strike"]:
            spot = float(row["close"])
            continue
        if not row["implied_volatility"]:
            refused["absent"] += 1
            continue
        iv = float(row["implied_volatility"])
        days = (midnight(row["#expiry"]) - known) / 86400
        if iv <= 0:
            refused["zero"] += 1
        elif iv < MIN_IV:
            refused["low"] += 1
        elif iv > MAX_IV:
            refused["high"] += 1
        elif days <= 0:
            refused["expired"] += 1
        else:
            options.append((days, float(row["strike"]), row["right"], iv, float(row["delta"])))
    result = {"refused": refused, "usable": len(options)}
    spot = spot or crossing(options)
    if spot is None:
        return result
    levels, quotes = [], 0
    for expiry in sorted({o[0] for o in options}):
        if expiry < MIN_DAYS:
            continue
        smile = {}
        for _, strike, right, iv, _ in (o for o in options if o[0] == expiry):
            if abs(numpy.log(strike / spot)) <= WIDTH:
                inside = strike < spot if right == "C" else strike > spot
                smile.setdefault(strike, ([], []))[inside].append(iv)
        quotes += sum(len(outside or inside) for outside, inside in smile.values())
        x = numpy.log(numpy.array(sorted(smile)) / spot)
        y = numpy.array([numpy.mean(smile[k][0] or smile[k][1]) for k in sorted(smile)])
        if len(x) and x[0] <= 0 <= x[-1]:
            skew = float(numpy.polyfit(x, y, 1)[0]) if len(x) > 1 else 0.0
            levels.append((expiry, float(numpy.interp(0, x, y)), skew))
    if not levels:
        return result
    years = [level[0] / 365 for level in levels]
    slope = float(numpy.polyfit(years, [level[1] for level in levels], 1)[0]) if len(levels) > 1 else 0.0
    return result | {
        "row": [levels[0][1], levels[0][2], slope, levels[0][0], quotes, len(levels), spot, midnight(path.stem)]
    }


surfaces = {name: surface(DATA / name) for name in FILES}
here = pathlib.Path(__file__).parent
(here / "surface.json").write_text(json.dumps(surfaces, indent=1) + "\n")
