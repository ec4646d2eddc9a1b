import Foundation
import ReferenceData
import TestSupport
import Testing

/// Factor and map files, as recorded and made up.
@Suite struct AdjustmentFileTests {
    private func files(_ folder: String) throws -> [String] {
        guard let path = RecordedData.path(folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { "\(path)/\($0)" }
    }

    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text: text)) }

    private func map(_ name: String) throws -> MapFile? {
        guard let path = RecordedData.path("lean/equity/usa/map_files/\(name).csv") else { return nil }
        return try MapFile(path: path)
    }

    @Test func `every factor file is read, line by line`() throws {
        for path in try files("lean/equity/usa/factor_files") {
            let file = try FactorFile(path: path)
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
            #expect(file.rows.count == lines.count, "\(path)")
            for (row, line) in zip(file.rows, lines) {
                let cells = line.components(separatedBy: ",")
                #expect(row.until.description.filter { $0 != "-" } == cells[0])
                #expect(row.priceFactor == Double(cells[1]) && row.splitFactor == Double(cells[2]), "\(line)")
                #expect(row.close == Double(cells[3]), "\(line)")
            }
        }
    }

    @Test func `every map file is read`() throws {
        for path in try files("lean/equity/usa/map_files") {
            let file = try MapFile(path: path)
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
            #expect(file.rows.count == lines.count, "\(path)")
            #expect(file.name(on: file.life.lowerBound) != nil && file.name(on: file.life.upperBound) != nil)
        }
    }

    @Test func `the split of Apple`() throws {
        guard let path = RecordedData.path("lean/equity/usa/factor_files/aapl.csv") else { return }
        let file = try FactorFile(path: path)
        let before = file.factors(on: try day("2014-06-06"))
        let after = file.factors(on: try day("2014-06-09"))
        #expect(abs(645.57 * before.split / after.split - 92.2243) < 1e-4)
        #expect(file.factors(on: try day("2020-08-28")).split == 0.25)
        #expect(file.factors(on: try day("2020-08-31")).split == 1)
        #expect(file.factors(on: try day("1990-01-01")).split == file.rows[0].splitFactor)
        #expect(file.factors(on: try day("2060-01-01")) == (1, 1))
    }

    @Test(
        arguments: [
            ("googl", "2004-08-19", "goog"), ("googl", "2014-04-02", "goog"),
            ("googl", "2014-04-03", "googl"),
            ("goog", "2014-03-27", "goocv"), ("goog", "2014-04-03", "goog"), ("goog", "2013-10-07", nil),
            ("twx", "2000-01-03", "aol"), ("twx", "2003-10-15", "aol"), ("twx", "2003-10-16", "twx"),
            ("twx", "2018-06-18", nil), ("twx.1", "2001-01-11", "twx"), ("twx.1", "2001-01-12", nil),
            ("fb", "2012-05-18", "fb"), ("fb", "2012-05-17", nil), ("fb.1", "2003-03-28", "fb"),
            ("qqq", "2004-12-01", "qqqq"), ("qqq", "2011-03-23", "qqq"), ("bac", "1998-09-30", "nb"),
            ("bac", "1998-10-01", "bac"), ("tfcfa", "2019-03-19", "tfcfa"), ("wm", "2000-01-03", "wmi"),
        ] as [(String, String, String?)])
    func `a security is known by its name of the day`(file: String, date: String, name: String?) throws {
        guard let map = try map(file) else { return }
        #expect(map.name(on: try day(date)) == name)
    }

    @Test func `contracts of the S&P future expire on third Fridays`() throws {
        guard let path = RecordedData.path("lean/future/cme/map_files/es.csv") else { return }
        let map = try MapFile(path: path)
        for mapping in MapFile.Mapping.allCases {
            let contracts = map.contracts(by: mapping)
            #expect(contracts.count > 10)
            for (until, expiry) in contracts {
                #expect(expiry.month % 3 == 0 && expiry.weekday == 5 && (15...21).contains(expiry.day))
                #expect(until < expiry || mapping == .openInterestAnnual || until.year == 2050)
            }
        }
        let december = map.contracts(by: .openInterest).first { $0.expiry.description == "2013-12-20" }
        #expect(december?.until.description == "2013-12-17")
    }

    @Test func `roll factors are read, and chain to the last`() throws {
        guard let path = RecordedData.path("lean/future/cme/factor_files/es.csv") else { return }
        let file = try RollFactorFile(path: path)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
        #expect(file.rows.count == lines.count)
        for (row, line) in zip(file.rows, lines) {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let ratios = try #require(object?["BackwardsRatioScale"] as? [Double])
            let differences = try #require(object?["BackwardsPanamaCanalScale"] as? [Double])
            #expect(row.mapping.code == object?["DataMappingMode"] as? Int)
            #expect(abs(row.ratio - ratios[0]) < 1e-15 && row.difference == differences[0])
            #expect((object?["Date"] as? String)?.hasPrefix(row.until.description) == true)
        }
        let row = file.row(until: try day("2013-12-17"), by: .openInterest)
        #expect(row?.difference == -159.5)
    }

    @Test(arguments: [
        ("20140606,1,x,3", "the split factor 'x' isn't a positive number"),
        ("20140606,0,1,3", "the price factor '0' isn't a positive number"),
        ("2014060,1,1,3", "'2014060' isn't a day written YYYYMMDD"),
        ("20140606,1", "column 3 is missing"),
        ("20140606,1,1,1\n20140606,1,1,1", "the day 2014-06-06 does not come after 2014-06-06"),
    ])
    func `a bad factor is named`(text: String, reason: String) throws {
        let error = #expect(throws: ReferenceDataError.self) {
            try FactorFile(bytes: Array(text.utf8), path: "f.csv")
        }
        #expect(error?.reason == reason)
    }

    @Test(arguments: [
        ("20140606,", "the name is missing"), ("20140606,es x,CME,7", "'7' isn't a mapping mode, 0 to 3"),
        ("20140606,a\n20140605,b", "the day 2014-06-05 comes before 2014-06-06"), ("", "it has no names"),
    ])
    func `a bad name is named`(text: String, reason: String) throws {
        let error = #expect(throws: ReferenceDataError.self) {
            try MapFile(bytes: Array(text.utf8), path: "m.csv")
        }
        #expect(error?.reason == reason)
    }

    @Test(arguments: [
        ("2013-13-01", "[1]", "[0]", "0"), ("2013-12-01", "[-1]", "[0]", "0"),
        ("2013-12-01", "[1]", "[]", "0"), ("2013-12-01", "[1]", "[0]", "9"), ("2013-12-01", "1", "0", "0"),
    ])
    func `a bad roll factor is named`(day: String, ratio: String, gap: String, mode: String) throws {
        let text =
            "{\"Date\":\"\(day)\",\"BackwardsRatioScale\":\(ratio),"
            + "\"BackwardsPanamaCanalScale\":\(gap),\"DataMappingMode\":\(mode)}"
        let error = #expect(throws: ReferenceDataError.self) {
            try RollFactorFile(bytes: Array(text.utf8), path: "r.csv")
        }
        #expect(error?.line == 1)
    }

    @Test func `a missing file says so`() {
        let error = #expect(throws: ReferenceDataError.self) { try FactorFile(path: "no/such.csv") }
        #expect(error?.description == "no file at 'no/such.csv'")
    }
}
