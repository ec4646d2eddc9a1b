import Foundation
import ReferenceData
import TestSupport
import Testing

/// Instruments, held to Lean's databases.
@Suite struct InstrumentTests {
    private func database() throws -> SymbolProperties? {
        guard
            let path = RecordedData.path("lean/symbol-properties/symbol-properties-database.csv")
        else { return nil }
        return try SymbolProperties(path: path)
    }

    @Test func `every line of the symbol properties is read`() throws {
        guard let database = try database(),
            let path = RecordedData.path("lean/symbol-properties/symbol-properties-database.csv")
        else { return }
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
        #expect(database.instruments.count == lines.count - 1)
        let wrong = zip(lines.dropFirst(), database.instruments).filter { line, instrument in
            let cells = line.components(separatedBy: ",")
            return Decimal(string: instrument.tick.description) != Decimal(string: cells[6])
                || instrument.tick.double != Double(cells[6])
                || instrument.multiplier.double != Double(cells[5])
                || instrument.lot.double != Double(cells[7])
        }
        #expect(wrong.map(\.0) == [])
    }

    @Test func `the table agrees with the symbol properties`() throws {
        guard let database = try database() else { return }
        for instrument in Instrument.table {
            let entry = try #require(
                database.instrument(
                    instrument.symbol, market: instrument.market, assetClass: instrument.assetClass))
            #expect(instrument.tick == entry.tick, "\(instrument.symbol)")
            #expect(instrument.multiplier == entry.multiplier, "\(instrument.symbol)")
            #expect(instrument.lot == entry.lot, "\(instrument.symbol)")
            #expect(instrument.currency == entry.currency, "\(instrument.symbol)")
        }
        let spy = database.instrument("SPY", market: "usa", assetClass: .equity)
        #expect(spy?.symbol == "*", "SPY has no entry of its own")
        #expect(database.instrument("SPY", market: "mars", assetClass: .equity) == nil)
    }

    @Test func `a tick is worth what the exchanges say`() {
        let worth: [(String, ExactDecimal)] = [
            ("NQ", "5"), ("ES", "12.5"), ("CL", "10"), ("GC", "10"), ("MNQ", "0.5"), ("MES", "1.25"),
        ]
        for (symbol, value) in worth { #expect(Instrument.named(symbol)?.tickValue == value, "\(symbol)") }
        #expect(Instrument.named("mnq")?.multiplier == "2")
        #expect(Instrument.named("MES")?.multiplier == "5")
        #expect(Instrument.named("GC")?.tick.nanos == 100_000_000)
        #expect(Instrument.named("nothing") == nil)
    }

    @Test func `symbols of the table are distinct and their calendars exist`() throws {
        #expect(Set(Instrument.table.map(\.symbol)).count == Instrument.table.count)
        for name in Instrument.table.compactMap(\.calendar) { _ = try SessionCalendar(named: name) }
    }

    @Test func `a contract is the product with an expiry`() throws {
        let gold = try #require(Instrument.named("GC"))
        let day = try #require(CivilDate(text: "2013-12-27"))
        let december = gold.contract(expiring: day)
        #expect(gold.expiry == nil)
        #expect(december.expiry == day && december.tickValue == gold.tickValue)
    }

    @Test func `the table's margins are the last of the margin files`() throws {
        let files = ["GC": "comex", "CL": "nymex", "ES": "cme", "MES": "cme", "NQ": "cme", "MNQ": "cme"]
        #expect(Set(Instrument.table.filter { $0.margin != nil }.map(\.symbol)) == Set(files.keys))
        for (symbol, market) in files {
            guard let path = RecordedData.path("lean/future/\(market)/margins/\(symbol).csv") else { return }
            let history = try MarginHistory(path: path)
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
            #expect(history.margins.count == lines.count - 1)
            #expect(Instrument.named(symbol)?.margin == history.margins.last)
        }
    }

    @Test func `the margin of a day is the last one set by then`() throws {
        guard let path = RecordedData.path("lean/future/cme/margins/ES.csv") else { return }
        let history = try MarginHistory(path: path)
        func initial(_ day: String) throws -> Double? {
            history.margin(on: try #require(CivilDate(text: day)))?.initial
        }
        #expect(try initial("2012-03-25") == nil)
        #expect(try initial("2012-03-26") == 4375)
        #expect(try initial("2013-10-07") == 4180)
        #expect(try initial("2013-10-14") == 4180)
        #expect(try initial("2013-10-15") == 4510)
        #expect(try initial("2030-01-01") == 11_880)
    }

    @Test(arguments: [
        ("cme,ES,future,E-mini,USD,50.0,0.25", "column 8 is missing"),
        ("cme,ES,tulip,E-mini,USD,50.0,0.25,1", "'tulip' isn't a type of security"),
        ("cme,ES,future,E-mini,USD,x,0.25,1", "the multiplier 'x' isn't"),
        ("cme,ES,future,E-mini,USD,50,0,1", "the price step '0' isn't"),
        ("cme,,future,E-mini,USD,50,1,1", "the symbol is missing"),
    ])
    func `a bad line is named`(line: String, reason: String) throws {
        let error = #expect(throws: ReferenceDataError.self) {
            try SymbolProperties(bytes: Array("market,symbol\n\n\(line)\n".utf8), path: "db.csv")
        }
        #expect(error?.line == 3)
        #expect(try #require(error).description.hasPrefix("db.csv:3: \(reason)"))
    }

    @Test func `margins that go back in time are refused`() {
        let text = "date,initial,maintenance\n20200101,5,4\n20200101,6,5\n"
        #expect(throws: ReferenceDataError.self) { try MarginHistory(bytes: Array(text.utf8), path: "m") }
    }

    @Test func `decimals are read as Foundation reads them, and written back`() throws {
        var random = SplitMix64(seed: 3)
        let texts = (0..<20_000).map { _ in
            "\(Int64.random(in: -999_999_999_999...999_999_999_999, using: &random))"
                + "e\(Int.random(in: -14...5, using: &random))"
        }
        let wrong = texts.filter { text in
            guard let number = ExactDecimal(text) else { return true }
            return Decimal(string: number.description) != Decimal(string: text)
                || ExactDecimal(number.description) != number || number.double != Double(text)
        }
        #expect(wrong == [])
        func read(_ text: String) -> ExactDecimal? { ExactDecimal(text) }
        #expect(read("5e-05")?.description == "0.00005")
        #expect(read("2.50") == "2.5")
        #expect(try #require(read("0.000000000001")).nanos == nil)
        #expect(try #require(read("9999999999")).nanos == nil)
    }

    @Test func `what is no decimal is refused`() {
        for text in ["", ".", "-", "1.2.3", "1e", "1e99", "0x10", "nan", "inf", "1 ", "1_000"] {
            #expect(ExactDecimal(text) == nil, "\(text)")
        }
        #expect(ExactDecimal(String(repeating: "9", count: 40)) == nil)
    }

    @Test func `no bytes break the readers`() {
        var random = SplitMix64(seed: 11)
        let pieces = Array("cme,ES,future,0.25,1e-5,\n#[*]date20131007.-\u{0}é".utf8)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0..<120, using: &random)).map { _ in
                pieces[Int.random(in: pieces.indices, using: &random)]
            }
            _ = try? SymbolProperties(bytes: bytes, path: "x")
            _ = try? MarginHistory(bytes: bytes, path: "x")
            _ = try? FactorFile(bytes: bytes, path: "x")
            _ = try? MapFile(bytes: bytes, path: "x")
            _ = try? RollFactorFile(bytes: bytes, path: "x")
        }
    }
}
