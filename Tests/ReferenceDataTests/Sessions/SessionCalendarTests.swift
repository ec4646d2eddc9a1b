import Foundation
import ReferenceData
import TestSupport
import Testing

@Suite struct SessionCalendarTests {
    private static let second: Int64 = 1_000_000_000
    private static let hour: Int64 = 3600 * second
    private static let day: Int64 = 24 * hour

    private func utc(_ text: String) throws -> Int64 {
        let style = Date.ISO8601FormatStyle()
        return Int64(try style.parse(text).timeIntervalSince1970) * Self.second
    }

    private func date(_ number: Int) throws -> CivilDate {
        try #require(CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100))
    }

    private struct Row {
        var day: CivilDate
        var open: Int64
        var close: Int64
    }

    /// The recorded table of exchange_calendars: trading day, open, close in UTC.
    private func recorded(_ name: String) throws -> [Row]? {
        guard let path = RecordedData.path("calendar_xcal/tests/resources/\(name).csv") else { return nil }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return Row(
                day: try #require(CivilDate(text: String(cells[0].prefix(10)))), open: try utc(cells[1]),
                close: try utc(cells[2]))
        }
    }

    @Test func `every recorded session of New York stocks agrees, and there is no other`() throws {
        guard let rows = try recorded("xnys") else { return }
        let calendar = try SessionCalendar(named: "XNYS")
        let sessions = calendar.sessions(in: rows[0].open..<rows[rows.count - 1].close)
        #expect(rows.count == 8324 && sessions.count == rows.count)
        for (row, session) in zip(rows, sessions) {
            #expect(session.day == row.day && session.open == row.open && session.close == row.close)
            #expect(session.isEarlyClose == (session.close - session.open < 6 * Self.hour + Self.hour / 2))
        }
    }

    /// The table has no daily halt: its days last until 18:00, where ours end at 17:15, later 17:00.
    @Test func `every recorded day of Globex agrees but for the daily halt, which the table leaves out`()
        throws
    {
        guard let rows = try recorded("cmes") else { return }
        let calendar = try SessionCalendar(named: "CMES")
        let sessions = calendar.sessions(in: rows[0].open..<rows[rows.count - 1].close)
        #expect(rows.count == 7106 && sessions.count == rows.count)
        var early = 0
        for (row, session) in zip(rows, sessions) {
            #expect(session.day == row.day && session.open == row.open)
            let isOld = session.day < (try date(20_150_921))
            let halt = session.isEarlyClose ? 0 : isOld ? 45 * 60 * Self.second : Self.hour
            #expect(row.close - session.close == halt, "\(row.day)")
            early += session.isEarlyClose ? 1 : 0
        }
        #expect(early == 198)
    }

    /// The library leaves out Juneteenth, on which Globex has closed at 13:00 New York since 2022.
    @Test func `unusual days until 2026 are those of another library, Juneteenth on Globex aside`() throws {
        let juneteenth = [20_220_620, 20_230_619, 20_240_619, 20_250_619, 20_260_619]
        for (name, usual, expected) in [("XNYS", 16, SessionGolden.xnys), ("CMES", 17, SessionGolden.cmes)] {
            let calendar = try SessionCalendar(named: name)
            var different: [Int] = []
            var day = try date(19_900_101)
            while day.year < 2027 {
                defer { day = CivilDate(daysSinceEpoch: day.daysSinceEpoch + 1) }
                let session = calendar.session(on: day)
                if day.weekday == 0 || day.weekday == 6 {
                    #expect(session == nil, "\(day)")
                    continue
                }
                let number = day.year * 10_000 + day.month * 100 + day.day
                let hour = session.map { session in
                    let second = Int(session.close / Self.second)
                    return (second + calendar.zone.offset(atUTC: second)) / 3600 % 24
                }
                if (hour ?? 0) != (expected[number] ?? usual) { different.append(number) }
            }
            #expect(different == (name == "CMES" ? juneteenth : []))
        }
    }

    @Test func `a look-up finds the session of every instant, as a search through all does`() throws {
        var random = SplitMix64(seed: 3)
        for name in SessionCalendar.names {
            let calendar = try SessionCalendar(named: name)
            let range = try utc("2013-01-01T00:00:00Z")..<(try utc("2015-12-31T00:00:00Z"))
            let all = calendar.sessions(in: range)
            for (a, b) in zip(all, all.dropFirst()) { #expect(a.close <= b.open && a.day <= b.day) }
            var times = (0..<2000).map { _ in Int64.random(in: range, using: &random) }
            for session in all.dropFirst(5).prefix(300) {
                times += [session.open - 1, session.open, session.close - 1, session.close]
            }
            for time in times where time > all[3].close && time < all[all.count - 3].open {
                #expect(calendar.session(at: time) == all.first { $0.contains(time) })
                #expect(calendar.session(after: time) == all.first { $0.open > time })
                #expect(calendar.session(before: time) == all.last { $0.close <= time })
            }
        }
    }

    @Test func `weeks with a change of the clock keep New York hours`() throws {
        let stocks = try SessionCalendar(named: "XNYS")
        for (day, open) in [("2013-03-08", 14), ("2013-03-11", 13), ("2013-11-01", 13), ("2013-11-04", 14)] {
            let date = try #require(CivilDate(text: day))
            let session = try #require(stocks.session(on: date))
            #expect(session.open == (try utc("\(day)T\(open):30:00Z")))
        }
        let globex = try SessionCalendar(named: "CMES")
        // The clock is set on Sunday at 02:00, so Monday's session opens with the new one.
        let monday = try date(20_130_311)
        let spring = try #require(globex.session(on: monday))
        #expect(spring.open == (try utc("2013-03-10T22:00:00Z")))
        #expect(globex.session(at: try utc("2013-03-10T21:59:59Z")) == nil)
        let friday = try utc("2013-11-01T22:00:00Z")
        let autumn = try #require(globex.session(after: friday))
        #expect(autumn.open == (try utc("2013-11-03T23:00:00Z")))
    }

    @Test func `the week of currencies is five days that touch`() throws {
        let calendar = try SessionCalendar(named: "FX")
        let week = calendar.sessions(
            in: try utc("2014-05-03T00:00:00Z")..<(try utc("2014-05-10T12:00:00Z")))
        #expect(week.map(\.day.weekday) == [1, 2, 3, 4, 5])
        #expect(week.first?.open == (try utc("2014-05-04T21:00:00Z")))
        #expect(week.last?.close == (try utc("2014-05-09T21:00:00Z")))
        for (a, b) in zip(week, week.dropFirst()) { #expect(a.close == b.open) }
    }

    @Test func `around the clock every instant has a session, to the ends of time`() throws {
        let calendar = try SessionCalendar(named: "24/7")
        let times: [Int64] = [.min, -1, 0, 1, .max - 1]
        for time in times {
            let session = try #require(calendar.session(at: time))
            #expect(session.contains(time))
        }
        #expect(calendar.session(after: .max) == nil && calendar.session(before: .min) == nil)
        let today = try #require(calendar.session(at: 0))
        #expect((today.open, today.close) == (0, Self.day))
    }

    @Test func `a name that is not known is answered with those that are`() {
        #expect(throws: SessionCalendarError.unknown("NYSE")) { try SessionCalendar(named: "NYSE") }
        #expect(
            "\(SessionCalendarError.unknown("NYSE"))"
                == "no session calendar 'NYSE'; there are 24/7, XNYS, CMES, CMES-INDEX, FX")
    }

    @Test func `a look-up allocates nothing`() throws {
        let calendar = try SessionCalendar(named: "CMES")
        var found = 0
        let count = allocations {
            for hour in 0..<1000 where calendar.session(at: Int64(hour) * Self.hour) != nil { found += 1 }
        }
        #expect(found > 600)
        #if !DEBUG
            #expect(count == nil || count == 0)
        #else
            _ = count
        #endif
    }
}
