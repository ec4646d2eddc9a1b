import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Laws of bars, shapes of rows and windows, silences of single inputs, trades against quotes.
@Suite struct ValidationLawTests {
    private typealias Arguments = [(name: String, value: ArgumentValue)]
    private let second: Int64 = 1_000_000_000

    private func run(_ arguments: Arguments, _ feeds: [Feed]) throws -> DrivenNode {
        let all = [("spike", Argument.real(0)), ("skew", Argument.integer(0))] + arguments
        return try NodeHarness(entry("agent.validation"), all, feeds).run().node
    }

    private func alerts(_ arguments: Arguments = [], _ feeds: [Feed]) throws -> [Alert] {
        try run(arguments, feeds).tape(Alert.self).events
    }

    /// Bars of a random walk that keep every law.
    private func sound(_ count: Int, seed: UInt64) throws -> [Bar] {
        try bars(TradeTape.random(count, seed: seed), every: minute)
            .filter { !$0.flags.contains(.partial) }
    }

    @Test func `sound bars raise nothing, of time, of ticks and merged`() throws {
        let made = try sound(3000, seed: 2)
        #expect(made.count > 50)
        #expect(try alerts([], [Feed("inputs", made)]).isEmpty)
        for op in ["bars.heikin_ashi", "bars.merge"] {
            let arguments: Arguments = op == "bars.merge" ? [("every", Argument.integer(5 * minute))] : []
            let others = try NodeHarness(entry(op), arguments, [Feed("bars", made)]).run().node
                .tape(Bar.self).events
            #expect(try alerts([], [Feed("inputs", others)]).isEmpty, "\(op)")
        }
        let ticks = try NodeHarness(
            entry("bars.tick"), [("every", Argument.integer(50))],
            [Feed("trades", TradeTape.random(3000, seed: 2))]
        ).run().node.tape(Bar.self).events
        #expect(try ticks.count > 20 && alerts([], [Feed("inputs", ticks)]).isEmpty)
    }

    @Test func `each law of bars is told by its number`() throws {
        var broken = try sound(3000, seed: 4)
        let tick = Price(0.1).raw
        broken[3].low = Price(raw: max(broken[3].open.raw, broken[3].close.raw) + tick)
        broken[5].high = Price(raw: min(broken[5].open.raw, broken[5].close.raw) - tick)
        broken[7].volume = -1
        broken[9].buyVolume = broken[9].volume + 1
        broken[11].tickCount = -1
        broken[13].end = broken[13].start
        broken[15].start = broken[14].end - 1
        let found = try alerts([], [Feed("inputs", broken)])
        #expect(found.map(\.code) == [8, 8, 8, 8, 8, 8, 8])
        #expect(found.map(\.value) == [1, 1, 2, 2, 2, 3, 3])
        #expect(found.map(\.header.sequence) == [3, 5, 7, 9, 11, 13, 15].map { broken[$0].header.sequence })
        #expect(found.allSatisfy { $0.severity == .critical })
    }

    @Test func `laws of bars are those of a plain reading, on bars broken at random`() throws {
        var random = SplitMix64(seed: 8)
        var tape = try sound(6000, seed: 6)
        for index in tape.indices where Int.random(in: 0..<3, using: &random) == 0 {
            let step = Price(0.1).raw * Int64.random(in: -3...3, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: tape[index].low = Price(raw: tape[index].low.raw + step)
            case 1: tape[index].high = Price(raw: tape[index].high.raw + step)
            case 2: tape[index].buyVolume += Double.random(in: -5...5, using: &random)
            case 3: tape[index].volume = Double.random(in: -1...9, using: &random)
            default: tape[index].start += Int64.random(in: -2...2, using: &random) * minute / 2
            }
        }
        var expected: [Double] = []
        for (index, bar) in tape.enumerated() {
            let prices = [bar.open, bar.close].allSatisfy { bar.low <= $0 && $0 <= bar.high }
            let volume = bar.volume >= 0 && bar.buyVolume >= 0 && bar.buyVolume <= bar.volume
            let before = tape[..<index].map(\.end).max() ?? .min
            let label = bar.start < bar.end && bar.start >= before
            if !prices {
                expected.append(1)
            } else if !volume {
                expected.append(2)
            } else if !label {
                expected.append(3)
            }
        }
        let found = try alerts([], [Feed("inputs", tape)])
        #expect(found.map(\.value) == expected && Set(expected) == [1, 2, 3])
    }

    @Test func `a row with another number of columns is told once, until it is right again`() throws {
        let rows = [2, 2, 3, 3, 2, 1].enumerated().map { index, width in
            featureRow(Int64(index), [Double](repeating: 1, count: width))
        }
        let found = try alerts([], [Feed("inputs", rows, source: "m", columns: ["a", "b"])])
        #expect(found.map(\.code) == [9, 9] && found.map(\.header.sequence) == [2, 5])
        #expect(found.map(\.value) == [3, 1] && found.map(\.limit) == [2, 2])
        #expect(found.allSatisfy { $0.severity == .critical })
    }

    @Test func `windows keep the shape of the first, and each of their values is looked at`() throws {
        func window(_ place: Int64, _ rows: Int64, _ columns: Int64) -> MatrixWindow {
            MatrixWindow(
                header: EventHeader(time: place, sequence: place), rows: rows, columns: columns)
        }
        var tape = [window(1, 3, 2), window(2, 3, 2), window(3, 4, 2), window(4, 3, 2), window(5, 3, 2)]
        tape[4].values[5] = .nan
        // What lies beyond the window is not part of it.
        tape[1].values[6] = .nan
        let found = try alerts([], [Feed("inputs", tape)])
        #expect(found.map(\.code) == [9, 1] && found.map(\.header.sequence) == [3, 5])
        #expect(found.map(\.value) == [8, 5] && found[0].limit == 6)
    }

    @Test func `a schema that is not the one wanted is refused, with the one that is there`() throws {
        func input(_ schema: UInt64) -> NodeContext.Input {
            NodeContext.Input(
                port: "inputs", source: "m", sourcePort: "row", type: EventType(FeatureRow.self),
                columns: ["a"], schema: schema)
        }
        func make(_ text: String, _ schema: UInt64 = 0xAB12) throws {
            let arguments: Arguments = [("schema", Argument.table([("m", Argument.text(text, origin: 4))]))]
            _ = try DrivenNode(entry("agent.validation"), arguments, inputs: [input(schema)])
        }
        try make("ab12")
        let error = #expect(throws: OperatorError.self) { try make("ab13") }
        #expect(error?.argument == "schema" && error?.origin == 4 && error?.help?.contains("ab12") == true)
        #expect(throws: OperatorError.self) { try make("ab12", 0) }
    }

    @Test func `silences of single inputs are those of a search through all events`() throws {
        var random = SplitMix64(seed: 12)
        let names = ["a", "b", "c"]
        let limits: [Int64] = [3, 8, 5].map { $0 * second }
        var places: [(time: Int64, input: Int)] = []
        var time: Int64 = 1
        for _ in 0..<600 {
            time += Int64.random(in: 1...(2 * second), using: &random)
            places.append(
                (
                    time,
                    Int.random(in: 0..<12, using: &random) * 3 / 12 * (time / (40 * second) % 3 == 1 ? 0 : 1)
                ))
        }
        // At each event, inputs that have been silent for too long since their last event, each told once.
        var last = [Int64](repeating: places[0].time, count: 3)
        var isTold = [false, false, false]
        var expected: [[Int64]] = []
        for place in places {
            for input in 0..<3 where place.time - last[input] > limits[input] && !isTold[input] {
                isTold[input] = true
                expected.append([place.time, Int64(input)])
            }
            last[place.input] = place.time
            isTold[place.input] = false
        }
        let feeds = names.indices.map { input in
            let own = places.filter { $0.input == input }.map { reading($0.time, 1) }
            return Feed("inputs", own, source: names[input])
        }
        let arguments: Arguments = [
            ("gap", Argument.integer(limits[2])),
            ("gaps", Argument.table([("a", Argument.text("3s")), ("b.out", Argument.text("8s"))])),
        ]
        let found = try alerts(arguments, feeds)
        #expect(found.map { [$0.header.time, $0.input] } == expected && expected.count > 20)
        #expect(found.allSatisfy { $0.code == 2 && $0.limit == Double(limits[Int($0.input)]) / 1e9 })
        // Only the inputs named have a limit where there is no common one.
        let named = try alerts([("gaps", Argument.table([("b", Argument.text("8s"))]))], feeds)
        #expect(Set(named.map(\.input)) == [1])
    }

    private func market(_ count: Int, seed: UInt64) -> (trades: [Trade], quotes: [Quote]) {
        var random = SplitMix64(seed: seed)
        var (trades, quotes): ([Trade], [Quote]) = ([], [])
        var mid: Int64 = 10_000
        for index in 0..<Int64(count) {
            mid += Int64.random(in: -2...2, using: &random)
            let header = EventHeader(time: index * second, sequence: index * second)
            let (bid, ask) = (Double(mid - 1) / 100, Double(mid + 1) / 100)
            quotes.append(Quote(header: header, bid: Price(bid), ask: Price(ask), bidSize: 1, askSize: 1))
            let later = EventHeader(time: index * second + 1, sequence: index * second + 1)
            let price = Bool.random(using: &random) ? bid : ask
            trades.append(Trade(header: later, price: Price(price), quantity: 1, side: .buy))
        }
        return (trades, quotes)
    }

    private func through(_ share: Double = 0.5, window: Int = 50) -> Arguments {
        [
            ("through", Argument.table([("ticks", Argument.text("quotes"))])),
            ("through_share", Argument.real(share)), ("through_window", Argument.integer(Int64(window))),
        ]
    }

    @Test(arguments: [0, 1, 20])
    func `trades outside the quote tell clocks that are apart`(lag: Int) throws {
        let (trades, quotes) = market(1000, seed: 3)
        // The feed of quotes is `lag` seconds late.
        let late = quotes.map { quote in
            var quote = quote
            quote.header.time += Int64(lag) * second
            quote.header.sequence += Int64(lag) * second
            return quote
        }
        let feeds = [
            Feed("inputs", trades, source: "ticks"), Feed("inputs", late, source: "quotes"),
        ]
        let node = try run(through(), feeds)
        // A plain count of the newest 50 trades that met a quote.
        var (outside, expected, isApart): ([Bool], [Double], Bool) = ([], [], false)
        for (index, trade) in trades.enumerated() where index >= lag {
            let quote = quotes[index - lag]
            outside.append(trade.price < quote.bid || trade.price > quote.ask)
            guard outside.count >= 50 else { continue }
            let share = Double(outside.suffix(50).filter { $0 }.count) / 50
            if share >= 0.5, !isApart { expected.append(share) }
            isApart = share >= 0.5
        }
        let found = node.tape(Alert.self).events
        #expect(found.map(\.value) == expected && found.allSatisfy { $0.code == 10 && $0.limit == 0.5 })
        #expect(lag == 0 ? found.isEmpty : lag == 1 || !found.isEmpty)
        let share = Double(outside.suffix(50).filter { $0 }.count) / 50
        #expect(node.report.value("through_ticks") == share)
    }

    @Test func `a quote without two sides, or crossed, says nothing of trades`() throws {
        var (trades, quotes) = market(200, seed: 5)
        for index in trades.indices { trades[index].price = Price(1) }
        for index in quotes.indices {
            if index % 2 == 0 { quotes[index].ask = Price(raw: 0) } else { quotes[index].bid = Price(500) }
        }
        let feeds = [
            Feed("inputs", trades, source: "ticks"), Feed("inputs", quotes, source: "quotes"),
        ]
        #expect(try alerts(through(), feeds).allSatisfy { $0.code == 4 })
    }

    @Test func `the simulated market trades within its own quotes, and outside of late ones`() throws {
        let source = try DrivenNode(
            entry("ingest.simulated"), [("count", Argument.integer(20_000)), ("seed", Argument.integer(3))],
            inputs: [])
        #expect(source.produceAll() == .ended)
        let (trades, quotes) = (source.tape(Trade.self).events, source.tape(Quote.self).events)
        func count(lag: Int64) throws -> Int {
            let late = quotes.map { quote in
                var quote = quote
                quote.header.time += lag
                quote.header.sequence += lag
                return quote
            }
            let feeds = [
                Feed("inputs", trades, source: "ticks"), Feed("inputs", late, source: "quotes"),
            ]
            return try alerts(through(), feeds).filter { $0.code == 10 }.count
        }
        #expect(trades.count > 1000 && quotes.count > 1000)
        #expect(try count(lag: 0) == 0)
        #expect(try count(lag: 60 * second) > 0)
    }

    @Test func `what tables name wrongly is refused with what to do`() throws {
        func error(_ argument: String, _ key: String, _ value: String) -> OperatorError? {
            let feeds = [
                Feed("inputs", [Trade](), source: "ticks"), Feed("inputs", [Quote](), source: "quotes"),
            ]
            let error = #expect(throws: OperatorError.self) {
                _ = try DrivenNode(
                    entry("agent.validation"),
                    [(argument, Argument.table([(key, Argument.text(value, origin: 9))]))],
                    inputs: feeds.map(\.input))
            }
            #expect(error?.argument == argument && error?.origin == 9)
            return error
        }
        #expect(error("gaps", "tick", "5s")?.help?.contains("did you mean 'ticks'") == true)
        #expect(error("gaps", "ticks", "5")?.message == "'5' isn't a duration")
        #expect(error("through", "quotes", "ticks")?.help == "through: {ticks: quotes}")
        #expect(error("through", "ticks", "book")?.message == "no input comes from 'book'")
        #expect(error("schema", "ticks", "ab12")?.message.contains("has no schema") == true)
    }
}
