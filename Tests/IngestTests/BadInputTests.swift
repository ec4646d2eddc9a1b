import Archives
import Foundation
import MarketModel
import OperatorKit
import Testing

@testable import IngestOperators

/// A small file of each kind, and how it is read.
private struct Sample: CustomStringConvertible, Sendable {
    let name: String
    let header: String
    let row: @Sendable (Int) -> String
    let change: @Sendable (inout CSVSettings) -> Void

    var description: String { name }
    func text(_ rows: Int) -> String { header + (0..<rows).map { row($0) + "\n" }.joined() }

    static let all = [
        Sample(name: "trades", header: "ts_s,price,size,side\n") {
            "\(1_735_828_200 + $0),\(100 + $0 % 7).25,3,B"
        } change: { _ in
        },
        Sample(name: "quotes", header: "ts_s,bid,ask,bid_size,ask_size\n") {
            "\(1_735_828_200 + $0),\(100 + $0 % 7).25,\(101 + $0 % 7).5,3,4"
        } change: { _ in
        },
        Sample(name: "bars", header: "ts_s,open,high,low,close,volume\n") {
            "\(1_735_828_200 + 60 * $0),100,10\($0 % 9),99,100.5,42"
        } change: {
            $0.bar = 60_000_000_000
        },
        Sample(name: "dates", header: "time,price,size\n") {
            "2\($0 % 8)/01/2013 0\($0 % 10):00:00,5,1"
        } change: {
            $0.dates = ["%d/%m/%Y %T"]
            $0.rules.lateness = 86_400_000_000_000
        },
    ]
}

@Suite struct BadInputTests {
    private static let poison = [
        "", "nan", "NaN", "inf", "-inf", "Infinity", "1e400", "-1", "0", "99999999999999999999999", "\"",
        "\"\"",
        "\"x", " 5 ", "1e3", "5.00000000000000000001", "-0", "+", ".", "\u{0}", "é", "\r", "#", "1.5.5",
        "0x10",
        "9223372036854775807", "-9223372036854775808", "1,1", "1;1", "1e-400", "２",
    ]

    @Test(arguments: Sample.all)
    fileprivate func `poison in any field is refused or read but always counted`(sample: Sample) throws {
        let good = sample.row(0).split(separator: ",").map(String.init)
        var text = sample.header
        var lines = 1
        for place in good.indices {
            for word in Self.poison {
                var fields = good
                fields[place] = word
                text += fields.joined(separator: ",") + "\n"
                lines += 1
            }
        }
        let run = try read(text: sample.header + sample.row(0) + "\n" + text, sample.change)
        #expect(run.error == nil && run.addsUp && run.count("lines") == lines + 2)
        #expect(run.count("refused") > 30)
        for trade in run.trades {
            #expect(trade.quantity.isFinite && trade.quantity >= 0 && trade.price.raw > 0)
        }
        for bar in run.bars { #expect(bar.low <= bar.close && bar.close <= bar.high && bar.volume >= 0) }
    }

    @Test(arguments: Sample.all)
    fileprivate func `a file cut at any byte keeps its whole rows`(sample: Sample) throws {
        let bytes = Array(sample.text(40).utf8)
        let whole = try read(text: sample.text(40), sample.change).sequences.count
        let scratch = try Scratch()
        for cut in stride(from: sample.header.utf8.count + 40, to: bytes.count, by: 7) {
            let run = read(try scratch.file("cut.csv", Array(bytes[..<cut])), sample.change)
            #expect(run.error == nil && run.addsUp && run.sequences.count <= whole)
            #expect(run.count("lines") == bytes[..<cut].split(separator: 10).count)
        }
    }

    @Test(arguments: Sample.all)
    fileprivate func `shuffled and doubled rows come out in order or are counted`(sample: Sample) throws {
        var dice = Dice(seed: 6)
        for round in 0..<20 {
            var rows = (0..<60).map { sample.row($0) }
            for _ in 0..<20 { rows.append(dice.pick(rows)) }
            for index in rows.indices { rows.swapAt(index, dice.below(rows.count)) }
            let run = try read(text: sample.header + rows.map { $0 + "\n" }.joined()) { settings in
                sample.change(&settings)
                settings.rules.lateness = round % 2 == 0 ? 0 : 86_400_000_000_000 - 1
                settings.rules.backward = round % 3 == 0 ? .clamp : .refuse
            }
            #expect(run.error == nil && run.addsUp && run.times == run.times.sorted())
        }
    }

    @Test(arguments: Sample.all)
    fileprivate func `random bytes never crash and always add up`(sample: Sample) throws {
        let scratch = try Scratch()
        var dice = Dice(seed: 41)
        let letters = Array("0123456789.,,,\n\n\r\"-+eE:TZ #ab\t/;".utf8)
        for round in 0..<150 {
            var bytes = Array(sample.text(2).utf8)
            for _ in 0..<dice.below(400) {
                if dice.below(4) == 0 {
                    let at = dice.below(bytes.count)
                    bytes[at] = round % 3 == 0 ? UInt8(truncatingIfNeeded: dice.bits()) : dice.pick(letters)
                } else {
                    bytes.append(round % 3 == 0 ? UInt8(truncatingIfNeeded: dice.bits()) : dice.pick(letters))
                }
            }
            let run = read(try scratch.file("noise.csv", bytes), limit: 1 + dice.below(9)) { settings in
                sample.change(&settings)
                settings.maxLine = 64
                settings.rules.repeatLast = round % 2 == 0 ? .keep : .drop
            }
            // The header may be among the broken: then the error says so.
            if run.error == nil {
                #expect(
                    run.addsUp && run.count("lines") == split(bytes, longest: .max).count, "round \(round)")
            } else {
                #expect(run.error?.argument != nil && run.error?.message.isEmpty == false)
            }
        }
    }

    @Test(arguments: ["a.csv", "b.bin", "nul.csv", "bom.csv", "mac.csv", "headeronly.csv", "utf16.csv"])
    func `the corpus of strange files is read or refused with a reason`(name: String) throws {
        let run = read(fixture("strange/\(name)"))
        #expect(run.error != nil || run.addsUp)
    }

    @Test func `a zone that is wrong shifts times and nothing else`() throws {
        let text = "time,price,size\n2013-10-07 04:00,5,1\n2013-10-07 05:00,5,1\n"
        let utc = try read(text: text).times
        let tokyo = try read(text: text) { $0.zone = "Asia/Tokyo" }.times
        #expect(zip(utc, tokyo).allSatisfy { $0 - $1 == 9 * 3_600_000_000_000 })
        #expect(try read(text: text) { $0.zone = "Asia/Tokio" }.error?.argument == "zone")
    }
}
