import Foundation
import MarketModel
import OperatorKit
import TestSupport
import Testing

@testable import IngestOperators

@Suite struct CSVTests {
    @Test func `a plain file gives its trades`() throws {
        let reading = try read(
            text:
                "ts_ns,price,size,side\n1735828200012345678,21000.25,3,B\n1735828200012345678,21000.5,1.5,S\n"
        )
        #expect(reading.error == nil && reading.trades.count == 2 && reading.addsUp)
        let (first, second) = (reading.trades[0], reading.trades[1])
        #expect(first.header.time == 1_735_828_200_012_345_678 && first.header.sequence == first.header.time)
        #expect(first.price.raw == 21_000_250_000_000 && first.quantity == 3 && first.side == .buy)
        #expect(
            second.header.time == first.header.time && second.header.sequence == first.header.sequence + 1)
        #expect(second.quantity == 1.5 && second.side == .sell)
    }

    @Test(arguments: ["ticks.csv", "ticks.csv.gz", "ticks.csv.zst", "one.zip"])
    func `packings give the same trades and the same checksum`(name: String) throws {
        let plain = read(fixture("ticks.csv"))
        let packed = read(fixture(name))
        #expect(plain.trades.count == 3000 && packed.trades == plain.trades)
        #expect(packed.report.inputs.map(\.hash) == plain.report.inputs.map(\.hash))
    }

    @Test(arguments: [
        "Timestamp,PX,Qty,Aggressor", "date,last,amount,direction", "\u{FEFF}time_ns,Price,volume,side",
        "  ts_event , price , size , side", "\"ts\",\"price\",\"size\",\"side\"",
    ])
    func `usual headers are recognised`(header: String) throws {
        let reading = try read(text: "\(header)\n1735828200012345678,5,3,sell\n")
        #expect(reading.error == nil && reading.trades.map(\.side) == [.sell] && reading.addsUp)
    }

    @Test func `columns are chosen by name or number`() throws {
        let text = "a,b,c,d,e\nx,3,2013-10-07T00:00:00,y,5.5\n"
        let named = try read(text: text) {
            $0.columns = [column("time", "c"), column("price", "E"), column("size", "b")]
        }
        let numbered = try read(text: text) {
            $0.columns = [column("time", 2), column("price", 4), column("size", 1)]
            $0.header = .present
        }
        #expect(named.trades.map(\.price.raw) == [5_500_000_000] && named.trades.map(\.quantity) == [3])
        #expect(numbered.trades == named.trades)
    }

    @Test func `delimiters comments and blank lines`() throws {
        let reading = try read(text: "# a note\n\n1735828200\t5\t1\n  \n#x\n1735828201\t6\t1\r\n") {
            $0.delimiter = "tab"
            $0.comment = "#"
        }
        #expect(reading.trades.map(\.price.double) == [5, 6] && reading.count("skipped") == 4)
        #expect(reading.addsUp)
    }

    @Test func `quoted fields are unquoted`() throws {
        let reading = try read(
            text:
                "note,ts_ns,price,size\n\"a,\"\"b\"\"\",\"1735828200000000000\",\"5\",1\n\"open,1,2,3\n\"a\"b,1,2,3\n"
        )
        #expect(reading.trades.map(\.price.double) == [5])
        #expect(reading.refused("line has a quote") == 2 && reading.addsUp)
    }

    @Test(arguments: [
        ("x,5,1", "time is malformed"), (",5,1", "time is empty"),
        ("1735828200000000000,nan,1", "price is NaN"), ("1735828200000000000,-inf,1", "price is infinite"),
        ("1735828200000000000,,1", "price is empty"), ("1735828200000000000,0,1,B", "price isn't positive"),
        ("1735828200000000000,-5,1,B", "price isn't positive"),
        ("1735828200000000000,1e10,1", "price is out of range"),
        ("1735828200000000000,5,-1,B", "size is negative"), ("1735828200000000000,5,", "size is empty"),
        ("1735828200000000000,5,inf", "size is infinite"), ("1735828200000000000,5", "size is absent"),
        ("1735828200000000000", "price is absent"), ("1735828200000000000,5,1,maybe", "side is malformed"),
        ("1735828199999999999,5,1,B", "time is earlier than what came before"),
        ("99999999999999999999,5,1,B", "time is out of range"),
    ])
    func `a bad row is refused by its reason with its line`(row: String, reason: String) throws {
        let good = "1735828200000000000,5,1,B\n"
        let reading = try read(text: "ts_ns,price,size,side\n\(good)\(row)\n\(good)")
        #expect(reading.trades.count == 2 && reading.reasons == [reason] && reading.addsUp)
        #expect(reading.examples.first?.contains("line 3: ") == true)
        #expect(reading.count("late") == (reason.hasPrefix("time is earlier") ? 1 : 0))
    }

    @Test func `an example shows the row or the event`() throws {
        let reading = try read(text: "1735828200,x,1\n1735828200,-5,1\n")
        let shown = reading.examples.map { String($0.split(separator: "line").last ?? "") }
        #expect(shown == [" 1: 1735828200,x,1", " 2: trade -5 x 1.0 at 2025-01-02T14:30:00Z"])
    }

    @Test func `only the first examples of a kind are kept`() throws {
        let reading = try read(text: "1735828200,5,1\n" + String(repeating: "1735828200,x,1\n", count: 50))
        #expect(reading.count("refused") == 50 && reading.examples.count == 3)
        #expect(reading.examples.last?.hasSuffix("line 4: 1735828200,x,1") == true)
    }

    @Test func `rounded prices are counted`() throws {
        let reading = try read(
            text: "1735828200,5.0000000005,1\n1735828200,5.0000000015,1\n1735828200,5.5,1\n")
        #expect(reading.trades.map(\.price.raw) == [5_000_000_000, 5_000_000_002, 5_500_000_000])
        #expect(reading.count("rounded") == 2)
    }

    @Test func `negative prices pass where allowed`() throws {
        let reading = try read(text: "1735828200,-37.63,1\n1735828200,0,1\n") {
            $0.rules.allowNonpositive = true
        }
        #expect(reading.trades.map(\.price.raw) == [-37_630_000_000, 0])
    }

    @Test func `backward rows are refused clamped or fatal`() throws {
        let text = "1735828202,5,1\n1735828201,6,1\n1735828203,7,1\n"
        let refused = try read(text: text)
        #expect(refused.trades.map(\.price.double) == [5, 7] && refused.count("late") == 1)
        let clamped = try read(text: text) { $0.rules.backward = .clamp }
        #expect(
            clamped.times == [
                1_735_828_202_000_000_000, 1_735_828_202_000_000_000, 1_735_828_203_000_000_000,
            ])
        #expect(clamped.count("clamped") == 1 && clamped.reasons.isEmpty)
        let failed = try read(text: text) { $0.rules.backward = .fail }
        #expect(failed.trades.count == 1 && failed.error?.message.contains("line 2") == true)
    }

    @Test func `sides follow the tick rule`() throws {
        let text = [5, 5, 6, 6, 4, 4, 5].map { "1735828200,\($0),1\n" }.joined()
        let reading = try read(text: text) { $0.rules.side = .tickRule }
        #expect(reading.trades.map(\.side) == [.buy, .buy, .buy, .buy, .sell, .sell, .buy])
        #expect(try read(text: text).trades.allSatisfy { $0.side == .unknown })
    }

    @Test func `zero sizes and repeated last rows go when told to`() throws {
        let text = "1735828200,5,0\n1735828200,5,1\n1735828200,5,1\n"
        #expect(try read(text: text).trades.count == 3)
        let dropped = try read(text: text) {
            $0.rules.zeroSize = .drop
            $0.rules.repeatLast = .drop
        }
        #expect(
            dropped.trades.count == 1 && dropped.refused("size zero") == 1
                && dropped.refused("last event repeated") == 1)
        #expect(dropped.addsUp)
    }

    @Test func `several files are one stream`() throws {
        let scratch = try Scratch()
        _ = try scratch.file("b.csv", "ts_ms,price,size\n1735828300000,6,1\n1735828100000,7,1\n")
        _ = try scratch.file("a.csv", "price,ts_s,size\n5,1735828200,1")
        let reading = read("\(scratch.path)/*.csv")
        #expect(reading.trades.map(\.price.double) == [5, 6] && reading.count("late") == 1)
        #expect(reading.report.inputs.count == 2 && reading.addsUp)
        #expect(reading.reasons == ["time is earlier than what came before"])
        #expect(reading.examples.first?.contains("b.csv line 3") == true)
        let named = read("\(scratch.path)/*.csv") { $0.files.order = .name }
        #expect(named.trades == reading.trades && named.addsUp)
        #expect(named.reasons.first?.hasPrefix("time is before the end of the file before") == true)
    }

    @Test func `what can't be opened names the argument`() throws {
        #expect(read("/nowhere/x.csv").error?.argument == "path")
        #expect(read("/nowhere/x*.csv").error?.message == "no file matches '/nowhere/x*.csv'")
        let member = read(fixture("three.zip"))
        #expect(
            member.error?.argument == "member" && member.error?.message.contains("gold_201402.csv") == true)
    }

    @Test func `a zip cut off in mid-stream says how many rows were good`() throws {
        let packed = Array(try Data(contentsOf: URL(fileURLWithPath: fixture("one.zip"))))
        let scratch = try Scratch()
        let reading = read(try scratch.file("cut.zip", Array(packed[..<(packed.count / 2)])))
        let whole = read(fixture("ticks.csv")).trades
        #expect(reading.trades.count > 500 && reading.trades == Array(whole.prefix(reading.trades.count)))
        #expect(reading.error?.message.contains("\(reading.trades.count + 1) lines were read") == true)
        #expect(reading.addsUp && reading.report.inputs.isEmpty)
    }

    @Test func `a wrong argument is named`() throws {
        let cases: [(argument: String, change: (inout CSVSettings) -> Void)] = [
            ("price_scale", { $0.priceScale = 7 }), ("zone", { $0.zone = "Mars/Olympus" }),
            ("date", { $0.date = "soon" }), ("delimiter", { $0.delimiter = "ab" }),
            ("tick", { $0.rules.tick = 1e-10 }), ("off_tick", { $0.rules.offTick = .round }),
            ("dates", { $0.dates = ["%d.%m"] }),
            (
                "dates",
                {
                    $0.dates = ["%F"]
                    $0.timeUnit = .iso
                }
            ),
            ("bar", { $0.kind = .bars }),
            ("columns", { $0.columns = [column("bid", 1), column("price", 2)] }),
            (
                "columns",
                {
                    $0.kind = .quotes
                    $0.columns = [column("price", 1)]
                }
            ),
            ("columns", { $0.columns = [column("colour", 1)] }),
            ("columns", { $0.columns = [column("time", "no such")] }),
            ("columns", { $0.columns = [column("time", 0), column("price", 0), column("size", 1)] }),
            ("date", { $0.timeUnit = .millisecondsOfDay }),
        ]
        for (argument, change) in cases {
            let reading = try read(text: "timestamp,price,size\n1735828200,5,1\n", change)
            #expect(reading.error?.argument == argument && reading.trades.isEmpty)
        }
    }

    @Test func `a unit that can't be told is asked for`() throws {
        let reading = try read(text: "time,price,size\n12345,5,1\n")
        #expect(reading.error?.argument == "time_unit" && reading.error?.help?.contains("ms_of_day") == true)
    }

    @Test func `a missing column is named with what there is`() throws {
        let reading = try read(text: "ts_ns,price,colour\n1735828200000000000,5,1\n")
        #expect(reading.error?.message.contains("no size column") == true)
        #expect(reading.error?.message.contains("'colour'") == true)
    }

    @Test(arguments: [false, true])
    func `the operator reports what it read`(preload: Bool) throws {
        let scratch = try Scratch()
        let rows = "1735828200,5,1\n1735828200,x,1\n1735828100,5,1\n1735828200,5,0\n"
        let path = try scratch.file("t.csv", "ts_s,price,size\n\(rows)")
        let entry = try #require(ingestOperators.first { $0.manual.name == "ingest.csv" })
        #expect(entry.manual.isSource && entry.manual.parameters.first?.isRequired == true)
        let node = try DrivenNode(
            entry,
            [
                ("path", Argument.text(path)), ("zero_size", Argument.text("drop")),
                ("preload", ArgumentValue(.flag(preload), source: "\(preload)")),
            ], inputs: [])
        #expect(node.produceAll(limit: 1) == .ended)
        #expect(node.tape(Trade.self).events.map(\.price.double) == [5])
        let report = node.report
        #expect(report.received == 4 && report.value("events") == 1 && report.value("refused") == 1)
        #expect(report.value("late") == 1 && report.value("dropped") == 1)
        let reasons = ["price is malformed", "size zero, left out", "time is earlier than what came before"]
        #expect(report.refusals.map(\.reason) == reasons)
        #expect(report.refusals.map(\.isLate) == [false, false, true])
        #expect(report.refusals.first?.examples == ["\(path) line 3: 1735828200,x,1"])
        #expect(report.inputs.count == 1 && report.inputs[0].hash.count == 16)
    }
}
