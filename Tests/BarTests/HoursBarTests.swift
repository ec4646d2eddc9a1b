import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Bars by hours that a pipeline writes out or takes from Lean's file.
@Suite struct HoursBarTests {
    private func hours(_ entries: [(key: String, value: ArgumentValue)]) -> Arguments {
        [("hours", Argument.table(entries))]
    }

    private let tokyo: [(key: String, value: ArgumentValue)] = [
        ("zone", Argument.text("Asia/Tokyo")),
        ("weekdays", Argument.list([Argument.text("09:00-11:30"), Argument.text("12:30-15:00")])),
        ("holidays", Argument.list([Argument.text("2013-10-14")])),
        ("early_closes", Argument.table([("2013-10-15", Argument.text("11:00"))])),
        ("late_opens", Argument.table([("2013-10-16", Argument.text("14:30"))])),
    ]

    /// A trade every ten minutes.
    private func trades(_ from: Int64, _ to: Int64) -> [Trade] {
        TradeTape.of(stride(from: from, to: to, by: Int(10 * minute)).map { ($0, 5) })
    }

    @Test func `hours with a break, a holiday, an early close and a late open`() throws {
        // Friday the 11th to Wednesday the 16th; 09:00 in Tokyo is 00:00 UTC.
        let tape = trades(utc(2013, 10, 10, 20), utc(2013, 10, 16, 12))
        let arguments = [("every", Argument.integer(60 * minute))] + hours(tokyo)
        let made = try bars("bars.time", arguments, tape)
        let starts = made.map { bar in
            "\(bar.start / (24 * 60 * minute) - 15_989)d"
                + "\(bar.start / minute % 1440)+\((bar.end - bar.start) / minute)"
        }
        let day = ["0+60", "60+60", "120+30", "210+30", "240+60", "300+60"]
        let (early, late) = (["0+60", "60+60"], ["330+30"])
        #expect(
            starts == day.map { "0d\($0)" } + early.map { "4d\($0)" } + late.map { "5d\($0)" })
        let node = try run("bars.time", arguments, Feed("trades", tape))
        #expect(
            node.report.value("outside") == Double(tape.count) - made.reduce(0) { $0 + Double($1.tickCount) })
        let five = try bars("bars.time", [("every", Argument.integer(5 * minute))] + hours(tokyo), tape)
        let merged = try bars("bars.merge", arguments, of: five)
        #expect(merged.map(\.start) == made.map(\.start) && merged.map(\.close) == made.map(\.close))
    }

    @Test func `the halt of equity indices is no gap that is filled`() throws {
        let tape = trades(utc(2013, 10, 7, 19), utc(2013, 10, 8, 0))
        let arguments: Arguments = [
            ("every", Argument.integer(5 * minute)), ("calendar", Argument.text("CMES-INDEX")),
            ("gaps", Argument.text("fill")),
        ]
        let made = try bars("bars.time", arguments, tape)
        let holes = zip(made, made.dropFirst()).filter { $0.end != $1.start }.map { [$0.end, $1.start] }
        #expect(
            holes == [
                [utc(2013, 10, 7, 20, 15), utc(2013, 10, 7, 20, 30)],
                [utc(2013, 10, 7, 21, 15), utc(2013, 10, 7, 22)],
            ])
    }

    @Test func `hours of Lean's file by key are those of the calendar`() throws {
        guard let path = RecordedData.path("lean/market-hours/market-hours-database.json") else { return }
        let tape = TradeTape.random(2000, seed: 5, meanGap: 300_000_000_000, start: utc(2024, 12, 20))
        func made(_ arguments: Arguments) throws -> [Bar] {
            try bars("bars.time", [("every", Argument.integer(30 * minute))] + arguments, tape)
        }
        let file = try made([
            ("market_hours", Argument.text(path)), ("calendar", Argument.text("Equity-usa-SPY")),
        ])
        let named = try made([("calendar", Argument.text("XNYS"))])
        #expect(file.count > 30 && file == named)
        let error = #expect(throws: OperatorError.self) {
            try made([("market_hours", Argument.text(path)), ("calendar", Argument.text("Tulip-usa-X"))])
        }
        #expect(error?.argument == "market_hours" && error?.message.contains("Tulip-usa-X") == true)
    }

    @Test func `what is no hours is told with its place`() {
        func error(_ arguments: Arguments) -> OperatorError? {
            #expect(throws: OperatorError.self) {
                try bars("bars.time", [("every", Argument.integer(minute))] + arguments, [])
            }
        }
        func one(_ key: String, _ value: ArgumentValue) -> OperatorError? {
            let error = error(hours([(key, value)]))
            #expect(error?.argument == "hours", "\(key)")
            return error
        }
        let wrong = one("monday", Argument.text("9-17", origin: 3))
        #expect(wrong?.origin == 3 && wrong?.message.contains("'9-17'") == true)
        #expect(one("monday", Argument.text("18:00-09:00"))?.help?.contains("18:00-24:00") == true)
        #expect(
            one("monday", Argument.list([Argument.text("09:00-12:00"), Argument.text("11:00-13:00")])) != nil)
        #expect(one("mondya", Argument.text("09:00-10:00"))?.help?.contains("did you mean 'monday'") == true)
        #expect(one("holidays", Argument.text("12/25/2024"))?.message.contains("YYYY-MM-DD") == true)
        #expect(one("early_closes", Argument.text("13:00")) != nil)
        #expect(one("late_opens", Argument.table([("2024-01-02", Argument.text("25:00"))])) != nil)
        #expect(one("zone", Argument.text("Asia/Tokyo"))?.message.contains("no day of the week") == true)
        #expect(error([("hours", Argument.text("x"))])?.argument == "hours")
        #expect(error(hours(tokyo) + [("calendar", Argument.text("FX"))])?.argument == "hours")
        #expect(error([("market_hours", Argument.text("x.json"))])?.help == "calendar: Future-cme-ES")
        let file: Arguments = [
            ("market_hours", Argument.text("no/such.json")), ("calendar", Argument.text("a-b-C")),
        ]
        #expect(error(file)?.message.contains("no/such.json") == true)
    }

    @Test func `they keep the laws of operators`() throws {
        let tape = TradeTape.random(3000, seed: 9, meanGap: 20_000_000_000, start: utc(2013, 10, 10))
        for gaps in ["none", "fill"] {
            let arguments =
                [("every", Argument.integer(5 * minute)), ("gaps", Argument.text(gaps))] + hours(tokyo)
            #expect(try checkOperator(entry("bars.time"), arguments, [Feed("trades", tape)]) == [])
        }
    }
}
