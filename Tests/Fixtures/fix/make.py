"""Makes the FIX logs and golden events of this folder, with simplefix as the peer that writes and reads the messages.

    pip install simplefix
    python3 make.py

*.log are what the operator reads; *.txt are the events expected of them, a line each, worked out here from the
messages as simplefix parses them, with a book kept by plain dictionaries.
"""
import random
from datetime import datetime, timedelta
from pathlib import Path

import simplefix

HERE = Path(__file__).parent
START = datetime(2024, 8, 9, 13, 30)


def stamp(time):
    return time.strftime("%Y%m%d-%H:%M:%S.%f")[:-3]


def nanoseconds(text):
    base, _, fraction = text.partition(".")
    seconds = (datetime.strptime(base, "%Y%m%d-%H:%M:%S") - datetime(1970, 1, 1)) // timedelta(seconds=1)
    return seconds * 10**9 + int(fraction.ljust(9, "0")[:9] or 0)


def message(kind, number, time, pairs, version="FIX.4.4"):
    out = simplefix.FixMessage()
    for tag, value in [(8, version), (35, kind), (49, "VENUE"), (56, "CLIENT"), (34, number), (52, stamp(time))]:
        out.append_pair(tag, value)
    for tag, value in pairs:
        if tag == 96:
            out.append_data(95, 96, value)
        else:
            out.append_pair(tag, value)
    return out.encode()


def snapshot(rng, mid):
    pairs = [(262, "R1"), (55, "EUR/USD"), (268, 10)]
    for level in range(5):
        for side in (0, 1):
            price = mid + (level + 1) * (1 if side else -1)
            pairs += [(269, side), (270, f"{price / 100000:.5f}"), (271, rng.randrange(1, 50) * 100000)]
    return pairs


def refresh(rng, mid):
    count = rng.randrange(1, 5)
    pairs = [(262, "R1"), (268, count)]
    for index in range(count):
        kind = rng.choice("0001112")
        action = "0" if kind == "2" else rng.choice("0112")
        pairs += [(279, action), (269, kind)]
        if index == 0:
            pairs.append((55, "EUR/USD"))
        price = mid + rng.randrange(1, 8) * (1 if kind == "1" else -1)
        pairs.append((270, f"{price / 100000:.5f}"))
        if action != "2":
            pairs.append((271, rng.randrange(0, 50) * 100000 / 1000))
        if kind == "2":
            pairs.append((2446, rng.choice("123")))
    return pairs


def parse(raw, delimiter):
    parser = simplefix.FixParser()
    parser.append_buffer(raw.replace(delimiter, b"\x01"))
    while (found := parser.get_message()) is not None:
        yield found


def number(text):
    """The shortest decimal, as the tests print prices."""
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    return sign + (text.rstrip("0").rstrip(".") if "." in text else text)


def expect(messages):
    """The events of `book: levels`."""
    for found in messages:
        kind, time = found.get(35).decode(), nanoseconds(found.get(52).decode())
        if kind not in "WX":
            continue
        pairs = [(int(tag), value.decode("latin1")) for tag, value in found.pairs]
        at = next(index for index, (tag, _) in enumerate(pairs) if tag == 268) + 1
        first, entries = pairs[at][0], []
        for tag, value in pairs[at:]:
            if tag == 10:
                break
            if tag == first:
                entries.append({})
            entries[-1][tag] = value
        changes = [entry for entry in entries if entry[269] in "01"]
        if kind == "W":
            yield f"clear {time}"
        for entry in entries:
            if entry[269] == "2":
                side = {"1": "buy", "2": "sell"}.get(entry.get(2446), "unknown")
                yield f"trade {time} {number(entry[270])} {float(entry[271])} {side}"
                continue
            size = 0.0 if entry.get(279) == "2" else float(entry[271])
            side = "bid" if entry[269] == "0" else "ask"
            last = " last" if entry is changes[-1] else ""
            yield f"{side} {time} {number(entry[270])} {size}{last}{' snapshot' if kind == 'W' else ''}"


def market():
    """Snapshots, refreshes, heartbeats and data fields that hold delimiters."""
    rng, time, mid, out = random.Random(42), START, 109250, []
    for index in range(120):
        time += timedelta(milliseconds=rng.randrange(1, 400))
        mid += rng.choice((-1, 0, 0, 1))
        if index % 60 == 0:
            out.append(message("W", index + 1, time, snapshot(rng, mid)))
        elif index % 11 == 0:
            out.append(message("0", index + 1, time, [(96, b"raw\x018=FIX.4.4\x0110=000\x01")]))
        else:
            out.append(message("X", index + 1, time, refresh(rng, mid)))
    return out


def executions():
    """Fills of FIX 4.2 and 4.4, a bust, a new order and a cancel."""
    rows = [
        ([(150, 1), (20, 0), (54, 1), (31, "10.25"), (32, 100)], "FIX.4.2"),
        ([(150, 2), (20, 0), (54, 2), (31, "10.5"), (32, 50), (851, 1)], "FIX.4.2"),
        ([(150, 2), (20, 1), (54, 2), (31, "10.5"), (32, 50)], "FIX.4.2"),
        ([(150, "F"), (54, 1), (31, "11"), (32, 7), (851, 2)], "FIX.4.4"),
        ([(150, "H"), (54, 1), (31, "11"), (32, 7)], "FIX.4.4"),
        ([(150, 0), (54, 1), (32, 0)], "FIX.4.4"),
        ([(150, "F"), (54, 5), (31, "10.125"), (32, 3), (851, 2)], "FIX.4.4"),
        ([(150, "F"), (54, 1), (31, "x"), (32, 3)], "FIX.4.4"),
    ]
    return [
        message("8", index + 1, START + timedelta(seconds=index), [(55, "ABC")] + pairs, version)
        for index, (pairs, version) in enumerate(rows)]


def main():
    market_log = market()
    events = "\n".join(expect(parse(b"".join(market_log), b"\x01"))) + "\n"
    (HERE / "market.txt").write_text(events)
    (HERE / "market.log").write_bytes(b"".join(market_log))
    # The same as people paste it: bars for delimiters, a prefix, other lines; the data fields go, as simplefix is not
    # told of other delimiters.
    lines = [b"# session log, exported\r\n"]
    for index, raw in enumerate(market_log):
        lines.append(b"2024-08-09 13:30:%02d.123 [md] <- %s\r\n" % (index % 60, raw.replace(b"\x01", b"|")))
        if index % 50 == 0:
            lines.append(b"13:30 connection is fine, 8=FIXED rate\r\n\r\n")
    (HERE / "pasted.log").write_bytes(b"".join(lines))
    (HERE / "executions.log").write_bytes(b"\n".join(executions()) + b"\n")


main()
