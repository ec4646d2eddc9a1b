import MarketModel
import OperatorKit
import TestSupport
import Testing

/// Nights on which clocks change, leap seconds, and times at the ends of what 64 bits hold, in every format.
@Suite struct ClockEdgeTests {
    private func run(_ format: InputFormat, _ text: String, _ more: Arguments = []) throws -> Digested {
        let scratch = try ScratchFolder()
        let run = try Digested(format, path: try scratch.file(format.file, Array(text.utf8)), more)
        #expect(run.faults == [], "\(format): \(text)")
        return run
    }

    /// The rows of a format with each of some times in the place of its first field.
    private func text(_ format: InputFormat, _ times: [String]) -> String {
        let damage = Damage(format)
        let good = damage.record(0)
        let field = damage.fields(good).first ?? 0..<0
        let rows = times.map { damage.replaced(good, field, by: Array($0.utf8)) }
        return String(decoding: damage.head + rows.joined(), as: UTF8.self)
    }

    private static let written = InputFormat.all.filter { $0.hasZone && !$0.op.hasPrefix("ingest.lean") }

    /// Half past midnight to half past three in steps of ten minutes: in autumn the doubled hour is its first pass,
    /// in spring the skipped hour is read by the offset before, so that the hour after it comes too late.
    @Test(arguments: written) func `the nights on which New York's clocks change`(format: InputFormat) throws
    {
        let clock = (0..<18).map { "0\((30 + 10 * $0) / 60):\((30 + 10 * $0) % 60 / 10)0:00" }
        let autumn = try run(format, text(format, clock.map { "2013-11-03T\($0)" }))
        #expect(
            autumn.error == nil && autumn.value("late") == 0
                && (autumn.events > 0 || format.name == "volatility"))
        let spring = try run(format, text(format, clock.map { "2013-03-10T\($0)" }))
        #expect(spring.error == nil && spring.value("late") == 3, "\(spring.summary)")
        // With room for them they are sorted in.
        let sorted = try run(
            format, text(format, clock.map { "2013-03-10T\($0)" }),
            [("lateness", Argument.integer(3_600_000_000_000))])
        #expect(sorted.error == nil && sorted.value("late") == (format.name == "csv-bars" ? 3 : 0))
    }

    @Test(arguments: [("20131103", 0.0), ("20130310", 3.0)])
    func `Lean's milliseconds of such a day`(day: String, late: Double) throws {
        for var format in InputFormat.lean where format.texts["resolution"] != "hour" {
            format.file = day + format.file.dropFirst(8)
            let times = (0..<18).map { "\(1_800_000 + 600_000 * $0)" }
            let run = try run(format, text(format, times))
            #expect(run.error == nil, "\(format)")
            // One-sided quotes that change nothing are skipped.
            if format.name == "lean-trades" {
                #expect(run.value("late") == late && run.events == 18 - Int(late))
            }
        }
    }

    @Test(arguments: written) func `a leap second is the last nanosecond before it`(format: InputFormat)
        throws
    {
        let times = [
            "2016-12-31T23:59:58Z", "2016-12-31T23:59:60Z", "2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00Z",
            "2016-12-31T18:59:60-05:00", "2016-12-31T23:58:60Z", "2016-12-31T23:59:61Z",
        ]
        let run = try run(format, text(format, times))
        #expect(run.error == nil && (run.value("leap_seconds") ?? 0) >= 3, "\(run.summary)")
    }

    @Test func `leap seconds in messages are taken or refused, and never lose the next`() throws {
        for name in ["coinbase", "bitmex"] {
            let format = try #require(InputFormat.all.first { $0.name == name })
            let match =
                name == "coinbase"
                ? #"{"type":"match","product_id":"A-B","side":"sell","size":"1","price":"2","time":"TIME"}"#
                : #"{"table":"trade","action":"insert","data":[{"symbol":"A","side":"Buy","size":7,"price":2.5,"timestamp":"TIME"}]}"#
            let lines = [
                "2016-12-31T23:59:59Z", "2016-12-31T23:59:60.123Z", "2017-01-01T00:00:00Z",
                "2016-12-31T23:59:99Z", "9999-12-31T23:59:60Z", "2017-01-01T00:00:01Z",
            ].enumerated().map { "\($0 + 1).5: " + match.replacing("TIME", with: $1) + "\n" }
            for clock in ["receive", "event"] {
                let run = try run(format, lines.joined(), [("clock", Argument.text(clock))])
                #expect(run.error == nil && run.events == 4 && run.value("refused") == 2, "\(run.summary)")
            }
        }
        let fix = try #require(InputFormat.all.first { $0.name == "fix-levels" })
        let message =
            "8=FIX.4.4|9=5|35=X|49=V|56=C|34=1|52=TIME|262=R|268=1|279=0|269=0|55=EUR/USD|270=1.5|271=1|10=000|\n"
        let times = ["20161231-23:59:59", "20161231-23:59:60", "20170101-00:00:00"]
        let log = times.map { message.replacing("TIME", with: $0) }.joined()
        let run = try run(fix, log)
        #expect(run.error == nil && run.events == 2 && run.value("refused") == 1, "\(run.summary)")
    }

    /// Where 64 bits end the engine's order would; such times are out of range in every format.
    @Test func `times at the ends of 64 bits are refused`() throws {
        let ends = [
            "9223372036854775807", "9223372036854775806", "-9223372036854775808", "-9223372036854775807",
        ]
        for format in [
            InputFormat(name: "csv", op: "ingest.csv", shape: .rows, headers: 1, isOneToOne: true) { [] },
            InputFormat(name: "csv-bars", op: "ingest.csv", shape: .rows, headers: 1, isOneToOne: true) {
                []
            },
        ] {
            let isBar = format.name == "csv-bars"
            let rest = isBar ? "5,5,5,5,1" : "5,1"
            let rows = (["1000", "1000"] + ends + ends + ["2000"]).map { "\($0),\(rest)\n" }.joined()
            let run = try run(
                format, (isBar ? "ts_ns,open,high,low,close,volume\n" : "ts_ns,price,size\n") + rows)
            #expect(run.error == nil && run.events == (isBar ? 2 : 3), "\(run.summary)")
        }
        let recording = try #require(InputFormat.all.first { $0.name == "binance" })
        let trade = #"{"e":"trade","E":1,"s":"A","p":"1","q":"1","m":true}"#
        let lines = ["1", "9223372036854775807", "9223372036854775807", "2"].map { "\($0) \(trade)\n" }
        #expect(try self.run(recording, lines.joined()).events == 2)
    }

    @Test func `a day that 64 bits can't reach is an error`() throws {
        for day in ["9999-12-31", "0001-01-01", "2300-01-01", "1500-06-01"] {
            let lean = try run(InputFormat.lean[0], "1,100000,1,Q,@,0\n", [("date", Argument.text(day))])
            #expect(lean.error?.argument == "date", "\(day)")
            let csv = try run(
                InputFormat.csv[0], "ts_s,price,size\n1,5,1\n",
                [("time_unit", Argument.text("ms_of_day")), ("date", Argument.text(day))])
            #expect(csv.error?.argument == "date", "\(day)")
        }
    }
}
