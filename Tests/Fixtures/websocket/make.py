"""Makes the fixtures of the WebSocket tests; nothing in them is recorded.

    pip install orjson==3.13.0
    python make.py

json.tsv      verdict (1 good, 0 bad) of orjson, a strict parser of RFC 8259, and the text in hex
numbers.tsv   a number, its price in units of 1e-9 by Python's decimal, and the nearest double by Python's float
binance.txt   a recording of a made-up USD-M market with every fault that the exchange's rule names
binance.json  what the exchange's rule, written out naively below, makes of it
"""

import decimal
import json
import pathlib
import random

import orjson

HERE = pathlib.Path(__file__).parent
rng = random.Random(20240808)
DEEPEST = 64


def message(index):
    levels = [[f"{rng.randint(1, 99999)}.{rng.randint(0, 99):02}", f"{rng.random():.3f}"] for _ in range(3)]
    return rng.choice(
        [
            {"stream": "x@depth", "data": {"e": "depthUpdate", "E": 1, "s": "X", "U": 1, "u": 2, "pu": 0, "b": levels}},
            {"e": "trade", "E": 1, "p": "1.5", "q": "2", "m": True, "X": "MARKET"},
            {"type": "l2update", "product_id": "A-B", "changes": [["buy", "1", "2"]], "time": "2021-04-17T16:43:37Z"},
            {"table": "trade", "action": "insert", "data": [{"symbol": "A", "price": 1e-05, "size": 1, "x": None}]},
            [1, -0.5, 1e10, "é\n\"\\/", {"k": [[], {}, [None, True, False]]}],
        ]
    )


def mutate(text):
    data = bytearray(text)
    for _ in range(rng.randint(1, 3)):
        kind = rng.randrange(5)
        place = rng.randrange(len(data)) if data else 0
        if kind == 0:
            del data[place:]
        elif kind == 1 and data:
            data[place] ^= 1 << rng.randrange(8)
        elif kind == 2:
            data[place:place] = bytes([rng.choice(b'{}[],:"\\0123456789eE+-.tfn \t\x00\x1f\x7f\x80\xc0\xed\xf5')])
        elif kind == 3 and data:
            del data[place]
        else:
            end = min(len(data), place + rng.randint(1, 8))
            data[place:place] = data[place:end]
    return bytes(data)


HAND = [
    b"", b" ", b"{", b"}", b"[", b"]", b"null", b"nul", b"nulll", b"true", b"tru", b"false", b"True", b"0", b"-0", b"-",
    b"01", b"1.", b".5", b"1.e1", b"1e", b"1e+", b"1E-2", b"+1", b"0x1", b"NaN", b"Infinity", b"1 2", b"[1,]", b"[,1]",
    b"[1 2]", b"[1,,2]", b"{,}", b'{"a":1,}', b'{"a" 1}', b'{"a":}', b"{a:1}", b"{'a':1}", b'{"a":1 "b":2}',
    b'{"a":1,"a":2}', b'"', b'"a', b'"\\', b'"\\u', b'"\\u12', b'"\\u123g"', b'"\\x"', b'"\\u0041"', b'"\t"', b'"\x7f"',
    b'"\xc3\xa9"', b'"\xc0\xaf"', b'"\xc3"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\xf0\x9f\x98\x80"',
    b'"\xe0\x80\x80"', b'"\xff"', b"\xef\xbb\xbf{}", b"\x0b1", b"[1]\x00", b"[" * DEEPEST + b"]" * DEEPEST,
    b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST, b"[" * 60 + b"]" * 59, b"[" * 5 + b"}" * 5, b'[{"a":[}]]', b"/**/1",
    b"123456789012345678901234567890", b"1" + b"0" * 200, b"-1.5e-300",
]


def verdict(text):
    try:
        orjson.loads(text)
        return 1
    except orjson.JSONDecodeError:
        return 0


with open(HERE / "json.tsv", "w") as out:
    cases = list(HAND)
    for index in range(700):
        text = json.dumps(message(index), ensure_ascii=rng.random() < 0.5).encode()
        cases.append(text if index % 10 == 0 else mutate(text))
    for text in cases:
        out.write(f"{verdict(text)}\t{text.hex()}\n")


def price(text):
    value = decimal.Decimal(text).scaleb(9)
    raw = int(value.to_integral_value(decimal.ROUND_HALF_EVEN)) if abs(value) < 10**20 else 10**20
    return str(raw) if -(2**63) < raw < 2**63 else "-"


decimal.getcontext().prec = 200
with open(HERE / "numbers.tsv", "w") as out:
    texts = ["0", "0.0", "-0", "1", "61800.20", "0.00001306", "6195.00000000", "9223372036.854775807",
             "9223372036.854775808", "9223372037", "-9223372036.854775807", "0.0000000005", "0.0000000015", "0.0000000025",
             "1e3", "1E-3", "1.5e+2", "1e-20", "123456789.123456789123", "9007199254740993", "0.1234567890123456789",
             "18446744073709551615", "99999999999999999999", "1e15", "1e-9", "5e-10", "0.30000000000000004", "1e308"]
    for _ in range(400):
        digits = "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 17)))
        place = rng.randint(1, len(digits))
        whole = digits[:place].lstrip("0") or "0"
        texts.append(whole + ("." + digits[place:] if place < len(digits) else ""))
    for text in texts:
        out.write(f"{text}\t{price(text)}\t{float(text).hex()}\n")


def record():
    """The lines, and by the rule: counts and the book at the end."""
    lines, clock = [], 1_700_000_000_000_000_000
    truth, book = {}, None
    counts = {"stale": 0, "gaps": 0, "included": 0, "applied": 0, "snapshots": 0, "refused": 0, "other": 0, "trades": 0}
    update, kept, last, joining, broken = 1000, [], None, False, False

    def say(body):
        nonlocal clock
        clock += rng.randint(1, 5_000_000)
        lines.append(f"{clock} {body if isinstance(body, str) else json.dumps(body, separators=(',', ':'))}")

    def apply(diff):
        for side in "ba":
            for level, size in diff[side]:
                key = (side, level)
                if float(size) == 0:
                    book.pop(key, None)
                else:
                    book[key] = size

    def receive(diff):
        nonlocal last, joining, broken
        if last is None:
            kept.append(diff)
            return
        if diff["u"] < last if joining else diff["u"] <= last:
            counts["stale"] += 1
            return
        whole = diff["U"] <= last if joining else diff["pu"] == last
        if not whole:
            counts["gaps"] += 1
            broken = True
            book.clear()
        joining, last = False, diff["u"]
        counts["applied"] += 1
        if not broken:
            apply(diff)
        else:
            kept.append(diff)

    def snapshot(number, levels):
        nonlocal book, last, joining, broken, kept
        first = last is None
        if not first and not broken and number < last:
            return
        book, last, joining, broken = dict(levels), number, True, False
        counts["snapshots"] += 1
        waiting, kept = kept, []
        for diff in waiting:
            if diff["u"] < last if joining else diff["u"] <= last:
                counts["included"] += first
                continue
            receive(diff)

    previous, history = update, []
    for step in range(900):
        diff = {"e": "depthUpdate", "E": clock // 10**6, "s": "MADEUSDT", "U": update + 1, "u": update + rng.randint(1, 9),
                "pu": previous, "b": [], "a": []}
        for _ in range(rng.randint(0, 6)):
            side = rng.choice("ba")
            level = f"{1000 + (-1 if side == 'b' else 1) * rng.randint(1, 300) / 10:.1f}"
            size = "0" if rng.random() < 0.3 else f"{rng.randint(1, 5000) / 1000:.3f}"
            diff[side].append([level, size])
            if size == "0":
                truth.pop((side, level), None)
            else:
                truth[(side, level)] = size
        previous = update = diff["u"]
        history.append(diff)
        chance = rng.random()
        if chance < 0.01:
            pass  # lost
        elif chance < 0.02 and last is not None:
            say(json.dumps({"stream": "madeusdt@depth", "data": diff})[: rng.randint(20, 60)])
            counts["refused"] += 1
        else:
            say({"stream": "madeusdt@depth", "data": diff})
            receive(diff)
        if rng.random() < 0.02 and last is not None:
            old = rng.choice(history[-20:-1] or history)
            say({"stream": "madeusdt@depth", "data": old})
            receive(old)
        if rng.random() < 0.03:
            say({"e": "trade", "E": clock // 10**6, "T": 1, "s": "OTHERUSDT", "t": 1, "p": "1", "q": "1", "m": True})
            counts["other"] += 1
        if rng.random() < 0.05:
            say({"e": "aggTrade", "E": clock // 10**6, "T": 1, "s": "MADEUSDT", "a": 1, "p": "1000.1", "q": "1", "m": True})
            counts["trades"] += 1
        if step == 12 or step > 12 and (broken and rng.random() < 0.2 or rng.random() < 0.01):
            # What the exchange knew a few messages ago: the answer is always late.
            back = rng.randint(0, 4)
            state, number = dict(truth), update
            if back and len(history) > back:
                number = history[-1 - back]["u"]
                state = {}
                for old in history[: len(history) - back]:
                    for side in "ba":
                        for level, size in old[side]:
                            state.pop((side, level), None)
                            if float(size) > 0:
                                state[(side, level)] = size
            body = {"lastUpdateId": number, "E": clock // 10**6, "T": 1, "symbol": "MADEUSDT"}
            body["bids"] = [[p, q] for (s, p), q in state.items() if s == "b"]
            body["asks"] = [[p, q] for (s, p), q in state.items() if s == "a"]
            say(body)
            snapshot(number, {k: v for k, v in state.items()})
    if broken:
        book.clear()
    bids = sorted(((float(p), float(q)) for (s, p), q in book.items() if s == "b"), reverse=True)
    asks = sorted((float(p), float(q)) for (s, p), q in book.items() if s == "a")
    assert broken or book == truth
    return lines, dict(counts, bids=bids, asks=asks)


lines, facts = record()
(HERE / "binance.txt").write_text("\n".join(lines) + "\n")
(HERE / "binance.json").write_text(json.dumps(facts))
