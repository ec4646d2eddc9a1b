"""Counts what both readings of equity quote ticks give, beside nbbo.csv: python3 nbbo.py DATA > nbbo.csv

market: each row is one side of the market's best quote. exchange: of its exchange's, and the best of all goes out
(highest bid, lowest ask, of equal prices the larger size). A quote counts when it differs from the one before.
minutes: of the minutes in which a quote changed and the vendor has a bar, how many close at the vendor's bid and ask.
"""
import sys
import zipfile

FILES = [("aig", "20131007"), ("bac", "20131007"), ("ibm", "20131007"), ("ibm", "20131008"), ("ibm", "20131009")]


def rows(path):
    archive = zipfile.ZipFile(path)
    for line in archive.read(archive.namelist()[0]).decode().split():
        fields = line.split(",")
        if len(fields) < 8 or fields[7] != "1":
            yield fields


def quotes(lines, per_exchange):
    bids, asks, bid, ask = {}, {}, (0, 0), (0, 0)
    for time, *prices, exchange in (line[:6] for line in lines):
        before = bid, ask
        bid_row, ask_row = tuple(map(int, prices[:2])), tuple(map(int, prices[2:]))
        if not per_exchange:
            bid = bid_row if any(bid_row) else bid
            ask = ask_row if any(ask_row) else ask
        else:
            if any(bid_row):
                bids[exchange] = bid_row
            if any(ask_row):
                asks[exchange] = ask_row
            bid = max((side for side in bids.values() if all(side)), default=(0, 0))
            ask = min((side for side in asks.values() if all(side)), default=(0, 0), key=lambda s: (s[0], -s[1]))
        if (bid, ask) != before:
            yield int(time), bid, ask


print("symbol,day,nbbo,quotes,crossed,minutes,vendor_minutes")
for symbol, day in FILES:
    folder = f"{sys.argv[1]}/lean/equity/usa"
    lines = list(rows(f"{folder}/tick/{symbol}/{day}_quote.zip"))
    try:
        vendor = {
            int(row[0]) // 60000: (int(row[4] or 0), int(row[9] or 0))
            for row in rows(f"{folder}/minute/{symbol}/{day}_quote.zip")
        }
    except FileNotFoundError:
        vendor = {}
    for name in ("market", "exchange"):
        count = crossed = 0
        closes = {}
        for time, bid, ask in quotes(lines, name == "exchange"):
            count += 1
            crossed += bid[0] > ask[0] > 0
            closes[time // 60000] = bid[0], ask[0]
        both = vendor.keys() & closes.keys()
        same = sum(vendor[minute] == closes[minute] for minute in both)
        print(symbol, day, name, count, crossed, same, len(both), sep=",")
