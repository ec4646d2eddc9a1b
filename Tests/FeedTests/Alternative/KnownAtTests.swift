import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// When rows of alternative data are known: against Foundation's calendar, and what is refused.
@Suite struct KnownAtTests {
    private static let header = "known_at,date,rate\n"

    private func newYork(_ text: String) throws -> Int64 {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "America/New_York")
        format.dateFormat = "yyyy-MM-dd HH:mm"
        return Int64(try #require(format.date(from: text)).timeIntervalSince1970)
    }

    @Test func `a row stands where it was known, not at what it is about`() throws {
        let run = try known(
            "ingest.rates",
            Self.header + "2024-01-03T15:30:00Z,2024-02-01,5.5\n2024-01-04T00:00Z,2023-12-01,5\n")
        #expect(run.seconds == [1_704_295_800, 1_704_326_400])
        #expect(run.column("about") == [1_706_745_600, 1_701_388_800])
        #expect(run.column("rate") == [0.055, 0.05])
        #expect(abs(run.column("change")[1] + 0.005) < 1e-15 && run.column("change")[0] == 0)
        #expect(run.report.received == 2 && run.refusedCount == 0)
    }

    @Test func `a date alone needs a rule`() throws {
        let text = "date,rate\n2024-01-03,5\n"
        let error = try #require(refusal("ingest.rates", text))
        #expect(error.argument == "known_at" && error.help?.contains("delay: 1d") == true)
        let endOfDay = try #require(
            refusal("ingest.rates", text, with: [("known_at", Argument.text("end_of_day"))]))
        #expect(endOfDay.argument == "zone")
        let delayed = try known("ingest.rates", text, with: [("delay", seconds(86_400))])
        #expect(delayed.seconds == [1_704_326_400])
        let dated = try known("ingest.rates", Self.header + "2024-01-03,2024-01-02,5\n2024-01-03T09:00,,5\n")
        #expect(dated.rows.count == 1)
        #expect(dated.report.refusals.first?.reason.contains("without a time of day") == true)
    }

    @Test(arguments: ["2024-03-09", "2024-03-10", "2024-11-02", "2024-11-03", "2024-06-15", "1969-12-31"])
    func `days end at the local midnight, over changes of the clocks too`(_ day: String) throws {
        let start = try newYork("\(day) 00:00")
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "America/New_York"))
        let date = Date(timeIntervalSince1970: Double(start))
        let end = Int64(try #require(calendar.date(byAdding: .day, value: 1, to: date)).timeIntervalSince1970)
        let zone = ("zone", Argument.text("America/New_York"))
        let text = "date,rate\n\(day),5\n"
        let ended = try known(
            "ingest.rates", text, with: [zone, ("known_at", Argument.text("end_of_day"))])
        let delayed = try known("ingest.rates", text, with: [zone, ("delay", seconds(86_400))])
        let later = try known(
            "ingest.rates", "known_at,rate\n\(day)T17:00,5\n",
            with: [zone, ("known_at", Argument.text("end_of_day")), ("delay", seconds(60))])
        #expect(ended.seconds == [end] && delayed.seconds == [end] && later.seconds == [end + 60])
        #expect(ended.column("about") == [Double(start)])
    }

    @Test func `times in a skipped or doubled hour are read as the reference says`() throws {
        let run = try known(
            "ingest.rates",
            "known_at,rate\n2024-03-10 02:30,1\n2024-11-03 01:30,2\n2024-11-03 01:10,3\n",
            with: [("zone", Argument.text("America/New_York"))])
        // 02:30 by the offset before, −5 h; 01:30 in the first pass, −4 h.
        #expect(run.seconds == [1_710_055_800, 1_730_611_800])
        #expect(run.count("time is earlier than what came before") == 1)
        #expect(
            refusal("ingest.rates", "known_at,rate\n", with: [("zone", Argument.text("Mars/Base"))])?.argument
                == "zone")
    }

    @Test func `rows that go backward are counted, clamped, sorted or fatal`() throws {
        let text = "known_at,rate\n1704295900,1\n1704295800,2\n1704296000,3\n1704295700,4\n"
        let refused = try known("ingest.rates", text)
        #expect(refused.column("rate") == [0.01, 0.03])
        #expect(refused.report.value("late") == 2 && refused.report.received == 4)
        let clamped = try known("ingest.rates", text, with: [("backward", Argument.text("clamp"))])
        #expect(clamped.seconds == [1_704_295_900, 1_704_295_900, 1_704_296_000, 1_704_296_000])
        #expect(clamped.rows.map(\.header.sequence) == clamped.rows.map(\.header.sequence).sorted())
        #expect(clamped.report.value("clamped") == 2)
        let sorted = try known("ingest.rates", text, with: [("lateness", seconds(150))])
        #expect(sorted.column("rate") == [0.02, 0.01, 0.03] && sorted.report.value("late") == 1)
        let failed = try known("ingest.rates", text, with: [("backward", Argument.text("fail"))])
        #expect(failed.failure?.argument == "backward" && failed.column("rate") == [0.01])
    }

    @Test func `what a matrix shows was known by then`() throws {
        var random = SplitMix64(seed: 5)
        var text = "known_at,date,rate\n"
        for index in 0..<400 {
            let time = 1_704_295_800 + Int64.random(in: 0..<40_000, using: &random)
            text += "\(time),\(Int64.random(in: 1_600_000_000..<1_800_000_000, using: &random)),\(index)\n"
        }
        let run = try known("ingest.rates", text, with: [("lateness", seconds(40_000))])
        #expect(run.rows.count == 400)
        let bars = (0..<300).map { index in
            let end = (1_704_295_800 + Int64(index) * 137) * 1_000_000_000
            return Bar(
                header: EventHeader(time: end, sequence: end - 1), start: end - 137_000_000_000, end: end,
                open: Price(1), high: Price(1), low: Price(1), close: Price(1), volume: 1)
        }
        let columns = ["rates.rate", "rates.about"].map { Argument.text($0) }
        let harness = NodeHarness(
            entry("matrix.features"), [("columns", Argument.list(columns))],
            [
                Feed("inputs", run.rows, source: "rates", columns: run.columns, triggers: false),
                Feed("inputs", bars, source: "bars", onlyTriggers: true),
            ])
        let matrix = try harness.run().node.tape(FeatureRow.self).events
        #expect(matrix.count > 250)
        for row in matrix {
            let last = try #require(run.rows.last { $0.header.sequence <= row.header.sequence })
            #expect(row.values[0] == last.values[0] && row.values[1] == last.values[2])
            #expect(last.header.time < row.header.time)
        }
    }
}
