import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct ValidationTests {
    private typealias Arguments = [(name: String, value: ArgumentValue)]
    private let second: Int64 = 1_000_000_000

    /// Code, input and place of what is found; nothing but the given rules is on.
    private func alerts(_ arguments: Arguments, _ feeds: [Feed]) throws -> [Alert] {
        let off: Arguments = [("spike", Argument.real(0)), ("skew", Argument.integer(0))]
        let names = Set(arguments.map(\.name))
        let all = off.filter { !names.contains($0.name) } + arguments
        return try NodeHarness(entry("agent.validation"), all, feeds).run().node.tape(Alert.self).events
    }

    private func trade(_ time: Int64, _ price: Double) -> Trade {
        Trade(
            header: EventHeader(time: time, sequence: time), price: Price(price), quantity: 1, side: .buy)
    }

    private func quote(_ time: Int64, _ bid: Double, _ ask: Double) -> Quote {
        Quote(
            header: EventHeader(time: time, sequence: time), bid: Price(bid), ask: Price(ask), bidSize: 1,
            askSize: 1)
    }

    @Test func `a number that is none is told once an event`() throws {
        let readings = [reading(1, 1), reading(2, .nan), reading(3, .infinity), reading(4, 2)]
        let rows = [featureRow(5, [1, 2, -.infinity, .nan]), featureRow(6, [0, 0, 0, 0])]
        let found = try alerts(
            [],
            [
                Feed("inputs", readings, source: "a"),
                Feed("inputs", rows, source: "b", columns: ["w", "x", "y", "z"]),
            ])
        #expect(found.map(\.code) == [1, 1, 1] && found.map(\.header.sequence) == [2, 3, 5])
        #expect(found.map(\.input) == [0, 0, 1] && found.map(\.value) == [0, 0, 2])
        #expect(found.allSatisfy { $0.severity == .critical })
    }

    @Test func `a silent input is told by the others, once`() throws {
        let s = second
        let steady = (0...20).map { reading($0 * s, 1) }
        let silent = [0, 1, 9, 10, 11].map { reading($0 * s + 1, 1) }
        let found = try alerts(
            [("gap", Argument.integer(3 * s))],
            [Feed("inputs", steady, source: "steady"), Feed("inputs", silent, source: "silent")])
        // After the event at 1 s nothing until 9 s: seen at 5 s. After 11 s nothing: seen at 15 s.
        #expect(found.map(\.code) == [2, 2] && found.map(\.input) == [1, 1])
        #expect(found.map(\.header.sequence) == [5 * s, 15 * s])
        #expect(abs(found[0].value - 4) < 1e-6 && found[0].limit == 3)
    }

    @Test func `an input alone tells its own gap by its next event, and one that never spoke is silent`()
        throws
    {
        let s = second
        let events = [0, 1, 9, 10, 20].map { reading($0 * s, 1) }
        let alone = try alerts([("gap", Argument.integer(3 * s))], [Feed("inputs", events, source: "a")])
        #expect(alone.map(\.header.sequence) == [9 * s, 20 * s] && alone.map(\.value) == [8, 10])
        let both = try alerts(
            [("gap", Argument.integer(8 * s))],
            [Feed("inputs", events, source: "a"), Feed("inputs", [Reading](), source: "never")])
        #expect(both.map(\.input) == [1, 0] && both.map(\.header.sequence) == [9 * s, 20 * s])
    }

    @Test func `a wrong price is two spikes, there and back`() throws {
        var prices = (0..<150).map { 100 + ($0 % 2 == 0 ? 0 : 0.25) }
        prices[130] = 110
        let trades = prices.enumerated().map { trade(Int64($0) * second, $1) }
        let found = try alerts([("spike", Argument.real(8))], [Feed("inputs", trades)])
        #expect(found.map(\.code) == [3, 3] && found.map(\.header.sequence) == [130 * second, 131 * second])
        #expect(found.map(\.limit) == [2, 2] && found.map(\.value) == [9.75, 9.75])
        // The first 100 changes are only learnt from.
        prices[130] = 100
        prices[60] = 110
        let early = prices.enumerated().map { trade(Int64($0) * second, $1) }
        #expect(try alerts([("spike", Argument.real(8))], [Feed("inputs", early)]).isEmpty)
    }

    @Test func `limits of spikes are those that SciPy finds`() throws {
        let golden = goldenColumns("validation/spikes.csv")
        let prices = try #require(golden["price"])
        let limits = try #require(golden["limit"])
        let found = try alerts(
            [("spike", Argument.real(1.2))],
            [Feed("inputs", prices.enumerated().map { trade(Int64($0), $1) })])
        let expected = prices.indices.dropFirst().filter { abs(prices[$0] - prices[$0 - 1]) > limits[$0] }
        #expect(expected.count > 5 && found.map { Int($0.header.sequence) } == expected)
        for alert in found {
            let at = Int(alert.header.sequence)
            #expect(alert.limit == limits[at] && alert.value == abs(prices[at] - prices[at - 1]))
        }
    }

    @Test func `a crossed quote is told until it is over`() throws {
        let quotes = [
            quote(1, 10, 11), quote(2, 11, 10), quote(3, 12, 10), quote(4, 10, 10), quote(5, 11, 10),
            quote(6, 10, 0), quote(7, 0, 10),
        ]
        let found = try alerts([], [Feed("inputs", quotes)])
        #expect(found.map(\.code) == [4, 4] && found.map(\.header.sequence) == [2, 5])
        #expect(found[0].value == 11 && found[0].limit == 10)
        var depth = Depth(header: EventHeader(time: 1, sequence: 1))
        depth.bids[0] = Depth.Level(price: Price(11), size: 1)
        depth.asks[0] = Depth.Level(price: Price(10), size: 1)
        #expect(try alerts([], [Feed("inputs", [depth])]).map(\.code) == [4])
    }

    @Test func `a value that stands still is told once, and again after it has moved`() throws {
        let values = [1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3.0]
        let readings = values.enumerated().map { reading(Int64($0) * second, $1) }
        let found = try alerts([("stale", Argument.integer(3 * second))], [Feed("inputs", readings)])
        #expect(found.map(\.code) == [5, 5] && found.map(\.header.sequence) == [5 * second, 11 * second])
        #expect(found.map(\.value) == [4, 4] && found.map(\.limit) == [3, 3])
    }

    @Test func `a clock that runs away from the order is told`() throws {
        let s = second
        func at(_ time: Int64, _ sequence: Int64) -> Reading {
            Reading(header: EventHeader(time: time, sequence: sequence), value: 1, count: 1)
        }
        let readings = [
            at(0, 0), at(s, s), at(s, 2 * s), at(s, 3 * s + 1), at(s, 4 * s), at(5 * s, 5 * s),
            at(9 * s, 6 * s),
            at(7 * s, 7 * s), at(7 * s, .max - 1),
        ]
        let found = try alerts([("skew", Argument.integer(2 * s))], [Feed("inputs", readings)])
        // 2 s is allowed; 7 s comes when the newest time was 9 s; what is sent at the end has no place.
        #expect(found.map(\.code) == [6, 6] && found.map(\.header.sequence) == [3 * s + 1, 6 * s])
        #expect(abs(found[0].value - 2) < 1e-6 && found[1].value == 3)
        // A bar's time is one later than its place.
        let bars = (0..<5).map { bar($0, high: 2, low: 1, close: 1) }
        #expect(try alerts([("skew", Argument.integer(2))], [Feed("inputs", bars)]).isEmpty)
    }

    @Test(arguments: ["smooth", "coarse"])
    func `drift is the index that NumPy finds`(name: String) throws {
        let golden = goldenColumns("validation/psi.csv")
        let values = try #require(golden[name])
        let indices = try #require(golden["psi_\(name)"])
        let readings = values.enumerated().map { reading(Int64($0), $1) }
        let arguments: Arguments = [
            ("drift", Argument.list([Argument.text("x.value")])), ("drift_reference", Argument.integer(200)),
            ("drift_window", Argument.integer(100)), ("spike", Argument.real(0)),
            ("skew", Argument.integer(0)),
        ]
        let node = try DrivenNode(
            entry("agent.validation"), arguments, inputs: [Feed("inputs", readings, source: "x").input])
        var level = 0
        var expected: [(place: Int, limit: Double)] = []
        for (place, reading) in readings.enumerated() {
            node.deliver([reading])
            let index = node.report.value("drift_x.value")
            #expect((index == nil) == indices[place].isNaN)
            if let index { #expect(abs(index - indices[place]) < 1e-12, "value \(place)") }
            let now = indices[place] >= 0.25 ? 2 : indices[place] >= 0.1 ? 1 : 0
            if now > level { expected.append((place, now == 2 ? 0.25 : 0.1)) }
            level = now == 0 ? 0 : max(level, now)
        }
        let found = node.tape(Alert.self).events
        #expect(expected.count >= 2 && found.map { Int($0.header.sequence) } == expected.map(\.place))
        #expect(found.map(\.limit) == expected.map(\.limit))
        #expect(found.allSatisfy { $0.severity == ($0.limit == 0.25 ? .critical : .warning) && $0.code == 7 })
    }

    @Test func `the report counts by rule and input`() throws {
        let feeds = [
            Feed("inputs", [reading(1, .nan), reading(3, .nan)], source: "a"),
            Feed("inputs", [quote(2, 11, 10)], source: "b"),
        ]
        let report = try NodeHarness(entry("agent.validation"), [], feeds).run().node.report
        #expect(report.value("alerts") == 3 && report.value("not_finite") == 2)
        #expect(report.value("crossed") == 1 && report.value("events") == 3)
        let table = try #require(report.tables.first)
        #expect(
            table.columns == ["input"] + [
                "not_finite", "gap", "spike", "crossed", "stale", "clock", "drift", "bar", "schema",
                "through",
            ])
        #expect(
            table.rows == [
                ["a", "2", "0", "0", "0", "0", "0", "0", "0", "0", "0"],
                ["b", "0", "0", "0", "1", "0", "0", "0", "0", "0", "0"],
            ])
    }

    @Test func `a partial bar is passed over`() throws {
        let bars = [bar(0, high: 2, low: 1, close: 1), bar(9, high: 2, low: 1, close: 1, flags: .partial)]
        #expect(try alerts([("gap", Argument.integer(minute))], [Feed("inputs", bars)]).isEmpty)
    }

    @Test func `what can't be watched is refused with what to do`() throws {
        func error(_ arguments: Arguments, triggers: Bool = true) -> OperatorError? {
            #expect(throws: OperatorError.self) {
                let feed = Feed("inputs", [Bar](), source: "bars", triggers: triggers)
                _ = try DrivenNode(entry("agent.validation"), arguments, inputs: [feed.input])
            }
        }
        #expect(error([], triggers: false)?.help == "name every input in `on`")
        let field = error([("fields", Argument.list([Argument.text("bars.clse")]))])
        #expect(field?.argument == "fields" && field?.help?.contains("bars.close") == true)
        let drift = error([("drift", Argument.list([Argument.text("bar.close")]))])
        #expect(drift?.argument == "drift" && drift?.message.contains("bar.close") == true)
        #expect(error([("drift_critical", Argument.real(0.05))])?.argument == "drift_critical")
    }

    @Test func `named fields are watched in place of the main ones`() throws {
        let rows = (0..<300).map { (index: Int) -> FeatureRow in
            let watched: Double = index < 200 ? Double(index % 3) : 500
            return featureRow(Int64(index), [Double(index), watched])
        }
        let arguments: Arguments = [
            ("spike", Argument.real(5)), ("fields", Argument.list([Argument.text("m.b")])),
        ]
        let found = try alerts(arguments, [Feed("inputs", rows, source: "m", columns: ["a", "b"])])
        #expect(found.map(\.code) == [3] && found.map(\.header.sequence) == [200])
        #expect(
            try alerts([("spike", Argument.real(5))], [Feed("inputs", rows, columns: ["a", "b"])]).isEmpty)
    }

    @Test func `recorded gold trades are sound but for their known silences`() throws {
        guard let trades = goldTrades else { return }
        let gaps = zip(trades.dropFirst(), trades).filter { $0.header.time - $1.header.time > 10 * minute }
        let found = try alerts(
            [("gap", Argument.integer(10 * minute)), ("skew", Argument.integer(second))],
            [Feed("inputs", trades)])
        #expect(found.map(\.header.sequence) == gaps.map(\.0.header.sequence))
        #expect(found.allSatisfy { $0.code == 2 })
    }

    @Test func `the agent keeps the laws of operators`() throws {
        var random = SplitMix64(seed: 5)
        let trades = TradeTape.random(1500, seed: 3)
        let start = trades[0].header.time
        let quotes = (0..<900).map { index in
            quote(
                start + Int64(index) * 3 * second, 100 + Double.random(in: -1...0.1, using: &random), 100)
        }
        let arguments: Arguments = [
            ("gap", Argument.integer(20 * second)), ("stale", Argument.integer(2 * second)),
            ("spike", Argument.real(3)), ("drift", Argument.list([Argument.text("quotes.bid")])),
            ("drift_reference", Argument.integer(100)), ("drift_window", Argument.integer(50)),
            ("through", Argument.table([("ticks", Argument.text("quotes"))])),
            ("through_share", Argument.real(0.9)),
        ]
        let made = try bars(trades, every: minute)
        let rows = made.map { featureRow($0.header.sequence, [$0.close.double, $0.volume]) }
        let feeds = [
            Feed("inputs", made, source: "bars"),
            Feed("inputs", rows, source: "rows", columns: ["close", "volume"]),
            Feed("inputs", trades, source: "ticks"), Feed("inputs", quotes, source: "quotes"),
        ]
        #expect(try checkOperator(entry("agent.validation"), arguments, feeds) == [])
    }
}
