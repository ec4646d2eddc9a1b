import MarketModel
import ReferenceData
import Testing

@testable import IngestOperators

@Suite struct FuzzTests {
    private static let poison = [
        "", "nan", "NaN", "inf", "-inf", "1e400", "1e-400", "-1", "0", "99999999999999999999999", "\"",
        "\"\"", "\"x",
        "x", " 5 ", "1e3", "5.00000000000000000001", "-0", "+", ".", "\u{0}", "é", "\r", "#", "B", "1.5.5",
    ]

    @Test func `poison in any field is refused or read but always counted`() throws {
        let good = ["1735828200000000000", "21000.25", "3", "B"]
        var text = "ts_ns,price,size,side\n"
        var count = 1
        for place in good.indices {
            for word in Self.poison {
                var fields = good
                fields[place] = word
                text += fields.joined(separator: ",") + "\n" + good.joined(separator: ",") + "\n"
                count += 2
            }
        }
        let reading = try read(text: text)
        #expect(reading.error == nil && reading.count("lines") == count && reading.addsUp)
        #expect(reading.trades.count >= Self.poison.count * good.count)
        #expect(reading.count("events") == reading.trades.count && reading.count("refused") > 50)
        for trade in reading.trades {
            #expect(trade.quantity.isFinite && trade.quantity >= 0 && trade.price.raw > 0)
        }
    }

    @Test func `a file cut at any byte keeps its whole rows`() throws {
        let whole = read(fixture("ticks.csv"))
        let bytes = try contents(fixture("ticks.csv"))
        let scratch = try Scratch()
        var dice = Dice(seed: 31)
        for _ in 0..<150 {
            let cut = 60 + dice.below(bytes.count - 60)
            let rows = bytes[..<cut].count { $0 == 10 } - 1
            let reading = read(try scratch.file("cut.csv", Array(bytes[..<cut])))
            #expect(reading.error == nil && reading.addsUp)
            #expect(Array(reading.trades.prefix(rows)) == Array(whole.trades.prefix(rows)))
            #expect(reading.trades.count - rows == 0 || reading.trades.count - rows == 1)
        }
    }

    @Test func `random bytes never crash and always add up`() throws {
        let scratch = try Scratch()
        var dice = Dice(seed: 41)
        let letters = Array("0123456789.,,,\n\n\r\"-+eE:TZ #ab\t".utf8)
        for round in 0..<300 {
            var bytes = Array("1735828200,5,1,B\n".utf8)
            for _ in 0..<dice.below(600) {
                bytes.append(round % 3 == 0 ? UInt8(truncatingIfNeeded: dice.bits()) : dice.pick(letters))
            }
            let path = try scratch.file("noise.csv", bytes)
            let reading = read(path, limit: 1 + dice.below(9)) {
                $0.header = .absent
                $0.maxLine = 64
                $0.rules.repeatLast = round % 2 == 0 ? .keep : .drop
                $0.rules.backward = round % 5 == 0 ? .clamp : .refuse
                $0.timeUnit = round % 7 == 0 ? .iso : .s
                $0.columns = [column("time", 0), column("price", 1), column("size", 2), column("side", 3)]
            }
            #expect(reading.error == nil, "round \(round)")
            #expect(reading.addsUp, "round \(round)")
            let lines = split(bytes, longest: .max).count
            #expect(reading.count("lines") == lines, "round \(round)")
            #expect(reading.times == reading.times.sorted())
        }
    }

    @Test func `the quick and the careful row agree`() throws {
        var dice = Dice(seed: 51)
        var agreed = 0
        let plain = ["1735828200000", "21000.25", "3", "S", "7", "0.5", "12", "b", "A", "N"]
        let words = Self.poison + plain + plain + plain + plain + ["0001", "1.0"]
        for _ in 0..<30_000 {
            let line = Array((0..<4).map { _ in dice.pick(words) }.joined(separator: ",").utf8)
            var parser = RowParser(
                RowParser.Layout(roles: [.time, .price, .size, .side]),
                time: TimeRule(.epoch(exponent: 0), zone: .utc))
            var (quick, careful) = (RowFields(), RowFields())
            guard parser.quick(line.span, 0, line.count, into: &quick) else { continue }
            let refusal = parser.careful(line.span, 0, line.count, into: &careful)
            #expect(refusal == nil && parser.roundedCount == 0)
            #expect(quick.time == careful.time && quick.prices[0] == careful.prices[0])
            #expect(quick.sizes[0] == careful.sizes[0] && quick.side == careful.side)
            agreed += 1
        }
        #expect(agreed > 100)
    }
}
