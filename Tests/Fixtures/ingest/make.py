#!/usr/bin/env python3
"""Makes the files of this folder. Usage: make.py (writes beside itself; needs tzdata, and zstd on the PATH)."""
import bz2, datetime as dt, gzip, lzma, pathlib, random, subprocess, zipfile, zoneinfo

here = pathlib.Path(__file__).parent
random.seed(20131007)

# ticks.csv and the same bytes in every packing. Prices and sizes are recomputed by the tests from the same rule.
lines, t, p = ["ts_ns,price,size,side"], 1735828200012345678, 2100025
for i in range(3000):
    t += random.randrange(1_000_000)
    p += random.choice((-25, 0, 25))
    lines.append(f"{t},{p / 100:.2f},{random.randrange(1, 9)},{'BS'[random.randrange(2)]}")
text = ("\n".join(lines) + "\n").encode()
(here / "ticks.csv").write_bytes(text)
(here / "ticks.csv.gz").write_bytes(gzip.compress(text, mtime=0))
(here / "ticks.csv.bz2").write_bytes(bz2.compress(text))
(here / "ticks.csv.xz").write_bytes(lzma.compress(text))
subprocess.run(["zstd", "-qf", here / "ticks.csv", "-o", here / "ticks.csv.zst"], check=True)


def pack(name, members):
    with zipfile.ZipFile(here / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(zipfile.ZipInfo(member, (2024, 1, 2, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


pack("one.zip", [("ticks.csv", text)])
pack("three.zip", [("gold_201312.csv", text), ("gold_201402.csv", b"1,2,3\n"), ("empty.csv", b"")])
pack("none.zip", [])

# zones.csv: zone, local second, UTC second by Python's zoneinfo with fold=0.
zones = ["America/New_York", "Europe/London", "Europe/Dublin", "Asia/Tokyo", "Asia/Kolkata", "Australia/Lord_Howe",
         "Australia/Sydney", "America/Sao_Paulo", "Pacific/Apia", "America/Chicago", "Asia/Kathmandu"]
epoch = dt.datetime(1970, 1, 1)
utc = dt.timezone.utc


def offset(zone, second):
    return dt.datetime.fromtimestamp(second, utc).astimezone(zone).utcoffset()


rows = []
for name in zones:
    zone = zoneinfo.ZoneInfo(name)
    points = set()
    last = 2060 if name == "America/New_York" else 2024
    day = dt.datetime(1965, 1, 1)
    while day.year < last:
        after = day + dt.timedelta(days=1)
        a, b = (int((x - epoch).total_seconds()) for x in (day, after))
        if offset(zone, a) != offset(zone, b):
            while b - a > 1:
                m = (a + b) // 2
                a, b = (m, b) if offset(zone, m) == offset(zone, a) else (a, m)
            for side in (offset(zone, a), offset(zone, b)):
                border = b + int(side.total_seconds())
                points |= {border - 1, border, border + 1}
        day = after
    chosen = sorted(points)
    keep = chosen if name == "America/New_York" else random.sample(chosen, min(len(chosen), 120))
    keep = set(keep) | {random.randrange(-10**9 // 10, 1_700_000_000) for _ in range(30)}
    for local in sorted(keep):
        naive = epoch + dt.timedelta(seconds=local)
        rows.append(f"{name},{local},{int(naive.replace(tzinfo=zone).timestamp())}")
(here / "zones.csv").write_text("\n".join(rows) + "\n")

# strange/: files that a reader of CSV meets sooner or later.
strange = here / "strange"
strange.mkdir(exist_ok=True)
rows = b"ts_s,price,size\n1735828200,5,1\n1735828201,6,1\n"
for name, content in {
    "a.csv": b"\"", "b.bin": bytes(range(256)) * 4, "nul.csv": rows.replace(b"5", b"\0"),
    "bom.csv": b"\xef\xbb\xbf" + rows, "mac.csv": rows.replace(b"\n", b"\r"),
    "headeronly.csv": b"ts_s,price,size\n", "utf16.csv": rows.decode().encode("utf-16"),
}.items():
    (strange / name).write_bytes(content)
