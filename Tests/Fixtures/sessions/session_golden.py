"""Writes SessionGolden.swift: weekdays with unusual hours, as exchange_calendars sees them.

pip install exchange_calendars==4.13.2; python session_golden.py > SessionGolden.swift
"""

import datetime

import exchange_calendars

FIRST, LAST = datetime.date(1990, 1, 1), datetime.date(2026, 12, 31)


def unusual(name, usual_close):
    """Weekdays as YYYYMMDD with the hour of the close in New York, 0 for none."""
    schedule = exchange_calendars.get_calendar(name, start=str(FIRST), end=str(LAST)).schedule
    closes = {day.date(): close.tz_convert("America/New_York") for day, close in schedule["close"].items()}
    day = FIRST
    while day <= LAST:
        if day.weekday() < 5:
            close = closes.get(day)
            hour = close.hour if close is not None else 0
            if hour != usual_close:
                yield int(day.strftime("%Y%m%d")), hour
        day += datetime.timedelta(days=1)


def main():
    print(f"/// Weekdays of {FIRST.year} to {LAST.year} with unusual hours: the hour of the close in New York, 0")
    print("/// for none; written by `Tests/Fixtures/sessions/session_golden.py` from exchange_calendars")
    print(f"/// {exchange_calendars.__version__}.")
    print("enum SessionGolden {")
    for name, usual_close in (("XNYS", 16), ("CMES", 18)):
        print(f"    static let {name.lower()}: [Int: Int] = [")
        line = "       "
        for number, hour in unusual(name, usual_close):
            item = f" {number}: {hour},"
            if len(line) + len(item) > 110:
                print(line)
                line = "       "
            line += item
        print(line)
        print("    ]")
    print("}")


main()
