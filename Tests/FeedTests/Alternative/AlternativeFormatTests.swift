import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// What each kind of alternative data makes of its rows, written as CSV and as JSON.
@Suite struct AlternativeFormatTests {
    @Test func `headlines of one time make one row`() throws {
        let run = try known(
            "ingest.news",
            """
            {"published_at":"2024-01-02T09:30:00Z","score":0.5,"relevance":1,"symbol":"A","x":{"score":[9]}}
            {"published_at":"2024-01-02T09:30:00Z","score":"-1","relevance":0.5,"symbol":"A"}

            {"score":0.25,"published_at":"2024-01-02T09:31:00.5Z","relevance":null,"symbol":"A"}
            {"score":0.25,"published_at":"2024-01-02T09:32:00Z","symbol":"B"}
            {"score":-0.75,"published_at":"2024-01-02T09:33:00Z","relevance":0,"symbol":"A"}
            """, with: [("only", Argument.text("A"))])
        #expect(run.columns == ["sentiment", "relevance", "count", "about"])
        #expect(run.column("sentiment") == [0, 0.25, -0.75])
        #expect(run.column("relevance") == [0.75, 1, 0] && run.column("count") == [2, 1, 1])
        #expect(
            run.rows.map(\.header.time)
                == [0, 60_500_000_000, 180_000_000_000].map { 1_704_187_800_000_000_000 + $0 })
        #expect(run.count("row of another name") == 1 && run.report.value("dropped") == 1)
        #expect(run.report.value("skipped") == 1)
    }

    @Test func `a calendar announces, releases and revises`() throws {
        let run = try known(
            "ingest.economic", paths: [alternativeFixture("calendar.csv")],
            [("only", Argument.text("PMI")), ("zone", Argument.text("America/New_York"))])
        #expect(run.column("actual") == [47.1, 47.4, 47.6] && run.column("released") == [0, 1, 1])
        #expect(run.column("surprise") == [0, 47.4 - 47.1, 47.6 - 47.1])
        #expect(run.column("previous") == [46.7, 46.7, 46.7])
        #expect(run.seconds == [1_704_128_400, 1_704_155_400, 1_704_163_500])
        let bare = try known(
            "ingest.economic",
            "known_at;event;actual;forecast\n1704128400;a;1.5;\n1704128401;a;;2\n1704128402;a;;\n")
        #expect(bare.column("forecast") == [1.5, 2] && bare.column("previous") == [1.5, 1.5])
        #expect(bare.count("neither actual nor forecast") == 1)
    }

    @Test func `dividends tell how far the ex-date is`() throws {
        let run = try known(
            "ingest.dividends",
            """
            declaration_date,ex_dividend_date,amount,symbol
            2024-01-02,2024-01-12,0.24,A
            2024-01-05,2024-01-04,0,A
            2024-01-06,,0.3,A
            2024-01-07,2024-02-01,-1,A
            """,
            with: [
                ("columns", Argument.table([("known_at", Argument.text("declaration_date"))])),
                ("known_at", Argument.text("end_of_day")), ("zone", Argument.text("UTC")),
            ])
        #expect(run.column("amount") == [0.24, 0] && run.column("days") == [9, -2])
        #expect(run.count("ex-date is absent") == 1 && run.count("amount is below zero") == 1)
    }

    @Test func `the primary credit rate is read as it is recorded`() throws {
        guard let path = RecordedData.path("lean/alternative/interest-rate/usa/interest-rate.csv") else {
            return
        }
        let run = try known(
            "ingest.rates", paths: [path],
            [("delay", seconds(86_400)), ("zone", Argument.text("America/New_York"))])
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
            .dropFirst()
        #expect(run.rows.count == lines.count && run.rows.count > 50 && run.refusedCount == 0)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "America/New_York"))
        for (row, line) in zip(run.rows, lines) {
            let parts = line.split(separator: ",")
            let day = parts[0].split(separator: "-").compactMap { Int($0) }
            let date = try #require(
                calendar.date(from: DateComponents(year: day[0], month: day[1], day: day[2] + 1)))
            #expect(row.header.time == Int64(date.timeIntervalSince1970) * 1_000_000_000)
            #expect(row.values[0] == (try #require(Double(parts[1]))) / 100)
        }
        #expect(refusal("ingest.rates", "DATE,PCREDIT8\n")?.argument == "known_at")
    }

    @Test func `surfaces of recorded universes are numpy's`() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: alternativeFixture("surface.json")))
        let golden = try JSONDecoder().decode([String: Golden].self, from: data)
        #expect(golden.count == 14)
        for (name, expected) in golden {
            guard let path = RecordedData.path("lean/\(name)") else { return }
            let run = try known(
                "ingest.volatility", paths: [path],
                [("known_at", Argument.text("end_of_day")), ("zone", Argument.text("America/New_York"))])
            #expect(run.count("implied volatility is not above zero") == expected.refused["zero"], "\(name)")
            #expect(run.count("implied volatility is below 'min_iv'") == expected.refused["low"], "\(name)")
            #expect(run.count("implied volatility is above 'max_iv'") == expected.refused["high"], "\(name)")
            #expect(run.count("implied volatility is absent") == expected.refused["absent"], "\(name)")
            #expect(run.count("option had expired") == expected.refused["expired"], "\(name)")
            guard let row = expected.row else {
                #expect(run.rows.isEmpty)
                continue
            }
            #expect(run.rows.count == 1)
            for (index, value) in row.enumerated() {
                let found = try #require(run.rows.first).values[index]
                #expect(abs(found - value) <= 1e-9 * max(1, abs(value)), "\(name) \(run.columns[index])")
            }
        }
    }

    @Test func `recorded universes have the volatilities that were counted`() throws {
        for day in 20_140_602...20_140_606 {
            let key = "misc:univ_option_usa_universes_aapl_\(day)"
            guard let facts = RecordedData.facts(key), let name = facts["path"] as? String,
                let path = RecordedData.path(name)
            else { return }
            let run = try known(
                "ingest.volatility", paths: [path],
                [("known_at", Argument.text("end_of_day")), ("zone", Argument.text("America/New_York"))])
            let positive = try #require(facts["iv_pos"] as? Int)
            let all = try #require(facts["iv_nonnull"] as? Int)
            #expect(run.count("implied volatility is not above zero") == all - positive)
            #expect(run.report.value("lines") == Double(try #require(facts["rows"] as? Int) + 1))
        }
        // Futures options have no volatilities there.
        guard let path = RecordedData.path("lean/futureoption/cme/universes/es/202003/20200106.csv") else {
            return
        }
        let run = try known(
            "ingest.volatility", paths: [path],
            [("known_at", Argument.text("end_of_day")), ("zone", Argument.text("America/New_York"))])
        #expect(run.rows.isEmpty && run.count("implied volatility is absent") == 104)
    }

    private struct Golden: Decodable {
        let refused: [String: Int]
        let row: [Double]?
    }
}
