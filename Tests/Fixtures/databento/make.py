"""Makes the DBN files and golden values of this folder with the official decoder.

    pip install databento-dbn zstandard
    python3 make.py [FOLDER of the dbn conformance files]

all.v*.dbn hold random records of every kind, most laid out by the package's own tables; all.v*.txt hold, a line for
each record, its rtype and the FNV-1a hash of `name=value …` as the official decoder reads it. conformance.txt holds the
same hash over all records of each conformance file, whose data is not copied.
"""
import datetime
import random
import sys
from pathlib import Path

import databento_dbn as dbn
import zstandard

HERE = Path(__file__).parent
UNDEFINED = 2**63 - 1
LETTERS = {"action": "ACMTFRN", "side": "ABN", "unpaired_side": "ABN", "auction_type": "OMHCP",
           "significant_imbalance": "NLM", "is_trading": "YN~", "is_quoting": "YN~",
           "is_short_sell_restricted": "YN~", "security_update_action": "AMD", "user_defined_instrument": "YN",
           "instrument_class": "FKCPB", "match_algorithm": "FKCTP", "leg_instrument_class": "FK", "leg_side": "ABN"}
NUMBERS = {"rtype": None, "stype_in": 1, "stype_out": 0, "code": 1, "update_action": 1, "stat_type": 9}


def kinds(version):
    """Each record class of a version with its rtypes."""
    old = version == 1
    return [
        (dbn.TradeMsg, [0x00]), (dbn.MBP1Msg, [0x01]), (dbn.MBP10Msg, [0x0A]), (dbn.StatusMsg, [0x12]),
        ({1: dbn.InstrumentDefMsgV1, 2: dbn.InstrumentDefMsgV2, 3: dbn.InstrumentDefMsg}[version], [0x13]),
        (dbn.ImbalanceMsg, [0x14]), (dbn.ErrorMsgV1 if old else dbn.ErrorMsg, [0x15]),
        (dbn.SymbolMappingMsgV1 if old else dbn.SymbolMappingMsg, [0x16]),
        (dbn.SystemMsgV1 if old else dbn.SystemMsg, [0x17]),
        (dbn.StatMsg if version == 3 else dbn.StatMsgV1, [0x18]),
        (dbn.OHLCVMsg, [0x20, 0x21, 0x22, 0x23, 0x24, 0x11]), (dbn.MBOMsg, [0xA0]),
        (dbn.CMBP1Msg, [0xB1, 0xC2]), (dbn.CBBOMsg, [0xC0, 0xC1]), (dbn.BBOMsg, [0xC3, 0xC4]),
    ]


def value(rng, name, kind, clock):
    size = int(kind[1:])
    if kind[0] == "S":
        if name in LETTERS:
            return rng.choice(LETTERS[name]).encode()
        if name.startswith("_"):
            return bytes(size)
        text = bytes(rng.choice(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789. ") for _ in range(rng.randrange(size)))
        return text.ljust(size, b"\0")
    if name.startswith("ts_") and size == 8:
        number = clock
    elif name == "flags":
        number = rng.choice([0, 128, 130, 160, 4, 132])
    elif "px" in name or "price" in name or name in ("open", "high", "low", "close"):
        number = UNDEFINED if size == 8 and rng.random() < 0.1 else rng.randrange(1, 10**12)
    elif name in NUMBERS:
        number = NUMBERS[name]
    elif name == "action":
        number = 7
    elif name == "reason" or name == "trading_event":
        number = 0
    else:
        number = rng.randrange(0, 1 << min(8 * size - 1, 40))
    bound = 1 << (8 * size - (kind[0] == "i"))
    return (number % bound).to_bytes(size, "little")


def record(rng, cls, rtype, clock):
    sizes = sum(int(kind[1:]) for _, kind in cls._dtypes)
    fixed = {"length": sizes // 4, "rtype": rtype, "publisher_id": 1, "instrument_id": 5482}
    out = b""
    for name, kind in cls._dtypes:
        size = int(kind[1:])
        out += fixed[name].to_bytes(size, "little") if name in fixed else value(rng, name, kind, clock)
    assert len(out) == sizes
    return out


def describe(rec):
    """Every field as the official decoder's attributes give it."""
    parts = []
    raw, at = bytes(rec), 0
    for name, kind in rec._dtypes:
        size = int(kind[1:])
        field = raw[at:at + size]
        at += size
        if name.startswith("_"):
            continue
        if kind[0] == "S":
            text = field.split(b"\0")[0].decode()
            official = getattr(rec, name, text)
            assert str(getattr(official, "value", official)) in (text, str(official)), (name, official, text)
            parts.append(f"{name}={text}")
        else:
            number = int.from_bytes(field, "little", signed=kind[0] == "i")
            official = getattr(rec, name, number)
            if isinstance(official, int):
                assert official == number or name == "length", (name, official, number)
            parts.append(f"{name}={number}")
    return " ".join(parts)


def fnv(text):
    hashed = 0xCBF29CE484222325
    for byte in text.encode():
        hashed = (hashed ^ byte) * 0x100000001B3 % 2**64
    return f"{hashed:016x}"


def decode(raw):
    if raw[:4] == b"\x28\xb5\x2f\xfd":
        raw = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True).read()
    decoder = dbn.DBNDecoder(upgrade_policy=dbn.VersionUpgradePolicy.AS_IS)
    decoder.write(raw)
    first, *records = decoder.decode()
    return first, records


class Interval:
    start_date, end_date = datetime.date(2020, 12, 28), datetime.date(2020, 12, 30)

    def __init__(self, number):
        self.symbol = str(number)


class Mapping:
    def __init__(self, name, number):
        self.raw_symbol, self.intervals = name, [Interval(number)]


def metadata(version, symbols, mappings):
    return dbn.Metadata(
        dataset="GLBX.MDP3", start=0, stype_in=dbn.SType.RAW_SYMBOL, stype_out=dbn.SType.INSTRUMENT_ID, schema=None,
        symbols=symbols, partial=[], not_found=[], version=version,
        mappings=[Mapping(name, number) for name, number in mappings],
    ).encode()


def main():
    for version in (1, 2, 3):
        rng = random.Random(version)
        raw = metadata(version, ["ESH1"], [("ESH1", 5482)])
        clock = 1609160400000000000
        for _ in range(4):
            for cls, rtypes in kinds(version):
                for rtype in rtypes:
                    clock += rng.randrange(10**9)
                    raw += record(rng, cls, rtype, clock)
        _, records = decode(raw)
        lines = [f"{bytes(rec)[1]} {fnv(describe(rec))}" for rec in records]
        name = HERE / f"all.v{version}.dbn"
        if version == 3:
            Path(f"{name}.zst").write_bytes(zstandard.ZstdCompressor().compress(raw))
        else:
            name.write_bytes(raw)
        (HERE / f"all.v{version}.txt").write_text("\n".join(lines) + "\n")
    (HERE / "two-symbols.dbn").write_bytes(two_symbols())
    if len(sys.argv) > 1:
        lines = []
        for path in sorted(Path(sys.argv[1]).glob("*.dbn*")):
            first, records = decode(path.read_bytes())
            lines.append(f"{path.name} {first.version} {len(records)} {fnv(chr(10).join(map(describe, records)))}")
        (HERE / "conformance.txt").write_text("\n".join(lines) + "\n")


def two_symbols():
    """Trades of two instruments in turn, by the official encoder."""
    raw = metadata(3, ["ESH1", "NQH1"], [("ESH1", 5482), ("NQH1", 6055)])
    for index in range(20):
        raw += bytes(dbn.TradeMsg(
            publisher_id=1, instrument_id=(5482, 6055)[index % 2], ts_event=1609160400000000000 + index * 1000,
            price=3720_250000000 + index * 250000000, size=index + 1, action=dbn.Action.TRADE,
            side=(dbn.Side.BID, dbn.Side.ASK, dbn.Side.NONE)[index % 3], depth=0,
            ts_recv=1609160400000000500 + index * 1000))
    return raw


main()
