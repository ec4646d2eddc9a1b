import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import ReferenceData
import TestSupport
import Testing

/// Time bars by zones and calendars, and the filling of gaps.
@Suite struct CalendarBarTests {
    private static let hour = 60 * minute
    private static let day = 24 * hour

    private struct Plan: CustomStringConvertible {
        var every: Int64
        var offset: Int64 = 0
        var zone = ""
        var calendar = ""
        var outside = "drop"
        var description: String { "\(every) \(offset) \(zone) \(calendar) \(outside)" }

        var arguments: Arguments {
            [
                ("every", Argument.integer(every)), ("offset", Argument.integer(offset)),
                ("zone", Argument.text(zone)), ("calendar", Argument.text(calendar)),
                ("outside", Argument.text(outside)),
            ]
        }
    }

    /// What tells one bucket from the next at an instant, by Foundation's own time zones.
    private struct Label: Equatable {
        var bucket: Int64
        var clock: Int
        var open: Int64?
        var isInSession: Bool
    }

    private func label(_ time: Int64, _ plan: Plan, _ calendar: SessionCalendar?) throws -> Label {
        let name = plan.zone.isEmpty ? calendar?.zone.name ?? "UTC" : plan.zone
        let zone = try #require(TimeZone(identifier: name))
        let second = floor(time, 1_000_000_000)
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
        let local = time + Int64(offset) * 1_000_000_000 - plan.offset
        let session = calendar?.session(at: time)
        let next = session == nil ? calendar?.session(after: time) : nil
        return Label(
            bucket: floor(local, plan.every),
            clock: plan.every < Self.day ? offset : 0, open: session?.open ?? next?.open,
            isInSession: calendar == nil || session != nil)
    }

    private func floor(_ value: Int64, _ unit: Int64) -> Int64 {
        value / unit - (value % unit < 0 ? 1 : 0)
    }

    /// Trades over weeks that hold both changes of the clock.
    private func tape(_ seed: UInt64, autumn: Bool) -> [Trade] {
        TradeTape.random(
            3000, seed: seed, meanGap: 300_000_000_000, start: autumn ? utc(2013, 10, 30) : utc(2014, 3, 5))
    }

    private static let plans: [Plan] = [
        Plan(every: 5 * minute, zone: "America/New_York", calendar: "XNYS"),
        Plan(every: hour, calendar: "XNYS"),
        Plan(every: hour, offset: 30 * minute, calendar: "XNYS", outside: "keep"),
        Plan(every: 4 * hour, calendar: "CMES"),
        Plan(every: day, offset: 18 * hour, calendar: "CMES"),
        Plan(every: day, calendar: "CMES", outside: "keep"),
        Plan(every: 30 * minute, zone: "Asia/Kolkata", calendar: "FX"),
        Plan(every: 7 * hour, zone: "UTC", calendar: "24/7"),
        Plan(every: hour, zone: "America/New_York"),
        Plan(every: 4 * hour, offset: -hour, zone: "Australia/Lord_Howe"),
        Plan(every: day, zone: "America/New_York"),
        Plan(every: 7 * day, offset: 4 * day, zone: "Europe/London"),
        Plan(every: 90 * minute, offset: 17 * minute),
    ]

    @Test(arguments: [true, false])
    func `buckets are those of a brute-force search, over changes of the clock`(autumn: Bool) throws {
        for (index, plan) in Self.plans.enumerated() {
            let calendar = plan.calendar.isEmpty ? nil : try SessionCalendar(named: plan.calendar)
            let trades = tape(UInt64(index + 1), autumn: autumn)
            var groups: [(label: Label, trades: [Trade])] = []
            var dropped = 0
            for trade in trades {
                let label = try label(trade.header.sequence, plan, calendar)
                if !label.isInSession, plan.outside == "drop" {
                    dropped += 1
                } else if groups.last?.label == label {
                    groups[groups.count - 1].trades.append(trade)
                } else {
                    groups.append((label, [trade]))
                }
            }
            let node = try run("bars.time", plan.arguments, Feed("trades", trades))
            let made = node.tape(Bar.self).events
            try #require(made.count == groups.count && made.count > 1, "\(plan)")
            #expect(
                node.report.value("outside")
                    == (plan.outside == "drop" && calendar != nil ? Double(dropped) : nil))
            expectSound(made, of: groups.flatMap(\.trades))
            for (bar, group) in zip(made, groups) {
                let header = EventHeader(time: bar.end, sequence: bar.end - 1)
                var twin = plainBar(group.trades, start: bar.start, end: bar.end, header: header)
                twin.flags = bar.flags
                #expect(bar == twin, "\(plan)")
                for (inside, out) in [(bar.start, bar.start - 1), (bar.end - 1, bar.end)] {
                    #expect(try label(inside, plan, calendar) == group.label, "\(plan) \(bar)")
                    #expect(try label(out, plan, calendar) != group.label, "\(plan) \(bar)")
                }
            }
        }
    }

    @Test func `the hour that comes twice gives two bars, and a day has 25 hours`() throws {
        // New York, 2013-11-03: 02:00 EDT = 06:00 UTC is 01:00 EST.
        let midnight = utc(2013, 11, 3, 4)
        var points: [(time: Int64, price: Double)] = []
        for index in 0..<16 { points.append((time: midnight + Int64(index) * 30 * minute, price: 5)) }
        let trades = TradeTape.of(points)
        let hours = try bars("bars.time", Plan(every: Self.hour, zone: "America/New_York").arguments, trades)
        #expect(hours.map(\.tickCount) == [2, 2, 2, 2, 2, 2, 2, 2])
        let days = try bars("bars.time", Plan(every: Self.day, zone: "America/New_York").arguments, trades)
        #expect(days.map { $0.end - $0.start } == [25 * Self.hour])
    }

    private func filled(_ every: Int64, _ calendar: String, _ points: [(Int64, Double)]) throws -> [Bar] {
        let arguments = Plan(every: every, calendar: calendar).arguments + [("gaps", Argument.text("fill"))]
        return try bars("bars.time", arguments, TradeTape.of(points))
    }

    @Test func `gaps within a session are filled with the last close, a closed market is not`() throws {
        // Monday 2013-10-07: 09:30 is 13:30 UTC, 16:00 is 20:00; the next trade comes on Tuesday at 10:00.
        let made = try filled(
            Self.hour / 2, "XNYS",
            [(utc(2013, 10, 7, 13, 30), 10), (utc(2013, 10, 7, 18, 40), 12), (utc(2013, 10, 8, 14, 5), 13)])
        #expect(made.count == 15)
        #expect(made.filter { $0.flags.contains(.synthetic) }.count == 12)
        for bar in made where bar.flags.contains(.synthetic) {
            #expect(bar.open == bar.close && bar.high == bar.low && bar.open == bar.high)
            #expect(bar.volume == 0 && bar.tickCount == 0 && bar.vwap == bar.close.double)
        }
        let closes = [Double](repeating: 10, count: 10) + [12, 12, 12, 12, 13]
        #expect(made.map(\.close.double) == closes)
        #expect(made[12].end == utc(2013, 10, 7, 20) && made[13].start == utc(2013, 10, 8, 13, 30))
        #expect(made[10].flags == [] && made[14].flags == .partial)
    }

    @Test func `a price is carried through one whole session without a trade, and no further`() throws {
        let made = try filled(
            Self.hour, "24/7", [(utc(2020, 1, 1, 12, 1), 5), (utc(2020, 1, 6, 3, 30), 6)])
        #expect(made.count == 1 + 11 + 24 + 1)
        #expect(made[35].end == utc(2020, 1, 3) && made[36].start == utc(2020, 1, 6, 3))
    }

    @Test func `gaps are filled as time goes on, without a further trade`() throws {
        let arguments: Arguments = [
            ("every", Argument.integer(minute)), ("calendar", Argument.text("24/7")),
            ("gaps", Argument.text("fill")),
        ]
        let feed = Feed("trades", TradeTape.of([(0, 1)]))
        let node = try DrivenNode(entry("bars.time"), arguments, inputs: [feed.input])
        node.deliver(TradeTape.of([(0, 1)]))
        #expect(node.progress(after: 3 * minute + 5) == 4 * minute - 1)
        #expect(node.tape(Bar.self).take().map(\.flags) == [[], .synthetic, .synthetic])
        node.finish()
        #expect(node.tape(Bar.self).take().isEmpty, "nothing is made up after the last trade")
    }

    @Test(arguments: ["XNYS", "CMES", "FX", "24/7"])
    func `filled bars leave no hole in a session and change no other bar`(calendar: String) throws {
        let trades = tape(4, autumn: true)
        let plain = try bars("bars.time", Plan(every: 5 * minute, calendar: calendar).arguments, trades)
        let arguments =
            Plan(every: 5 * minute, calendar: calendar).arguments + [("gaps", Argument.text("fill"))]
        let made = try bars("bars.time", arguments, trades)
        #expect(made.filter { !$0.flags.contains(.synthetic) } == plain)
        let sessions = try SessionCalendar(named: calendar)
        for (a, b) in zip(made, made.dropFirst()) where a.end != b.start {
            #expect(sessions.session(at: a.end) == nil && sessions.session(after: a.end)?.open == b.start)
        }
        for (a, b) in zip(made, made.dropFirst()) where b.flags.contains(.synthetic) {
            #expect(b.open == a.close)
        }
    }

    @Test func `the end of a session closes a bar before the next one opens`() throws {
        let arguments = Plan(every: Self.hour, calendar: "XNYS").arguments
        let trades = TradeTape.of([(utc(2013, 10, 7, 19, 59), 1)])
        let node = try DrivenNode(entry("bars.time"), arguments, inputs: [Feed("trades", trades).input])
        node.deliver(trades)
        let close = utc(2013, 10, 7, 20)
        #expect(node.progress(after: close - 1) == close - 1)
        #expect(node.progress(after: close) == close)
        #expect(node.tape(Bar.self).take().map(\.end) == [close])
    }

    @Test func `bad arguments are told with a way out`() {
        let cases: [(Arguments, String, String)] = [
            ([("calendar", Argument.text("XNY"))], "calendar", "calendar: XNYS"),
            ([("zone", Argument.text("Mars/Base"))], "zone", "zone: America/New_York"),
            ([("gaps", Argument.text("fill"))], "gaps", "calendar: 24/7"),
        ]
        for (arguments, argument, help) in cases {
            let error = #expect(throws: OperatorError.self) {
                try bars("bars.time", [("every", Argument.integer(minute))] + arguments, [])
            }
            #expect(error?.argument == argument && error?.help == help)
        }
        let days = Plan(every: 36 * Self.hour, zone: "Europe/London").arguments
        #expect(throws: OperatorError.self) { try bars("bars.time", days, []) }
        let short = Plan(every: 1_000_000, calendar: "24/7").arguments + [("gaps", Argument.text("fill"))]
        #expect(throws: OperatorError.self) { try bars("bars.time", short, []) }
    }

    @Test func `they keep the laws of operators`() throws {
        let trades = TradeTape.random(3000, seed: 9, meanGap: 20_000_000_000, start: utc(2013, 10, 31))
        for plan in Self.plans where plan.every < 2 * Self.hour {
            for gaps in plan.calendar.isEmpty ? ["none"] : ["none", "fill"] {
                let arguments = plan.arguments + [("gaps", Argument.text(gaps))]
                let faults = try checkOperator(entry("bars.time"), arguments, [Feed("trades", trades)])
                #expect(faults == [], "\(plan) \(gaps)")
            }
        }
    }
}
