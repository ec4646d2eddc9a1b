"""Writes news.jsonl and calendar.csv: made-up news and releases of one day for Pipelines/alternative.yaml.

    python3 make.py
"""

import csv
import json
import pathlib
import random

here = pathlib.Path(__file__).parent
random.seed(11)
second = 0
with (here / "news.jsonl").open("w") as out:
    for number in range(60):
        second += random.randrange(20, 600)
        clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        story = {
            "published_at": f"2024-01-02T{clock}Z",
            "symbol": random.choice(["GOLD", "GOLD", "OIL"]),
            "headline": f"Story {number}, \"quoted\" and m\u00fcd",
            "score": round(random.uniform(-1, 1), 3),
            "relevance": round(random.uniform(0, 1), 2),
        }
        out.write(json.dumps(story) + "\n")

with (here / "calendar.csv").open("w", newline="") as out:
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["release_time", "reference_date", "event", "actual", "forecast", "previous"])
    # Announced before the day, then released; the last one revises the first.
    rows.writerow(["2024-01-01 12:00", "2023-12-01", "PMI", "", "47.1", "46.7"])
    rows.writerow(["2024-01-01 19:30", "2023-12-01", "PMI", "47.4", "47.1", "46.7"])
    rows.writerow(["2024-01-01 20:30", "2023-12-01", "Construction", "0.4", "0.6", "0.9"])
    rows.writerow(["2024-01-01 21:45", "2023-12-01", "PMI", "47.6", "47.1", "46.7"])
