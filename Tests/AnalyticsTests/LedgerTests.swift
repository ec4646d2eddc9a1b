import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Cash, positions and who earned them.
@Suite struct LedgerTests {
    private static let instruments = ["ES", "NQ", "BTC"]
    private static let multipliers = [50.0, 20, 1]
    private static let agents = ["", "trend", "carry"]

    /// Fills, payments and marks of three instruments at random times, and equity after each mark by addition.
    private func random(_ seed: UInt64) -> (fills: [Fill], marks: [[Bar]], equity: [Double]) {
        var random = SplitMix64(seed: seed)
        var prices = [4000.0, 15_000, 60_000]
        var (cash, positions) = (0.0, [0.0, 0, 0])
        var (fills, marks, equity): ([Fill], [[Bar]], [Double]) = ([], [[], [], []], [])
        for step in 1...3000 as ClosedRange<Int64> {
            let place = Int.random(in: 0..<3, using: &random)
            let time = step * minute
            prices[place] += Double(Int.random(in: -200...200, using: &random)) / 100
            // All are priced before the first fill.
            let kind = step <= 3 ? 5 : Int.random(in: 0..<8, using: &random)
            let agent = Self.agents[Int.random(in: 0..<3, using: &random)]
            let instrument = Self.instruments[place]
            if step <= 3 {
                let first = Int(step) - 1
                marks[first].append(mark(time, prices[first]))
                equity.append(1e6)
            } else if kind < 3 {
                let quantity = Double(Int.random(in: -30...30, using: &random)) / 10
                let fee = abs(quantity) * 0.85
                fills.append(
                    trade(
                        time, quantity, prices[place], fee: fee, multiplier: Self.multipliers[place],
                        agent: agent, instrument: instrument))
                cash -= quantity * prices[place] * Self.multipliers[place] + fee
                positions[place] += quantity
            } else if kind == 3 {
                let paid = Double(Int.random(in: -50...50, using: &random)) / 7
                fills.append(
                    trade(time, 0, 0, fee: paid, agent: agent, instrument: instrument, outcome: .payment))
                cash -= paid
            } else {
                // The last price of the others is that of their last mark.
                marks[place].append(mark(time, prices[place]))
            }
            guard kind > 3, step > 3 else { continue }
            let value = (0..<3).reduce(0) { sum, i in
                sum + positions[i] * (marks[i].last?.close.double ?? 0) * Self.multipliers[i]
            }
            equity.append(1e6 + cash + value)
        }
        return (fills, marks, equity)
    }

    private var named: [(name: String, value: ArgumentValue)] {
        [
            ("instruments", Argument.list(Self.instruments.map { Argument.text($0) })),
            ("capital", Argument.real(1e6)), ("bootstrap", Argument.integer(0)),
        ]
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `cash and positions at their marks are equity at every event`(seed: UInt64) throws {
        let (fills, marks, equity) = random(seed)
        let node = try account(fills, marks, named)
        let points = node.tape(EquityPoint.self).events
        #expect(points.count == equity.count)
        for (point, expected) in zip(points, equity) {
            #expect(agree(point.equity, expected), "seed \(seed): \(point.equity), not \(expected)")
        }
        let report = node.report
        let pnl = try #require(report.value("pnl"))
        for name in ["agents", "instruments"] {
            let rows = report.rows(name)
            #expect(rows.count == 3)
            for (column, total) in [("pnl", pnl), ("fees", try #require(report.value("fees")))] {
                let sum = rows.reduce(0) { $0 + (Double($1[column] ?? "") ?? .nan) }
                #expect(abs(sum - total) < 1e-9 * 1e6, "\(column) of \(name): \(sum), not \(total)")
            }
            let trades = rows.reduce(0) { $0 + (Double($1["trades"] ?? "") ?? .nan) }
            #expect(trades == report.value("trades"))
            let turnover = rows.reduce(0) { $0 + (Double($1["turnover"] ?? "") ?? .nan) }
            #expect(agree(report.value("turnover"), turnover))
        }
    }

    @Test func `funding is paid from cash and is no trade`() throws {
        let fills = [
            trade(minute, 2, 100, fee: 1), trade(3 * minute, 0, 0, fee: 5, outcome: .payment),
            trade(5 * minute, 0, 0, fee: -2, outcome: .payment), trade(7 * minute, -2, 110, fee: 1),
        ]
        let node = try account(fills, [[mark(4 * minute, 105), mark(8 * minute, 110)]])
        #expect(node.tape(EquityPoint.self).events.map(\.equity) == [100_004, 100_015])
        let report = node.report
        #expect(report.value("pnl") == 15 && report.value("fees") == 2 && report.value("funding") == 3)
        #expect(report.value("trades") == 1 && report.value("average_trade") == 18)
        // Without marks a payment is an event of the account too.
        let alone = try account(fills)
        #expect(alone.tape(EquityPoint.self).events.map(\.equity) == [99_999, 99_994, 99_996, 100_015])
    }

    @Test func `each agent's book is its own`() throws {
        // One is long, the other short: the account is flat, and both earn or lose.
        let fills = [
            trade(minute, 1, 100, agent: "up"), trade(minute + 1, -1, 100, agent: "down"),
            trade(5 * minute, -1, 110, agent: "up"), trade(5 * minute + 1, 1, 110, agent: "down"),
        ]
        let report = try account(fills, [[mark(3 * minute, 104), mark(6 * minute, 110)]]).report
        #expect(report.value("pnl") == 0 && report.value("exposure") == 0 && report.value("trades") == 2)
        let agents = report.rows("agents")
        #expect(
            agents.map { $0["name"] } == ["up", "down"] && agents.map { $0["pnl"] } == ["10.0", "-10.0"])
        #expect(agents.map { $0["win_rate"] } == ["1.0", "0.0"])
        #expect(report.rows("trades").map { $0["agent"] } == ["up", "down"])
        #expect(report.rows("trades").map { $0["mae"] } == ["0.0", "10.0"])
    }

    @Test func `one input of marks serves whatever the fills call it`() throws {
        let fills = [trade(minute, 1, 100, instrument: "GC"), trade(3 * minute, -1, 103, instrument: "GC")]
        let report = try account(fills, [[mark(2 * minute, 101), mark(4 * minute, 109)]]).report
        #expect(report.value("pnl") == 3 && report.rows("instruments").map { $0["name"] } == ["GC"])
        #expect(report.rows("trades").map { $0["instrument"] } == ["GC"])
        // A second name has no marks and says so.
        let two = try account(fills + [trade(5 * minute, 1, 7, instrument: "SI")], [[mark(6 * minute, 9)]])
        #expect(two.report.rows("instruments").map { $0["name"] } == ["GC", "SI"])
        #expect(two.report.rows("lint").contains { $0["code"] == "MARKS_MISSING" })
    }

    @Test func `several inputs of marks must be named`() throws {
        let marks = [[mark(minute, 1)], [mark(minute, 2)]]
        for names in [[], ["ES"], ["ES", "ES"], ["ES", "a name of more than 16 bytes"]] {
            let argument = ("instruments", Argument.list(names.map { Argument.text($0) }))
            #expect(throws: OperatorError.self) { try account([], marks, [argument]) }
        }
        #expect(throws: OperatorError.self) {
            try account([], [[mark(minute, 1)]], [("calendar", Argument.text("XNYSE"))])
        }
    }

    @Test func `fractions that add up to nothing leave nothing`() throws {
        let fills = [
            trade(minute, 0.1, 10), trade(2 * minute, 0.2, 10), trade(3 * minute, -0.3, 11),
        ]
        let report = try account(fills).report
        #expect(report.value("position") == 0 && report.value("trades") == 2)
        #expect(!report.rows("lint").contains { $0["code"] == "POSITION_OPEN" })
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the most a trade was up and down is that of a plain scan`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var (fills, bars): ([Fill], [Bar]) = ([], [])
        var seen: [(time: Int64, low: Double, high: Double)] = []
        var (price, position, hasOpened) = (1000.0, 0.0, false)
        for step in 1...1400 as ClosedRange<Int64> {
            price += Double(Int.random(in: -20...21, using: &random))
            if Int.random(in: 0..<5, using: &random) == 0 {
                let quantity = Double(Int.random(in: -3...3, using: &random))
                let opens = position * quantity >= 0 || abs(quantity) > abs(position)
                if quantity != 0, opens { hasOpened = true }
                position += quantity
                fills.append(trade(step * minute, quantity, price))
                if quantity != 0 { seen.append((step, price, price)) }
            } else {
                let low = price - Double(Int.random(in: 0...5, using: &random))
                let high = price + Double(Int.random(in: 0...5, using: &random))
                bars.append(mark(step * minute, price, low: low, high: high))
                seen.append(hasOpened ? (step, price, price) : (step, low, high))
                hasOpened = false
            }
        }
        let trips = try account(fills, [bars], [("bootstrap", Argument.integer(0))]).report.rows("trades")
        #expect(trips.count > 100)
        for trip in trips {
            let (entry, exit) = (
                try #require(step(trip["entry_time"])), try #require(step(trip["exit_time"]))
            )
            let open = seen.filter { $0.time >= entry && $0.time <= exit }
            let price = try #require(trip["entry"].flatMap(Double.init))
            let size = try #require(trip["quantity"].flatMap(Double.init))
            let down = size * (price - (open.map(\.low).min() ?? price))
            let up = size * ((open.map(\.high).max() ?? price) - price)
            let isLong = trip["side"] == "long"
            #expect(trip["mae"] == "\(isLong ? down : up)" && trip["mfe"] == "\(isLong ? up : down)")
        }
    }

    /// Minutes since 1970 of a time on its first two days.
    private func step(_ text: String?) -> Int64? {
        guard let text, text.hasPrefix("1970-01-0") else { return nil }
        let numbers = text.split { !$0.isNumber }.compactMap { Int64($0) }
        return (numbers[2] - 1) * 1440 + numbers[3] * 60 + numbers[4]
    }

    @Test func `excursions take the bars after the entry whole, that of the entry by its close`() throws {
        let fills = [
            trade(minute + 5, 2, 100, multiplier: 10), trade(4 * minute + 5, -2, 102, multiplier: 10),
        ]
        let bars = [
            mark(minute, 100, low: 10, high: 900), mark(2 * minute, 99, low: 50, high: 300),
            mark(3 * minute, 101, low: 97, high: 106), mark(4 * minute, 104, low: 100, high: 105),
            mark(5 * minute, 1, low: 1, high: 1000),
        ]
        let trip = try #require(try account(fills, [bars]).report.rows("trades").first)
        #expect(trip["mae"] == "60.0" && trip["mfe"] == "120.0")
    }
}
