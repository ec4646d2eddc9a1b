import Archives
import Foundation
import ReferenceData
import TestSupport
import Testing

/// Hours as tables, Lean's file of them, and the halt of equity indices.
@Suite struct TradingHoursTests {
    private static let second: Int64 = 1_000_000_000
    private static let minute = 60 * second
    private static let day = 86_400 * second

    private static let database: [UInt8]? = RecordedData.path("lean/market-hours/market-hours-database.json")
        .flatMap { try? ArchiveReader.contents(path: $0, limit: 1 << 26) }

    private func utc(_ text: String) throws -> Int64 {
        Int64(try Date.ISO8601FormatStyle().parse(text).timeIntervalSince1970) * Self.second
    }

    private func hours(_ json: String, key: String = "a-b-C", extended: Bool = true) throws -> TradingHours {
        try TradingHours(marketHours: Array(json.utf8), path: "h.json", key: key, extended: extended)
    }

    /// Whether an entry of the file is open, from its own words.
    private struct Twin {
        let entry: [String: Any]
        let zone: TimeZone
        let isExtended: Bool
        private static let days = [
            "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
        ]

        private func seconds(_ text: Any?) -> Int? {
            guard let text = text as? String else { return nil }
            let parts = text.split { ":.".contains($0) }.compactMap { Int($0) }
            return parts.count == 4
                ? parts[0] * 86_400 : parts[0] * 3600 + parts[1] * 60 + parts[2]
        }

        func isOpen(_ time: Int64) -> Bool {
            let date = Date(timeIntervalSince1970: Double(time / 1_000_000_000))
            let local = Int(time / 1_000_000_000) + zone.secondsFromGMT(for: date)
            let (number, second) = (local / 86_400, local % 86_400)
            let day = CivilDate(daysSinceEpoch: number)
            let text = "\(day.month)/\(day.day)/\(day.year)"
            if (entry["holidays"] as? [String] ?? []).contains(text) { return false }
            let early = seconds((entry["earlyCloses"] as? [String: String])?[text])
            let late = seconds((entry["lateOpens"] as? [String: String])?[text])
            switch (early, late) {
            case (let early?, let late?) where early < late:
                if second >= early, second < late { return false }
            default:
                if let early, second >= early { return false }
                if let late, second < late { return false }
            }
            let spans = entry[Self.days[day.weekday]] as? [[String: String]] ?? []
            return spans.contains { span in
                guard isExtended || span["state"] == "market", let start = seconds(span["start"]),
                    let end = seconds(span["end"])
                else { return false }
                return start <= second && second < end
            }
        }
    }

    @Test(arguments: [
        ("Future-cme-ES", true), ("Future-cme-ES", false), ("Future-comex-GC", true),
        ("Equity-usa-[*]", false),
        ("Cfd-oanda-SPX500USD", true), ("Forex-oanda-EURNZD", true), ("Future-sgx-NK", true),
        ("Crypto-binance-[*]", true),
    ])
    func `an entry of Lean's file is open when its own words say so`(key: String, extended: Bool) throws {
        guard let bytes = Self.database else { return }
        let table = try TradingHours(marketHours: bytes, path: "db", key: key, extended: extended)
        let calendar = try SessionCalendar(table)
        let all = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        let entry = try #require((all?["entries"] as? [String: [String: Any]])?[key])
        let twin = Twin(
            entry: entry, zone: try #require(TimeZone(identifier: table.zone)), isExtended: extended)
        let range = try utc("2009-01-01T00:00:00Z")..<(try utc("2027-02-01T00:00:00Z"))
        let sessions = calendar.sessions(
            in: try utc("2023-11-01T00:00:00Z")..<(try utc("2025-02-01T00:00:00Z")))
        for (a, b) in zip(sessions, sessions.dropFirst()) { #expect(a.close <= b.open && a.day <= b.day) }
        var random = SplitMix64(seed: 17)
        var times = (0..<1500).map { _ in Int64.random(in: range, using: &random) / Self.second * Self.second
        }
        for session in sessions.shuffled(using: &random).prefix(150) {
            times += [session.open - Self.second, session.open, session.close - Self.second, session.close]
        }
        let wrong = times.filter { (calendar.session(at: $0) != nil) != twin.isOpen($0) }
        #expect(wrong == [], "\(key)")
        for time in times.prefix(200) {
            let (before, after) = (calendar.session(before: time), calendar.session(after: time))
            if let after { #expect(after.open > time && twin.isOpen(after.open)) }
            if let before { #expect(before.close <= time && twin.isOpen(before.close - Self.second)) }
        }
    }

    @Test func `a symbol without an entry has that of its market, and what is not there is named`() throws {
        guard let bytes = Self.database else { return }
        let spy = try TradingHours(marketHours: bytes, path: "db", key: "Equity-usa-SPY", extended: false)
        let all = try TradingHours(marketHours: bytes, path: "db", key: "Equity-usa-[*]", extended: false)
        #expect(spy == all)
        let error = #expect(throws: ReferenceDataError.self) {
            try TradingHours(marketHours: bytes, path: "db", key: "Equity-mars-SPY", extended: false)
        }
        #expect(error?.reason == "there is no entry 'Equity-mars-SPY', and no 'Equity-mars-[*]'")
    }

    @Test func `equity indices of Globex halt as the recorded minutes do`() throws {
        let calendar = try SessionCalendar(named: "CMES-INDEX")
        var minutes: [Int64] = []
        for day in 6...11 {
            let name = String(format: "lean/future/cme/minute/es/201310%02d_trade.zip", day)
            guard let path = RecordedData.path(name) else { return }
            let midnight = try utc(String(format: "2013-10-%02dT00:00:00Z", day))
            let reader = try ArchiveReader(path: path, member: "*_201312.csv")
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while case let count = try reader.read(into: &buffer), count > 0 { bytes += buffer[..<count] }
            for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
                minutes.append(midnight + (Int64(line.prefix { $0 != "," }) ?? -1) * 1_000_000)
            }
        }
        minutes = Array(Set(minutes)).sorted()
        #expect(minutes.count > 5000)
        #expect(minutes.filter { calendar.session(at: $0) == nil } == [])
        // Every session from Sunday evening to Friday begins and ends with a minute that was traded.
        let sessions = calendar.sessions(in: minutes[0]..<minutes[minutes.count - 1])
        #expect(sessions.count == 10)
        for session in sessions {
            let inside = minutes.filter { session.contains($0) }
            #expect(inside.first == session.open && inside.last == session.close - Self.minute)
        }
        let other = try SessionCalendar(named: "CMES")
        #expect(other.session(at: sessions[0].close) != nil && calendar.session(at: sessions[0].close) == nil)
    }

    @Test func `the halt began in November 2012 and ended in June 2021, and is left out of short days`()
        throws
    {
        let calendar = try SessionCalendar(named: "CMES-INDEX")
        func count(_ text: String) throws -> Int {
            let day = try #require(CivilDate(text: text))
            let noon = try utc("\(text)T12:00:00Z")
            return calendar.sessions(in: (noon - Self.day)..<(noon + Self.day)).filter { $0.day == day }.count
        }
        #expect(try count("2012-11-16") == 1 && count("2012-11-19") == 2)
        #expect(try count("2021-06-25") == 2 && count("2021-06-28") == 1)
        #expect(try count("2013-11-29") == 1 && count("2013-12-25") == 0)
    }

    @Test func `an evening is one session with the next day, a break parts it, a holiday takes it away`()
        throws
    {
        let calendar = try SessionCalendar(
            try hours(
                """
                {"other": [1, {"x": "a\\"b"}], "entries": {"x-y-Z": {}, "a-b-C": {
                  "exchangeTimeZone": "America/New_York",
                  "sunday": [{"start": "18:00:00", "end": "1.00:00:00", "state": "premarket"}],
                  "monday": [{"start": "00:00:00", "end": "12:00:00", "state": "market"},
                             {"start": "13:00:00", "end": "17:00:00", "state": "market"},
                             {"start": "18:00:00", "end": "1.00:00:00", "state": "postmarket"}],
                  "tuesday": [{"start": "00:00:00", "end": "17:00:00", "state": "market"}],
                  "holidays": ["10/14/2013"], "earlyCloses": {"10/21/2013": "11:00:00"},
                  "lateOpens": {"10/21/2013": "18:00:00", "10/22/2013": "9:30:00"}}}}
                """))
        func spans(_ from: String, _ to: String) throws -> [String] {
            let found = calendar.sessions(in: try utc("\(from)T16:00:00Z")..<(try utc("\(to)T16:00:00Z")))
            let style = Date.ISO8601FormatStyle()
            return found.map { session in
                let ends = [session.open, session.close].map { time in
                    style.format(Date(timeIntervalSince1970: Double(time / Self.second))).dropFirst(8).prefix(
                        8)
                }
                return ends.joined(separator: " ") + " \(session.day.day)"
                    + (session.isEarlyClose ? " early" : "")
            }
        }
        #expect(
            try spans("2013-10-06", "2013-10-09") == [
                "06T22:00 07T16:00 7", "07T17:00 07T21:00 7", "07T22:00 08T21:00 8",
            ])
        #expect(try spans("2013-10-13", "2013-10-15") == ["13T22:00 14T04:00 13", "15T04:00 15T21:00 15"])
        // Monday ends at 11:00; its evening goes on at midnight only where Tuesday does.
        #expect(
            try spans("2013-10-20", "2013-10-23") == [
                "20T22:00 21T15:00 21 early", "21T22:00 22T04:00 21", "22T13:30 22T21:00 22",
            ])
        #expect(calendar.name == "hours" && calendar.zone.name == "America/New_York")
    }

    @Test(arguments: [
        ("{", "a '\"'"), ("[]", "a '{'"),
        ("{\"entries\": {\"a-b-C\": {\"monday\": [{\"start\": \"9\"}]}}}", "time of day"),
        ("{\"entries\": {\"a-b-C\": {\"holidays\": [\"2013\"]}}}", "month/day/year"),
        ("{\"entries\": {\"a-b-C\": {\"exchangeTimeZone\": \"UTC\"}}}", "no day of the week"),
        ("{\"entries\": {\"a-b-C\": 5}}", "a '{'"), ("{\"entries\": {}} ", "no entry"),
        (
            "{\"entries\": {\"a-b-C\": {\"monday\": [{\"start\": \"09:00:00\", \"end\": \"11:00:00\"}, "
                + "{\"start\": \"10:00:00\", \"end\": \"12:00:00\"}]}}}", "overlap"
        ),
    ])
    func `a file that can't be read says where and why`(text: String, reason: String) throws {
        let error = #expect(throws: ReferenceDataError.self) { try hours(text) }
        #expect(error.map { "\($0)" }?.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func `no bytes break the reader`() {
        let text =
            "{\"entries\": {\"a-b-C\": {\"exchangeTimeZone\": \"UTC\", \"monday\": [{\"start\": \"09:00:00\", "
            + "\"end\": \"1.00:00:00\", \"state\": \"market\"}], \"earlyCloses\": {\"1/2/2013\": \"13:00:00\"}}}}"
        let bytes = Array(text.utf8)
        for end in bytes.indices {
            _ = try? TradingHours(
                marketHours: Array(bytes[..<end]), path: "x", key: "a-b-C", extended: true)
        }
        var random = SplitMix64(seed: 23)
        for _ in 0..<2000 {
            var mutated = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                mutated[Int.random(in: mutated.indices, using: &random)] =
                    bytes[Int.random(in: bytes.indices, using: &random)]
            }
            let table = try? TradingHours(marketHours: mutated, path: "x", key: "a-b-C", extended: true)
            if let table { _ = try? SessionCalendar(table).session(at: 0) }
        }
        let deep = Array(String(repeating: "[", count: 100_000).utf8)
        #expect(throws: ReferenceDataError.self) {
            try TradingHours(marketHours: Array("{\"a\": ".utf8) + deep, path: "x", key: "a", extended: true)
        }
    }
}
