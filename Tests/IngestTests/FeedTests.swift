import Foundation
import MarketModel
import OperatorKit
import TestSupport
import Testing

@testable import IngestOperators

private let second: Int64 = 1_000_000_000

@Suite struct FeedTests {
    @Test func `events come out by type in one strictly increasing order`() throws {
        let run = try feed(["T 1 5 1\nQ 1 4 1 6 1\nB 0 2 5 6 4 5 9\nT 2 5 1\nnonsense\n"])
        #expect(run.error == nil && run.trades.count == 2 && run.quotes.count == 1 && run.bars.count == 1)
        #expect(run.addsUp && run.trades.map(\.header.time) == [second, 2 * second])
        #expect(run.quotes[0].header.sequence == second + 1)
        #expect(run.bars[0].header == EventHeader(time: 2 * second, sequence: 2 * second - 1))
        #expect(run.trades.allSatisfy { $0.header.stamp == 0 })
        #expect(run.count("lines") == 5 && run.refused("line isn't") == 1 && run.count("events") == 4)
    }

    @Test(arguments: [
        ("T 1 0 1", "price isn't positive"), ("T 1 -5 1", "price isn't positive"),
        ("T 1 5 -1", "size is negative"), ("T 1 5 nan", "size is not finite"),
        ("T 1 5 inf", "size is not finite"),
        ("Q 1 -4 1 6 1", "price isn't positive"), ("Q 1 4 -1 6 1", "size is negative"),
        ("Q 1 4 1 6 nan", "size is not finite"), ("B 0 1 5 6 0 5 9", "price isn't positive"),
        ("B 0 1 5 6 4 5 -9", "size is negative"), ("B 0 1 7 6 4 5 9", "bar is not low"),
        ("B 0 1 5 6 4 3 9", "bar is not low"), ("B 1 1 5 6 4 5 9", "bar is not low"),
        ("T 0 5 1", "time is earlier"), ("Q 0 4 1 6 1", "time is earlier"),
        ("B 0 0.5 5 6 4 5 9", "time is earlier"),
    ])
    func `a wrong event is refused by its reason and place`(line: String, reason: String) throws {
        let run = try feed(["T 1 5 1\n\(line)\nT 2 5 1\n"])
        #expect(run.trades.count == 2 && run.quotes.isEmpty && run.bars.isEmpty && run.addsUp)
        #expect(run.reasons.count == 1 && run.refused(reason) == 1)
        #expect(run.examples.first?.contains("0.txt line 2: ") == true)
    }

    @Test func `arguments widen what is taken`() throws {
        #expect(try feed(["T 1 -37.63 1\n"]) { $0.rules.allowNonpositive = true }.trades.count == 1)
        let zero = try feed(["T 1 5 0\n"])
        #expect(zero.trades.map(\.quantity) == [0] && zero.count("dropped") == 0)
        let dropped = try feed(["T 1 5 0\nT 2 5 1\n"]) { $0.rules.zeroSize = .drop }
        #expect(dropped.trades.count == 1 && dropped.refused("size zero") == 1 && dropped.addsUp)
    }

    @Test func `crossed quotes are counted whether kept or not`() throws {
        let text = "Q 1 6 1 5 1\nQ 2 5 1 5 1\nQ 3 0 0 5 1\n"
        let kept = try feed([text])
        #expect(kept.quotes.count == 3 && kept.count("crossed") == 1 && kept.reasons.isEmpty)
        let dropped = try feed([text]) { $0.rules.crossed = .drop }
        #expect(dropped.quotes.count == 2 && dropped.count("crossed") == 1 && dropped.count("dropped") == 1)
    }

    @Test func `prices off the tick are refused, rounded half to even, or kept`() throws {
        let text = "T 1 5.25 1\nT 2 5.125 1\nT 3 5.375 1\nT 4 5.4 1\nQ 5 5.1 1 5.5 1\nB 5 6 5 5.3 5 5.1 1\n"
        let refused = try feed([text]) { $0.rules.tick = 0.25 }
        #expect(refused.trades.map(\.price.double) == [5.25] && refused.refused("price is no multiple") == 5)
        #expect(refused.addsUp)
        let rounded = try feed([text]) {
            $0.rules.tick = 0.25
            $0.rules.offTick = .round
        }
        #expect(rounded.trades.map(\.price.double) == [5.25, 5, 5.5, 5.5])
        #expect(rounded.quotes.map(\.bid.double) == [5] && rounded.bars.map(\.high.double) == [5.25])
        #expect(rounded.count("moved_to_tick") == 6 && rounded.reasons.isEmpty)
        let kept = try feed([text]) {
            $0.rules.tick = 0.25
            $0.rules.offTick = .keep
        }
        #expect(kept.trades.map(\.price.double) == [5.25, 5.125, 5.375, 5.4])
    }

    @Test func `rounding to ticks agrees with division for random prices`() throws {
        var rules = FeedRules()
        rules.tick = 0.07
        rules.offTick = .round
        rules.allowNonpositive = true
        var gate = try FeedGate(rules)
        var dice = Dice(seed: 12)
        for _ in 0..<20_000 {
            let raw = Int64(truncatingIfNeeded: dice.bits()) >> (1 + dice.below(62))
            var event = MarketEvent.trade(
                Trade(header: .unplaced(0), price: Price(raw: raw), quantity: 1, side: .unknown))
            #expect(gate.fault(of: &event) == nil)
            guard case .trade(let trade) = event else { return }
            #expect(trade.price.raw % 70_000_000 == 0 && abs(trade.price.raw - raw) <= 35_000_000)
        }
    }

    @Test func `backward events are refused, clamped or fatal`() throws {
        let text = "T 3 5 1\nT 2 6 1\nB 0 1 5 5 5 5 1\nT 4 7 1\n"
        let refused = try feed([text])
        #expect(refused.trades.map(\.price.double) == [5, 7] && refused.count("late") == 2)
        let clamped = try feed([text]) { $0.rules.backward = .clamp }
        #expect(clamped.times == [3 * second, 3 * second, 4 * second] && clamped.count("clamped") == 1)
        #expect(clamped.count("late") == 1 && clamped.addsUp)
        let failed = try feed([text]) { $0.rules.backward = .fail }
        #expect(failed.trades.count == 1 && failed.error?.message.contains("line 2") == true)
        #expect(failed.error?.argument == "backward")
    }

    @Test func `bars of a stream end later and later`() throws {
        let run = try feed(["B 0 1 5 5 5 5 1\nB 0 1 5 5 5 5 1\nB 1 2 5 5 5 5 1\n"])
        #expect(run.bars.map(\.end) == [second, 2 * second] && run.count("late") == 1 && run.addsUp)
    }

    @Test(arguments: [0, 1, 3, 10, 50])
    func `lateness sorts like a stable sort and refuses the rest`(lateness: Int) throws {
        var dice = Dice(seed: UInt64(lateness) + 7)
        let times = (0..<800).map { 100 + $0 / 4 + dice.below(12) }
        let text = times.enumerated().map { "T \($1) \($0 + 1) 1\n" }.joined()
        let run = try feed([text], limit: 7) { $0.rules.lateness = Int64(lateness) * second }
        // By hand: an event is late if it is before the latest so far less the lateness.
        var latest = Int.min
        var kept: [(time: Int, index: Int)] = []
        for (index, time) in times.enumerated() where latest == .min || time >= latest - lateness {
            latest = max(latest, time)
            kept.append((time, index))
        }
        kept.sort { ($0.time, $0.index) < ($1.time, $1.index) }
        #expect(run.trades.map(\.price.double) == kept.map { Double($0.index + 1) })
        #expect(run.times == kept.map { Int64($0.time) * second } && run.addsUp)
        #expect(run.count("late") == times.count - kept.count)
        let clamped = try feed([text]) {
            $0.rules.lateness = Int64(lateness) * second
            $0.rules.backward = .clamp
        }
        #expect(clamped.trades.count == 800 && clamped.count("clamped") == times.count - kept.count)
        #expect(clamped.times == clamped.times.sorted())
    }

    @Test func `the last event goes if it repeats the one before`() throws {
        let long = (0..<1000).map { "T \($0) 5 1\n" }.joined()
        for (text, left) in [
            ("T 1 5 1\nT 1 5 1\n", 1), ("T 1 5 1\nT 2 5 1\n", 2), ("T 1 5 1\n", 1),
            ("T 1 5 1\nbad\nT 1 5 1\n", 1),
            ("T 1 5 1\nT 1 5 1\nT 1 5 1\n", 2), (long + "T 999 5 1\n", 1000), (long, 1000),
        ] {
            let run = try feed([text]) { $0.rules.repeatLast = .drop }
            #expect(run.trades.count == left && run.addsUp, "\(text.prefix(40))")
        }
        let scratch = try Scratch()
        _ = try scratch.file("a.txt", "T 1 5 1\nT 1 5 1\n")
        _ = try scratch.file("b.txt", "T 1 5 1\n")
        // Another file's last event is none that was repeated.
        let two = feed(SmallFormat.self, ["\(scratch.path)/*.txt"]) { $0.rules.repeatLast = .drop }
        #expect(two.trades.count == 2 && two.refused("last event") == 1)
    }

    @Test func `quotes make trades where that is asked for`() throws {
        let text = "Q 1 4 1 6 1\nQ 2 0 0 6 1\nQ 3 4 1 0 0\nQ 4 5 1 4 1\n"
        for (price, wanted) in [
            (FeedRules.QuotePrice.none, []), (.mid, [5.0, 4.5]), (.bid, [4.0, 4, 5]), (.ask, [6.0, 6, 4]),
        ] {
            let run = try feed([text], limit: 3) {
                $0.rules.quotesAsTrades = price
                $0.rules.quoteSize = 2
            }
            #expect(run.trades.map(\.price.double) == wanted && run.quotes.count == 4 && run.balances)
            #expect(run.trades.allSatisfy { $0.quantity == 2 && $0.side == .unknown })
        }
    }

    @Test func `sides follow the tick rule over accepted trades`() throws {
        let text = [5, 5, 6, -1, 6, 4, 4, 5].map { "T 1 \($0) 1\n" }.joined()
        let run = try feed([text]) { $0.rules.side = .tickRule }
        #expect(run.trades.map(\.side) == [.buy, .buy, .buy, .buy, .sell, .sell, .buy])
        #expect(try feed([text]).trades.allSatisfy { $0.side == .unknown })
    }

    @Test func `outliers are refused once the window is full, and a jump is accepted in the end`() throws {
        var dice = Dice(seed: 3)
        var lines = (0..<120).map { "T \($0) \(100 + Double(dice.below(11)) / 10) 1\n" }
        lines.insert("T 50 500 1\n", at: 51)
        lines.append("T 120 500 1\n")
        lines += (121..<300).map { "T \($0) \(200 + Double(dice.below(11)) / 10) 1\n" }
        let run = try feed([lines.joined()]) { $0.rules.outliers = 20 }
        #expect(run.trades.contains { $0.price.double == 500 && $0.header.time == 50 * second })
        #expect(!run.trades.contains { $0.header.time == 120 * second } && run.addsUp)
        #expect((40...60).contains(run.refused("price is an outlier")))
        #expect(run.trades.last?.header.time == 299 * second)
    }

    @Test func `a file of wrong records alone does not hold up the run`() throws {
        let text = String(repeating: "T 1 0 1\n", count: 40_000) + "T 2 5 1\n"
        let scratch = try Scratch()
        let path = try scratch.file("bad.txt", text)
        let node = try DrivenNode(
            OperatorEntry(source: Feed<SmallFormat>.self), [("path", Argument.text(path))], inputs: [])
        var turns = 0
        while node.instance.produce(limit: 10) == .more { turns += 1 }
        #expect(turns >= 2)
    }

    @Test func `what breaks in mid-stream comes after what was good`() throws {
        let text = String(repeating: "T 1 5 1\n", count: 500)
        let packed = Array(try Data(contentsOf: URL(fileURLWithPath: fixture("one.zip"))))
        let scratch = try Scratch()
        let cut = try scratch.file("cut.zip", Array(packed[..<(packed.count / 2)]))
        let good = try scratch.file("good.txt", text)
        let run = feed(SmallFormat.self, [good, cut])
        #expect(
            run.error?.argument == "path" && run.error?.message.contains("lines were read before") == true)
        // All of the cut file's lines are refused, so its end is reached before the first event has its turn.
        #expect(run.trades.isEmpty && run.report.inputs.isEmpty)
        let alone = read(cut)
        #expect(alone.error != nil && alone.trades.count > 500 && alone.count("lines") > 500)
    }
}

@Suite struct MergeTests {
    @Test(arguments: [1, 2, 3, 7, 20])
    func `a list is merged as one stable sort would`(count: Int) throws {
        var dice = Dice(seed: UInt64(count))
        var all: [(time: Int, stream: Int, place: Int)] = []
        var texts: [String] = []
        for stream in 0..<count {
            var time = dice.below(50)
            var text = ""
            for place in 0..<(dice.below(5) == 0 ? 0 : 150) {
                time += dice.below(4)
                all.append((time, stream, place))
                text += "T \(time) \(stream * 1000 + place + 1) 1\n"
            }
            texts.append(text.isEmpty ? "nothing here\n" : text)
        }
        all.sort { ($0.time, $0.stream, $0.place) < ($1.time, $1.stream, $1.place) }
        for limit in [1, 5, 100_000] {
            let run = try feed(texts, limit: limit)
            #expect(run.trades.map(\.price.double) == all.map { Double($0.stream * 1000 + $0.place + 1) })
            #expect(run.addsUp && run.report.inputs.count == count)
        }
    }

    @Test func `files of a pattern follow each other by name if told to`() throws {
        let scratch = try Scratch()
        _ = try scratch.file("2.txt", "T 5 2 1\nT 3 2 1\n")
        _ = try scratch.file("1.txt", "T 1 1 1\nT 4 1 1\n")
        _ = try scratch.file("3.txt", "T 4.5 3 1\nT 6 3 1\n")
        let name = { (settings: inout SmallFormat.Settings) in settings.files.order = .name }
        let run = feed(SmallFormat.self, ["\(scratch.path)/*.txt"], name)
        #expect(run.trades.map(\.price.double) == [1, 1, 2, 3] && run.addsUp)
        #expect(run.refused("time is before the end of the file before") == 2 && run.count("late") == 2)
        let sorted = feed(SmallFormat.self, ["\(scratch.path)/*.txt"]) {
            name(&$0)
            $0.rules.lateness = 2 * second
        }
        #expect(sorted.trades.map(\.header.time) == [1, 3, 4, 4.5, 5, 6].map { Int64($0 * 1e9) })
    }

    @Test(arguments: [false, true])
    func `batches and preloading change nothing`(preload: Bool) throws {
        let scratch = try Scratch()
        var dice = Dice(seed: 77)
        var paths: [ArgumentValue] = []
        for stream in 0..<3 {
            var text = ""
            for time in 1..<400 {
                text += dice.pick([
                    "T \(time) 5 1\n", "Q \(time) 4 1 6 1\n", "B \(time - 1) \(time) 5 5 5 5 1\n", "x\n",
                ])
            }
            paths.append(Argument.text(try scratch.file("\(stream).txt", text)))
        }
        var hashes: [[UInt64]] = []
        for limit in [1, 2, 17, 512] {
            let node = try DrivenNode(
                OperatorEntry(source: Feed<SmallFormat>.self),
                [
                    ("path", Argument.list(paths)), ("preload", ArgumentValue(.flag(preload), source: "")),
                    ("quotes_as_trades", Argument.text("mid")),
                ], inputs: [])
            #expect(node.produceAll(limit: limit) == .ended)
            hashes.append(node.tapes.map(\.tape.hash))
            let sequences = node.tapes.flatMap(\.tape.sequences)
            #expect(Set(sequences).count == sequences.count && sequences.count > 1000)
            #expect(node.tapes.allSatisfy { $0.tape.sequences == $0.tape.sequences.sorted() })
        }
        #expect(Set(hashes).count == 1)
    }
}

@Suite struct OutlierWindowTests {
    /// The definition, with sorting.
    private func judge(_ window: [Double], _ value: Double, _ factor: Double, _ floor: Double) -> Bool {
        func median(_ values: [Double]) -> Double {
            let sorted = values.sorted()
            return (sorted[49] + sorted[50]) / 2
        }
        let middle = median(window)
        let deviation = median(window.map { abs($0 - middle) })
        let bound = deviation == 0 ? floor : deviation
        return bound > 0 && abs(value - middle) > factor * bound
    }

    @Test(arguments: [1, 3, 10, 1000])
    func `the streaming window judges as sorting does`(spread: Int) {
        var dice = Dice(seed: UInt64(spread))
        for floor in [0.0, 0.5] {
            var window = OutlierWindow()
            var values: [Double] = []
            var outliers = 0
            for _ in 0..<3000 {
                let value = Double(100 + dice.below(spread) * (dice.below(20) == 0 ? 10 : 1)) / 8
                let got = window.isOutlier(value, factor: 2.5, floor: floor)
                let wanted = values.count >= 100 && judge(values.suffix(100), value, 2.5, floor)
                #expect(got == wanted)
                outliers += got ? 1 : 0
                values.append(value)
            }
            #expect(spread == 1 ? outliers == 0 || floor > 0 : outliers > 0)
        }
    }
}
