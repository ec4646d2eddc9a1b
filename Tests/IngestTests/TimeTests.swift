import Foundation
import Testing

@testable import IngestOperators
@testable import ReferenceData

func time(_ text: String, _ notation: TimeRule.Notation = .iso, zone: TimeZoneTable = .utc) -> (
    Int64, Refusal.Fault?
) {
    var rule = TimeRule(notation, zone: zone, date: CivilDate(text: "2013-10-07"))
    let bytes = Array(text.utf8)
    let outcome = rule.careful(bytes.span, 0..<bytes.count)
    var at = 0
    if let quick = rule.quick(bytes.span, &at, bytes.count, 44) {
        #expect(outcome.fault == nil && quick == outcome.value && at == bytes.count, "\(text)")
    }
    return (outcome.value, outcome.fault)
}

@Suite struct TimeTests {
    @Test(arguments: [
        ("2013-10-07T04:00:00.123456789Z", 1_381_118_400_123_456_789), ("1970-01-01", 0),
        ("19700102", 86_400_000_000_000),
        ("2013-10-07 04:00:00", 1_381_118_400_000_000_000), ("2013-10-07T04:00", 1_381_118_400_000_000_000),
        ("2013-10-07T04:00:00+02:00", 1_381_111_200_000_000_000),
        ("2013-10-07T04:00:00-0330", 1_381_131_000_000_000_000),
        ("2013-10-07t04:00:00.5z", 1_381_118_400_500_000_000),
        ("2000-02-29T00:00:00+01", 951_778_800_000_000_000),
        ("1969-12-31T23:59:59.999999999Z", -1),
        ("2013-10-07T04:00:00.9999999999Z", 1_381_118_401_000_000_000),
        ("2013/10/07 04:00", 1_381_118_400_000_000_000), ("2013.10.07", 1_381_104_000_000_000_000),
        ("2016-12-31T23:59:60.25Z", 1_483_228_799_999_999_999),
        (" 2013-10-07 ", 1_381_104_000_000_000_000), ("2100-03-01", 4_107_542_400_000_000_000),
    ])
    func `ISO times are read`(text: String, expected: Int64) {
        let got = time(text)
        #expect(got.0 == expected && got.1 == nil)
    }

    @Test(arguments: [
        "2013-13-07", "2013-02-29", "2013-00-07", "2013-10-32", "2013-10-07T24:00", "2013-10-07T04:60",
        "2013-10-07T04:00:60", "2013-10-07T04:59:61", "2013/10-07", "01/02/2013", "2013-10-07T",
        "2013-10-07T04", "2013-10-07T04:00:00.", "2013-10-07T04:00:00+",
        "x",
        "2013-1007", "201310-07", "2013-10-07T04:00:00Z1", "2013-10-07T04:00:00 Z", "1900-02-29",
        "2013-10-07X04:00",
        "2013-10-07T04:00:00+25:00",
    ])
    func `what is no ISO time is refused`(text: String) {
        #expect(time(text).1 == .malformed)
    }

    @Test func `years beyond 64 bits are out of range`() {
        #expect(time("1500-01-01").1 == .outOfRange && time("2300-01-01").1 == .outOfRange)
        #expect(time("9999-12-31T23:59:59Z").1 == .outOfRange && time("").1 == .empty)
    }

    @Test func `units scale exactly`() {
        #expect(time("1735828200.123456789", .epoch(exponent: 9)).0 == 1_735_828_200_123_456_789)
        #expect(time("62.2662", .epoch(exponent: 6)).0 == 62_266_200)
        #expect(time("5", .epoch(exponent: 3)).0 == 5000)
        #expect(time("-1", .epoch(exponent: 0)).0 == -1)
        #expect(time("99999999999999999999", .epoch(exponent: 0)).1 == .outOfRange)
    }

    @Test func `milliseconds of a day count on the wall clock`() throws {
        let newYork = try TimeZoneTable(named: "America/New_York")
        #expect(time("14400464", .millisecondsOfDay, zone: newYork).0 == 1_381_132_800_464_000_000)
        #expect(time("43.142", .millisecondsOfDay).0 == 1_381_104_000_043_142_000)
        #expect(
            time("86400000", .millisecondsOfDay).1 == .outOfRange
                && time("-1", .millisecondsOfDay).1 == .outOfRange)
        #expect(time("86399999.999999", .millisecondsOfDay).1 == nil)
    }

    @Test func `local times agree with Python's zoneinfo`() throws {
        let text = try String(contentsOfFile: fixture("zones.csv"), encoding: .utf8)
        var zones: [String: TimeZoneTable] = [:]
        var checked = 0
        for row in text.split(separator: "\n") {
            let fields = row.split(separator: ",")
            let name = String(fields[0])
            let zone = try zones[name] ?? TimeZoneTable(named: name)
            zones[name] = zone
            let (local, expected) = (try #require(Int(fields[1])), try #require(Int(fields[2])))
            #expect(zone.utc(fromLocal: local) == expected, "\(row)")
            checked += 1
        }
        #expect(checked > 2000)
    }

    @Test func `the cached stretch gives what the table gives`() throws {
        let zone = try TimeZoneTable(named: "America/New_York")
        var rule = TimeRule(.iso, zone: zone)
        var dice = Dice(seed: 9)
        for _ in 0..<5000 {
            let day = dice.below(30_000)
            let second = dice.pick([0, 7200, 3600, 10_800, 5400, 86_399])
            let date = Date(timeIntervalSince1970: Double(day * 86_400 + second))
            let text = Array(date.ISO8601Format().dropLast().utf8)
            let outcome = rule.careful(text.span, 0..<text.count)
            #expect(outcome.value == Int64(zone.utc(fromLocal: day * 86_400 + second)) * 1_000_000_000)
        }
    }

    @Test func `doubled and skipped hours follow the rule`() throws {
        let zone = try TimeZoneTable(named: "America/New_York")
        // 2013-11-03 01:30 happens twice: the first is summer time. 2013-03-10 02:30 never: one hour later.
        #expect(time("2013-11-03T01:30:00", zone: zone).0 == time("2013-11-03T05:30:00Z").0)
        #expect(time("2013-03-10T02:30:00", zone: zone).0 == time("2013-03-10T07:30:00Z").0)
        #expect(zone.offset(atUTC: 1_383_458_399) == -14_400 && zone.offset(atUTC: 1_383_458_400) == -18_000)
    }

    @Test func `a zone that isn't there is told`() {
        #expect(throws: TimeZoneError.unknown("America/Gotham", directory: "/usr/share/zoneinfo")) {
            try TimeZoneTable(named: "America/Gotham")
        }
        for name in ["../etc/passwd", "/etc/passwd", "", "a//b", "New York"] {
            #expect(throws: TimeZoneError.notAName(name)) { try TimeZoneTable(named: name) }
        }
        #expect(throws: Never.self) { try TimeZoneTable(named: "UTC", directory: "/nowhere") }
    }

    @Test func `a damaged zone file never crashes`() throws {
        let good = Array(try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/America/New_York")))
        #expect(ZoneFile(good) != nil && ZoneFile([]) == nil && ZoneFile(Array(good.prefix(60))) == nil)
        var dice = Dice(seed: 4)
        for _ in 0..<500 {
            var bad = Array(good.prefix(dice.below(good.count + 1)))
            for _ in 0..<dice.below(4) where !bad.isEmpty {
                bad[dice.below(bad.count)] = UInt8(dice.below(256))
            }
            if var file = ZoneFile(bad) { file.extend(until: 2262) }
        }
    }

    @Test(arguments: [
        ("<+0330>-3:30", 2024, [0]), ("EST5EDT,M3.2.0,M11.1.0", 2013, [1_362_898_800, 1_383_458_400]),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", 2013, [1_364_691_600, 1_382_835_600]),
        ("AAA0BBB,J60,59", 2024, [1_709_258_400, 1_709_168_400]),
    ])
    func `the rule at a file's end gives the changes`(rule: String, year: Int, expected: [Int]) throws {
        let changes = try #require(PosixZoneRule(rule)).changes(year: year).map(\.second)
        #expect(changes == (expected == [0] ? [] : expected.sorted()))
    }

    @Test func `dates are found in names`() {
        #expect(CivilDate(foundIn: "20131007_trade.zip") == CivilDate(year: 2013, month: 10, day: 7))
        #expect(CivilDate(foundIn: "gc-2013-10-08.csv") == CivilDate(year: 2013, month: 10, day: 8))
        #expect(CivilDate(foundIn: "gc_201310071.csv") == nil && CivilDate(foundIn: "20131307.csv") == nil)
        for day in stride(from: -140_000, to: 200_000, by: 37) {
            let parts = Calendar.utc.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
            let date = CivilDate(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0)
            #expect(date?.daysSinceEpoch == day)
        }
    }
}

extension Calendar {
    fileprivate static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        return calendar
    }()
}
