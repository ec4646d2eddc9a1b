#!/usr/bin/env python3
"""The benchmark behind `make bench`; see run.sh. Each ratio is the median of ratios of neighbouring runs."""
import argparse
import glob
import gzip
import json
import os
import random
import re
import resource
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.path.join(os.path.dirname(ROOT), "shared")
W1 = os.path.join(SHARED, "bench", "w1")
DATA = os.environ.get("GMFLOW_DATA", os.path.join(SHARED, "data"))
GMFLOW = os.environ.get("GMFLOW", os.path.join(ROOT, ".build", "release", "gm-flow"))
W1_PIPELINE = os.path.join(ROOT, "Pipelines", "bench", "w1.yaml")
INDICATORS = os.path.join(ROOT, "Pipelines", "bench", "indicators.yaml")
BOOK = os.path.join(ROOT, "Pipelines", "bench", "book.yaml")
ORDERS = os.path.join(ROOT, "Pipelines", "bench", "orders.yaml")
STAGES = os.path.join(ROOT, "Pipelines", "bench", "stages12.yaml")
INGEST = """pipeline: ingest
params: {data: {default: ticks.csv}}
nodes:
  ticks: {op: ingest.csv, path: $data}
  bars:  {op: bars.time, from: ticks, every: 1m}
stages:
  all: {nodes: ["*"]}
"""
DBN = """pipeline: dbn
params: {data: {default: trades.dbn}}
nodes:
  feed: {op: ingest.databento, path: $data}
stages:
  all: {nodes: ["*"]}
results:
  trades: feed.trades
"""

rows, failures = [], []
median = statistics.median


def add(area, what, value, unit, note="", target=None):
    """One line; `target` is a pair of the text shown and whether it was reached."""
    rows.append(dict(area=area, what=what, value=value, unit=unit, note=note, target=target and target[0]))
    if target and not target[1]:
        failures.append(f"{area}: {what}: {value} {unit}, target {target[0]}")
    print(f"  {area}: {what}: {shown(value)} {unit} {note}".rstrip(), file=sys.stderr)


def skip(area, why):
    rows.append(dict(area=area, what="not measured", value=None, unit="", note=why, target=None))
    print(f"  {area}: not measured: {why}", file=sys.stderr)


def shown(value):
    if value is None:
        return ""
    return f"{value:.3g}" if isinstance(value, float) and abs(value) < 100 else f"{value:,.0f}"


def flow(pipeline, *options, prefix=(), **parameters):
    """Runs gm-flow and returns its report."""
    sets = [word for name, value in parameters.items() for word in ("--set", f"{name}={value}")]
    command = [*prefix, GMFLOW, "run", pipeline, *sets, "--json", "--no-files", *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: `{' '.join(command)}` ended with {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def rings(_):
    if not shutil.which("swift"):
        return skip("rings", "no swift on the path")
    command = ["swift", "run", "-c", "release", "--package-path", HERE, "ring-duel", "--json",
               "--rounds", "9"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        return skip("rings", "ring-duel does not build: it needs libboost-dev and libreaderwriterqueue-dev")
    for row in json.loads(done.stdout[done.stdout.index("{"):])["rows"]:
        ratio = row["ours_over_this"]
        is_ours = row["queue"].startswith("gm-flow")
        add("rings", f"{row['mode']}, {row['queue']}", row["events_per_second"] / 1e6, "million events/s",
            "" if is_ours else f"gm-flow / this = {ratio}", None if is_ours else ("ratio >= 1", ratio >= 1))


def network(_):
    """Acting by the strategic network, beside OpenBLAS in the same process by turns."""
    if not shutil.which("swift"):
        return skip("network", "no swift on the path")
    done = subprocess.run(["swift", "run", "-c", "release", "--package-path", HERE, "network-speed"],
                          capture_output=True, text=True)
    if done.returncode != 0:
        return skip("network", "network-speed does not build: it needs libopenblas-dev")
    targets = {"batch 1, warm": 12_000, "batch 256": 1_200_000}
    for row in json.loads(done.stdout[done.stdout.index("{"):])["rows"]:
        limit = targets.get(row["what"]) if row["by"] == "gm-flow" else None
        goal = (f"<= {limit / 1000:,.0f} us", row["p50_ns"] <= limit) if limit else None
        add("network", f"48-512-256-128-3, {row['what']}, {row['by']}", row["p50_ns"] / 1000, "us p50",
            f"p99 {row['p99_ns'] / 1000:.1f}, least {row['least_ns'] / 1000:.1f}", goal)


def bridge(_):
    """A step of an environment that a Python server plays, there and back."""
    python = os.environ.get("GMFLOW_PEERS", os.path.join(ROOT, ".build-peers", "bin", "python"))
    if not os.path.exists(python) or not shutil.which("swift"):
        return skip("bridge", "no .build-peers; run `bash Tests/Peers/setup.sh`")
    done = subprocess.run(["swift", "run", "-c", "release", "--package-path", HERE, "bridge-speed", python,
                           os.path.join(ROOT, "Tests", "Peers", "serve.py")], capture_output=True, text=True)
    if done.returncode != 0:
        return skip("bridge", "bridge-speed does not build: it needs libzmq3-dev")
    for row in json.loads(done.stdout[done.stdout.index("{"):])["rows"]:
        add("bridge", f"a step of {row['copies']} copies over {row['by']}", row["p50_ns"] / 1000, "us p50",
            f"p99 {row['p99_ns'] / 1000:.0f}; {row['copies'] * 1e6 / row['p50_ns']:.0f} thousand copies' steps/s")


def w1_data(folder):
    """The synthetic million and, where there is recorded data, SPY."""
    files = {"synthetic": os.path.join(folder, "ticks.csv")}
    shared = os.path.join(W1, "gen_ticks.py")
    made = os.path.exists(shared) and subprocess.run(
        [sys.executable, shared, files["synthetic"]], capture_output=True).returncode == 0
    if not made:
        subprocess.run([sys.executable, os.path.join(HERE, "make_ticks.py"), files["synthetic"]], check=True)
    zips = sorted(glob.glob(os.path.join(DATA, "lean/equity/usa/tick/spy/*_trade.zip")))
    if zips and os.path.exists(os.path.join(W1, "lean_ticks.py")):
        files["SPY"] = os.path.join(folder, "spy.csv")
        subprocess.run(
            [sys.executable, os.path.join(W1, "lean_ticks.py"), files["SPY"], *zips], check=True,
            capture_output=True)
    return files


def w1(options):
    reference = os.path.join(W1, "ref_pure_python.py")
    for name, path in options.files.items():
        ours = []
        theirs = None
        for turn in range(options.rounds):
            ours.append(flow(W1_PIPELINE, "--cores", "0", data=path))
            # The reference is slow and steady: twice is enough, amid our own runs.
            if os.path.exists(reference) and turn in (0, options.rounds // 2):
                line = subprocess.run(
                    [sys.executable, reference, path], capture_output=True, text=True, check=True)
                one = json.loads(line.stdout)
                if theirs is None or one["ticks_per_cpu_s"] > theirs["ticks_per_cpu_s"]:
                    theirs = one
        rates = sorted(run["ticks_per_cpu_s"] for run in ours)
        rate = median(rates)
        exact = "no reference to compare with"
        if theirs:
            results = ours[0]["results"]
            same = all(results[key] == theirs[key] for key in ("bars_1m", "bars_5m", "orders"))
            same = same and abs(results["pnl"] - theirs["pnl"]) < 0.005 and ours[0]["ticks"] == theirs["n"]
            exact = "exact" if same else "NOT EXACT"
            if not same:
                failures.append(f"W1 {name}: results differ from the reference")
        add("W1", f"{name}, gm-flow", rate / 1e6, "million ticks/CPU-s",
            f"{exact}; {rates[0] / 1e6:.1f} to {rates[-1] / 1e6:.1f}", (">= 15, aim 40", rate >= 15e6))
        if theirs:
            add("W1", f"{name}, plain Python", theirs["ticks_per_cpu_s"] / 1e6, "million ticks/CPU-s",
                f"gm-flow is {rate / theirs['ticks_per_cpu_s']:.0f} times as fast")
    quoted = (("hftbacktest", "4.2 to 5.6"), ("csp", "0.6 to 2.8"), ("NautilusTrader", "0.1 to 0.9"))
    for peer, figure in quoted:
        rows.append(dict(area="W1", what=f"{peer}, quoted", value=None, unit="million ticks/CPU-s",
                         target=None, note=f"{figure}: from the benchmark's authors, not measured here"))


def ingest(options):
    path = os.path.join(options.folder, "ingest.yaml")
    with open(path, "w") as out:
        out.write(INGEST)
    for name, data in options.files.items():
        rates = [flow(path, "--cores", "0", data=data)["ticks_per_cpu_s"] for _ in range(options.rounds)]
        add("ingest", f"{name}, CSV to bars", median(rates) / 1e6, "million lines/CPU-s")


def tape(options, name, count, rate, step):
    """A file of made-up trades."""
    path = os.path.join(options.folder, name)
    subprocess.run([sys.executable, os.path.join(HERE, "make_ticks.py"), path, str(count), str(rate), str(step)],
                   check=True)
    return path


def indicators(options):
    if glob.glob(os.path.join(DATA, "lean/equity/usa/tick/spy/*_trade.zip")):
        runs = [flow(INDICATORS, "--cores", "0", data=DATA) for _ in range(options.rounds)]
        rate = median(run["ticks_per_cpu_s"] for run in runs)
        cold = sorted(name for name, value in runs[0]["results"].items() if value == 0)
        add("indicators", "two days of SPY from zip", rate / 1e6, "million ticks/CPU-s",
            "cold: " + ", ".join(cold), (">= 2", rate >= 2e6))
    else:
        skip("indicators", "no recorded ticks of SPY")
    # Half as dense as SPY, and long enough for all of them.
    dense = tape(options, "dense.csv", 4_000_000, 2.5, 1)
    runs = [flow(INDICATORS, "-p", "tape", "--cores", "0", data=dense) for _ in range(3)]
    rate = median(run["ticks_per_cpu_s"] for run in runs)
    filled = all(value > 0 for value in runs[0]["results"].values())
    add("indicators", "18 made-up days, all warm", rate / 1e6, "million ticks/CPU-s",
        "all matrices filled" if filled else "NOT ALL FILLED", (">= 2", rate >= 2e6))
    bars(options, tape(options, "year.csv", 350_000, 350_000 / (365 * 86_400), 24))


def bars(options, path):
    """What one bar of 30 minutes costs each indicator: the least of several runs, as other work only adds."""
    def node(run, name):
        return next(node for node in run["nodes"] if node["name"] == name)

    often, seldom = [], []
    for _ in range(options.rounds):
        often.append(flow(INDICATORS, "-p", "tape", "--cores", "0", data=path))
        seldom.append(flow(INDICATORS, "-p", "tape", "--cores", "0", data=path, refresh="365d"))
    total = 0
    for name in ("mlmi", "fvg", "nwrqk", "lvn", "mmd"):
        work = min(node(run, f"{name}@30m")["work_s"] for run in seldom) * 1e6
        count = node(seldom[0], f"{name}@30m")["produced"]["row"]
        total += work / count
        add("indicators", f"{name}, one bar of 30 minutes", work / count, "µs",
            "but for the refreshes" if name == "mmd" else "")
    # By processor time: a refresh is long enough to be interrupted, which a node's own clock does not know.
    refreshes = {name: sum(node(run, name)["metrics"]["refreshes"] * sign for run, sign in
                           ((often[0], 1), (seldom[0], -1))) for name in ("mmd@5m", "mmd@30m")}
    spent = min(run["run"]["cpu_s"] for run in often) - min(run["run"]["cpu_s"] for run in seldom)
    refresh = spent / sum(refreshes.values())
    add("indicators", "mmd, one daily refresh", refresh * 1000, "ms")
    total += refresh * 1e6 * refreshes["mmd@30m"] / count
    add("indicators", "all five, one bar of 30 minutes", total, "µs", "a year of half hours, refreshes included",
        ("< 50", total < 50))


def book(options):
    packed = os.path.join(DATA, "hftbacktest/examples/usdm/btcusdt_20240808.gz")
    if not os.path.exists(packed):
        return skip("book", "no recording of BTCUSDT")
    plain = os.path.join(options.folder, "btcusdt.txt")
    with gzip.open(packed) as source, open(plain, "wb") as out:
        shutil.copyfileobj(source, out)
    inflate = min(unpacking(packed) for _ in range(options.rounds))
    for name, path, target in (("plain text", plain, 1e6), ("gz", packed, None)):
        runs = [flow(BOOK, "--cores", "0", data=path) for _ in range(options.rounds)]
        count = runs[0]["results"]["messages"]
        rates = sorted(count / run["run"]["cpu_s"] for run in runs)
        note = f"{os.path.getsize(path) / count:.0f} bytes a message; {rates[0] / 1e6:.2f} to {rates[-1] / 1e6:.2f}"
        if target is None:
            note += f"; `gzip -dc` alone: {count / inflate / 1e6:.2f}"
        add("book", f"BTCUSDT, JSON to book, {name}", median(rates) / 1e6, "million messages/CPU-s", note,
            target and (">= 1", median(rates) >= target))


def orders(options):
    """The way of an order: signal, gate, venue, fill, account; at full speed, and a thousand orders a second."""
    path = options.files["synthetic"]
    runs = [flow(ORDERS, "--cores", "0", data=path) for _ in range(options.rounds)]
    rates = sorted(run["results"]["orders"] / run["run"]["cpu_s"] for run in runs)
    add("orders", "signal to account, one core", median(rates) / 1e3, "thousand orders/CPU-s",
        f"{rates[0] / 1e3:.0f} to {rates[-1] / 1e3:.0f}", (">= 200", median(rates) >= 200e3))
    if len(os.sched_getaffinity(0)) < 2:
        return
    slow = tape(options, "slow.csv", 20_000, 20, 1)
    runs = [flow(ORDERS, "--cores", "0,1", "--rate", "2k", data=slow) for _ in range(3)]
    p99 = sorted(run["budgets"][0]["measured_ns"] / 1e3 for run in runs)
    add("orders", "signal to venue, 1,000 orders a second, p99", median(p99), "µs",
        f"{p99[0]:.0f} to {p99[-1]:.0f}", ("< 100", median(p99) < 100))


def unpacking(path):
    """CPU-seconds of unpacking a file."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["gzip", "-dc", path], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def dbn(options):
    """Made-up trades in DBN version 2, 48 bytes each."""
    count = 3_000_000
    path = os.path.join(options.folder, "trades.dbn")
    header = struct.pack("<16sHQQQBBBH53sIIIII", b"MADE.UP", 0, 0, 2**64 - 1, 0, 1, 0, 0, 71, b"", 0, 0, 0, 0, 0)
    record = struct.Struct("<BBHIQqIccBBQiI")
    rng = random.Random(7)
    steps = [rng.choice((-1, 0, 0, 1)) for _ in range(1000)]
    with open(path, "wb") as out:
        out.write(b"DBN\x02" + struct.pack("<I", len(header)) + header)
        price, time = 84_000, 1_735_828_200_000_000_000
        for index in range(count):
            price += steps[index % 1000]
            time += 50_000_000
            out.write(record.pack(12, 0, 1, 7, time, price * 250_000_000, 1, b"T", b"B", 0, 0, time, 0, index))
    text = os.path.join(options.folder, "dbn.yaml")
    with open(text, "w") as out:
        out.write(DBN)
    runs = [flow(text, "--cores", "0", data=path) for _ in range(options.rounds)]
    rates = sorted(count / run["run"]["cpu_s"] for run in runs)
    exact = all(run["results"]["trades"] == count for run in runs)
    if not exact:
        failures.append("dbn: not all records became trades")
    add("dbn", "trades, decoded and sequenced", median(rates) / 1e6, "million records/CPU-s",
        f"48 bytes each; {rates[0] / 1e6:.1f} to {rates[-1] / 1e6:.1f}", (">= 10", median(rates) >= 10e6))


def memory(options):
    """The largest memory of simulated tapes of different lengths: it must not grow with them."""
    counts = [1_000_000, 4_000_000] + ([100_000_000] if options.long else [])
    sizes = []
    for count in counts:
        run = flow(INDICATORS, "-p", "year", "--cores", "0", count=count)
        sizes.append(run["rss_mb"])
        add("memory", f"{count / 1e6:.0f} million simulated ticks through bars and all indicators", run["rss_mb"],
            "MB at most", f"{run['run']['cpu_s']:.0f} CPU-s", ("< 300", run["rss_mb"] < 300))
    growth = sizes[-1] / sizes[0]
    add("memory", f"{counts[-1] // counts[0]} times as long, memory", growth, "times", "", ("<= 1.2", growth <= 1.2))


def hashes(report):
    return [edge["hash"] for edge in report["edges"]]


def stages(options):
    two, one, cpu = [], [], []
    last = None
    for _ in range(options.rounds):
        fused = flow(STAGES, "--cores", "0", ticks=options.ticks)
        alone = flow(STAGES, prefix=("taskset", "-c", "0"), ticks=options.ticks)
        one.append(alone["run"]["wall_s"] / fused["run"]["wall_s"])
        if os.cpu_count() < 2:
            continue
        split = flow(STAGES, "--cores", "0,1", ticks=options.ticks)
        if hashes(split) != hashes(fused):
            failures.append("stages: two cores gave other bytes than one")
        two.append(split["run"]["wall_s"] / fused["run"]["wall_s"])
        cpu.append(split["run"]["cpu_s"] / fused["run"]["cpu_s"])
        last = fused
    if two:
        add("stages", "12 stages, 2 cores / one thread, wall", median(two), "times",
            f"CPU {median(cpu):.2f} times; same hashes", ("<= 1.5", median(two) <= 1.5))
        add("stages", "12 stages, one thread", last["ticks_per_cpu_s"] / 1e6, "million ticks/CPU-s")
    else:
        skip("stages", "one core only")
    add("stages", "12 stages, taskset to one core / one thread, wall", median(one), "times", "",
        ("<= 1.5", median(one) <= 1.5))


def instructions(options):
    if not shutil.which("valgrind"):
        return skip("instructions", "no valgrind")
    # Valgrind 3.19 can't read the debug info of Swift 6.3.
    stripped = os.path.join(options.folder, "gm-flow")
    subprocess.run(["strip", "-g", "-o", stripped, GMFLOW], check=True)
    counts = {}
    with open(options.files["synthetic"]) as source:
        lines = source.readlines()
    for events in (100_000, 300_000):
        part = os.path.join(options.folder, f"part-{events}.csv")
        with open(part, "w") as out:
            out.writelines(lines[: events + 1])
        for turn in (0, 1):
            done = subprocess.run(
                ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                 "--toggle-collect=*6WorkerC3run*", stripped, "run", W1_PIPELINE, "--set", f"data={part}",
                 "--json", "--no-files", "--cores", "0"],
                capture_output=True, text=True)
            found = re.search(r"Collected : (\d+)", done.stderr)
            if not found:
                return skip("instructions", "valgrind could not run gm-flow")
            counts[events, turn] = int(found.group(1))
    slopes = [(counts[300_000, turn] - counts[100_000, turn]) / 200_000 for turn in (0, 1)]
    # Not the very same number: what a node takes per turn depends on the clock, under valgrind too.
    add("instructions", "W1, per tick, in the engine's threads", slopes[0], "instructions",
        f"again: {slopes[1]:.0f}")


def switches(options):
    help_text = subprocess.run([GMFLOW, "run", "--help"], capture_output=True, text=True).stdout
    path = options.files.get("SPY", options.files["synthetic"])
    for flag, what, target in (("--no-telemetry", "telemetry", 1.05), ("--no-hash", "hashes", None)):
        if flag not in help_text:
            skip("switches", f"gm-flow run has no {flag}")
            continue
        ratios = []
        for _ in range(options.rounds * 2):
            on = flow(W1_PIPELINE, "--cores", "0", data=path)["run"]["cpu_s"]
            off = flow(W1_PIPELINE, "--cores", "0", flag, data=path)["run"]["cpu_s"]
            ratios.append(on / off)
        goal = (f"<= {target}", median(ratios) <= target) if target else None
        add("switches", f"W1 with {what} / without, CPU", median(ratios), "times", "", goal)


def table():
    lines = ["| area | what | value | unit | target | note |", "|---|---|--:|---|---|---|"]
    for row in rows:
        lines.append(f"| {row['area']} | {row['what']} | {shown(row['value'])} | {row['unit']} "
                     f"| {row['target'] or ''} | {row['note']} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__)
    parser.add_argument("--json", help="also write the figures to this file")
    parser.add_argument("--rounds", type=int, default=7, help="runs of each contestant")
    parser.add_argument("--ticks", type=int, default=300_000, help="ticks of the twelve stages")
    parser.add_argument("--only", help="one area: " + ", ".join(area.__name__ for area in AREAS))
    parser.add_argument("--long", action="store_true", help="memory: a hundred million ticks too, some minutes")
    parser.add_argument("--no-rings", action="store_true", help="leave the ring duel out")
    options = parser.parse_args()
    if not os.path.exists(GMFLOW):
        sys.exit(f"bench: no {GMFLOW}; run `make build`, or set $GMFLOW")
    with tempfile.TemporaryDirectory(prefix="gmflow-bench-") as folder:
        options.folder = folder
        options.files = w1_data(folder)
        for area in AREAS:
            if options.only in (None, area.__name__) and not (options.no_rings and area is rings):
                area(options)
    print(table())
    for failure in failures:
        print(f"MISSED {failure}")
    if options.json:
        with open(options.json, "w") as out:
            json.dump(dict(rows=rows, missed=failures), out, indent=1)


AREAS = (rings, network, bridge, w1, ingest, indicators, book, orders, dbn, memory, stages, instructions, switches)

if __name__ == "__main__":
    main()
