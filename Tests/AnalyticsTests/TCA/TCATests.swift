import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct TCATests {
    private let second: Int64 = 1_000_000_000

    private func header(_ time: Double) -> EventHeader {
        let place = Int64((time * 1e9).rounded())
        return EventHeader(time: place, sequence: place)
    }

    private func trade(_ time: Double, _ price: Double, _ quantity: Double) -> Trade {
        Trade(header: header(time), price: Price(price), quantity: quantity, side: .buy)
    }

    private func order(_ time: Double, _ quantity: Double, id: Int64 = 1) -> Order {
        Order(header: header(time), id: id, quantity: quantity, kind: .market)
    }

    private func slice(_ time: Double, _ quantity: Double, of parent: Int64 = 1, _ number: Int64 = 1) -> Order
    {
        var slice = order(time, quantity, id: parent << 20 | number)
        slice.parent = parent
        return slice
    }

    private func fill(
        _ time: Double, _ slice: Order, _ quantity: Double, _ price: Double, fee: Double = 0,
        multiplier: Double = 1, outcome: Fill.Outcome = .filled
    ) -> Fill {
        Fill(
            header: header(time), of: slice, quantity: quantity, price: Price(price), fee: fee,
            multiplier: multiplier, outcome: outcome)
    }

    private func run(
        _ trades: [Trade], _ orders: [Order], slices: [Order]? = nil, fills: [Fill],
        updates: [OrderUpdate] = [], _ split: NodeHarness.Split = .longest
    ) throws -> NodeHarness.Run {
        try NodeHarness(
            entry("analytics.tca"), [],
            [Feed("market", trades), Feed("orders", orders)]
                + (slices.map { [Feed("slices", $0, source: "twap")] } ?? [])
                + [Feed("fills", fills), Feed("updates", updates)]
        ).run(split)
    }

    private func value(_ run: NodeHarness.Run, _ name: String) -> Double {
        run.node.report.value(name) ?? .nan
    }

    @Test func `slippages are those of the golden order`() throws {
        let prices = [100.0, 100.1, 100.2, 100.3, 100.4]
        let trades =
            [trade(0, 100, 1)]
            + zip(prices, [20.0, 20, 30, 20, 10]).enumerated().map {
                trade(Double($0.offset) + 1, $0.element.0, $0.element.1)
            }
        let parent = order(0.5, 300)
        let fills = [(3.0, 100.1), (4, 100.2), (6, 100.35)].map { fill($0.0, parent, 100, $0.1) }
        let run = try run(trades, [parent], fills: fills)
        #expect(abs(value(run, "arrival_bps") - 21.666666666666856) < 1e-9)
        #expect(abs(value(run, "vwap_bps") - 3.6600785253205967) < 1e-9)
        // From 0.5 to 6: half a second more of 100 than of the others.
        let twap = (prices.reduce(0, +) + 0.5 * 100) / 5.5
        #expect(abs(value(run, "twap_bps") - (100.21666666666667 / twap - 1) * 1e4) < 1e-8)
        #expect(value(run, "fill_rate") == 1 && value(run, "time_to_fill") == 5.5)
        #expect(value(run, "participation") == 3)
        let day = (100 + 100.18 * 100) / 101
        #expect(abs(value(run, "advantage_bps") - (1 - 100.21666666666667 / day) * 1e4) < 1e-9)
    }

    @Test(arguments: [1.0, -1])
    func `the shortfall has Perold's parts`(side: Double) throws {
        // Decided at 39.98, first slice at 40, 75 of 100 filled, given up at 40.20; a seller's market falls.
        let at = { (price: Double) in 40 + side * (price - 40) }
        let trades = [
            trade(0, at(39.98), 1), trade(1, at(40), 1), trade(5, at(40.2), 1), trade(6, at(41), 1),
        ]
        let parent = order(0, side * 100)
        let slices = [slice(1, side * 60), slice(2, side * 40, 2)]
        let fills = [
            fill(3, slices[0], side * 50, at(40.05), fee: 0.2, outcome: .partial),
            fill(4, slices[1], side * 25, at(40.16), fee: 0.1, outcome: .partial),
            fill(4.5, slices[1], side * 15, 0, outcome: .cancelled),
        ]
        let end = OrderUpdate(
            header: header(5), order: parent, state: .expired, filled: side * 75, remaining: 0,
            released: side * 25)
        let run = try run(trades, [parent], slices: slices, fills: fills, updates: [end])
        for (name, golden) in [
            ("delay", 1.5), ("trading", 6.5), ("opportunity", 5.5), ("fees", 0.3), ("shortfall", 13.8),
        ] { #expect(abs(value(run, name) - golden) < 1e-9, "\(name)") }
        #expect(
            abs(value(run, "impact_bps") - 0.2 / 40 * 1e4) < 1e-9, "from 40 at arrival to 40.20 at its end")
        let paper = 100 * at(39.98)
        #expect(abs(value(run, "shortfall_bps") - 13.8 / paper * 1e4) < 1e-9)
        if side > 0 { #expect(abs(value(run, "shortfall_bps") - 34.51725862931452) < 1e-9) }
        #expect(value(run, "fill_rate") == 0.75 && value(run, "unfilled") == 25)
        let readings = run.node.tape(Reading.self).events
        #expect(readings.map(\.header) == [header(5)] && readings[0].value == value(run, "shortfall_bps"))
        let table = try #require(run.node.report.tables.first)
        #expect(table.name == "tca" && table.rows.map(\.first) == ["1", "all"])
        #expect(table.rows.allSatisfy { $0.count == table.columns.count })
        let row = Dictionary(uniqueKeysWithValues: zip(table.columns, table.rows[0]))
        #expect(row["algorithm"] == "twap" && row["side"] == (side > 0 ? "buy" : "sell"))
        #expect(row["opportunity"] == "5.5" && row["shortfall"] == "13.8" && row["slices"] == "2")
    }

    @Test func `money goes by the multiplier, and totals by what was traded`() throws {
        let trades = [trade(0, 100, 1), trade(10, 102, 1)]
        let orders = [order(1, 10), order(2, -30, id: 2)]
        let fills = [
            fill(3, orders[0], 10, 101, multiplier: 50), fill(4, orders[1], -30, 99, multiplier: 50),
        ]
        let run = try run(trades, orders, fills: fills)
        #expect(value(run, "shortfall") == 50 * (10 * 1 + 30 * 1))
        #expect(abs(value(run, "arrival_bps") - 100) < 1e-9)
        #expect(value(run, "orders") == 2 && value(run, "time_to_fill") == 2)
    }

    @Test func `an unfilled order ends with the data, a cancelled one before`() throws {
        let trades = [trade(0, 100, 1), trade(10, 110, 1), trade(20, 130, 1)]
        let orders = [order(1, 10), order(2, 10, id: 2)]
        let cancel = fill(10, orders[1], 10, 0, outcome: .cancelled)
        let run = try run(trades, orders, fills: [cancel])
        #expect(value(run, "opportunity") == 10 * 30 + 10 * 10)
        let readings = run.node.tape(Reading.self).events
        #expect(readings.map(\.value) == [1000, 3000] && readings[1].header.sequence == .max - 1)
        #expect(run.node.report.value("arrival_bps") == nil, "nothing was traded")
    }

    @Test func `a changed order is measured by its new quantity`() throws {
        var change = order(2, 40)
        change.actionCode = Order.Action.replace.rawValue
        let run = try run(
            [trade(0, 100, 1)], [order(1, 100), change], fills: [fill(3, order(1, 100), 40, 100)])
        #expect(value(run, "fill_rate") == 1 && value(run, "quantity") == 40)
    }

    @Test func `an order before the first price is not measured`() throws {
        let run = try run([trade(5, 100, 1)], [order(1, 100)], fills: [fill(6, order(1, 100), 100, 100)])
        #expect(value(run, "orders") == 0 && value(run, "unmeasured") == 1)
    }

    @Test func `it keeps the laws of operators`() throws {
        var random = SplitMix64(seed: 4)
        let trades = TradeTape.random(3000, seed: 4)
        var orders: [Order] = []
        var slices: [Order] = []
        var fills: [Fill] = []
        for id in 1...140 as ClosedRange<Int64> {
            let at = Int(id) * 20
            var parent = order(
                0, Double(Int.random(in: 1...9, using: &random) * (id % 2 == 0 ? 10 : -10)), id: id)
            parent.header = trades[at].header
            orders.append(parent)
            for number in 1...10 as ClosedRange<Int64> {
                var part = slice(0, parent.quantity / 10, of: id, number)
                part.header = trades[at + Int(number)].header
                slices.append(part)
                if number == 7, id % 3 == 0 { continue }
                var made = fill(0, part, part.quantity, trades[at + Int(number) + 1].price.double)
                made.header = trades[at + Int(number) + 1].header
                fills.append(made)
            }
        }
        let feeds = [
            Feed("market", trades), Feed("orders", orders), Feed("slices", slices), Feed("fills", fills),
        ]
        #expect(try checkOperator(entry("analytics.tca"), [], feeds) == [])
    }
}
