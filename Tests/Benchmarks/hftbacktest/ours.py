"""The orders in gm-flow."""
import csv
import json
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
PIPELINE = os.path.join(HERE, "pipeline.yaml")


def write_orders(path, orders, start):
    """The list for `agent.orders`: times count from the first trade, which is its first event."""
    listed = []
    for order in orders:
        limit = f"{order['limit'] // 10}.{order['limit'] % 10}"
        quantity = f"{order['side'] * order['quantity']:.4f}"
        post = ", post_only: true" if order["post_only"] else ""
        listed.append((order["time"], 0, order["id"],
                       f"quantity: {quantity}, limit: {limit}, name: o{order['id']}{post}"))
        listed.append((order["cancel"], 1, order["id"], f"action: cancel, of: o{order['id']}"))
    with open(path, "w") as file:
        file.write("orders:\n")
        for time, _, _, text in sorted(listed):
            file.write(f"  - {{at: {time - start}ns, {text}}}\n")


def run(program, options=(), out=None, **parameters):
    """The report of a run on one core; its files go to the folder `out`."""
    sets = [word for name, value in parameters.items() for word in ("--set", f"{name}={value}")]
    files = ["--out", out] if out else ["--no-files"]
    command = [program, "run", PIPELINE, *sets, "--cores", "0", "--json", *files, *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"`{' '.join(command)}` ended with {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def costs(folder):
    """The rows of the table `tca`, an order each."""
    with open(os.path.join(folder, "tca.csv"), newline="") as file:
        return [row for row in csv.DictReader(file) if row["order"] != "all"]
