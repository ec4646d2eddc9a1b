import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Σ fills + released = quantity, whatever the venue does and whoever changes his mind.
@Suite struct ConservationTests {
    static let algorithms = ["twap", "vwap", "pov", "shortfall", "iceberg", "adaptive"]

    private func arguments(_ name: String, _ random: inout SplitMix64) -> [(String, ArgumentValue)] {
        let lots = [0, 0.001, 1, 5]
        let lot = lots[Int.random(in: 0..<4, using: &random)]
        let over = Int64.random(in: 30...2000, using: &random) * second
        var list = [
            ("lot", Argument.real(lot)), ("over", Argument.integer(over)),
            ("at_end", Argument.text(Bool.random(using: &random) ? "complete" : "cancel")),
            ("max_parents", Argument.integer(5)),
        ]
        switch name {
        case "pov":
            list += [("rate", Argument.real(0.3)), ("every", Argument.integer(20 * second))]
        case "iceberg": list += [("display", Argument.real(7)), ("reprice", Argument.integer(9 * second))]
        default: list.append(("slices", Argument.integer(Int64.random(in: 1...30, using: &random))))
        }
        if name == "iceberg" { list.append(("variance", Argument.real(0.4))) }
        if name != "iceberg", Bool.random(using: &random) { list.append(("slice", Argument.text("limit"))) }
        return list
    }

    private func orders(_ trades: [Trade], _ random: inout SplitMix64) -> [Order] {
        var orders: [Order] = []
        for id in 1...8 as ClosedRange<Int64> {
            let at = trades[Int(id) * 25].header
            let size = (Double.random(in: 0.5...300, using: &random) * 1000).rounded() / 1000
            let limit: Double? =
                Bool.random(using: &random) ? trades[Int(id) * 25].price.double + 0.5 : nil
            var order = parent(id, Bool.random(using: &random) ? size : -size, at: at.time, limit: limit)
            order.header = at
            orders.append(order)
            let later = trades[Int(id) * 25 + 13].header
            var request = order
            request.header = later
            switch Int.random(in: 0..<5, using: &random) {
            case 0: request.actionCode = Order.Action.cancel.rawValue
            case 1:
                request.actionCode = Order.Action.replace.rawValue
                request.quantity *= Double.random(in: 0.2...2, using: &random)
            case 2 where id == 5: request.actionCode = Order.Action.cancelAll.rawValue
            default: continue
            }
            orders.append(request)
        }
        return orders
    }

    @Test(arguments: algorithms)
    func `nothing is lost or made up`(name: String) throws {
        for seed in 1...12 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let trades = TradeTape.random(700, seed: seed)
            let arguments = arguments(name, &random)
            var loop = try ClosedLoop("execution.\(name)", arguments, venue: .moody(seed))
            loop.run(trades, orders(trades, &random))
            #expect(loop.faults == [], "\(name) \(seed)")
            let report = loop.node.report
            let count = { report.value($0) ?? .nan }
            #expect(abs(count("quantity") - count("filled") - count("released")) < 1e-6, "\(name) \(seed)")
            #expect(loop.updates.count { $0.state.isFinal } == 8, "\(name) \(seed): all ended")
            for update in loop.updates where update.state.isFinal {
                #expect(abs(abs(update.filled) - loop.traded(update.orderID)) < 1e-6)
                #expect(update.remaining == 0 && update.filled * update.released >= 0)
            }
        }
    }

    @Test(arguments: algorithms)
    func `an algorithm keeps the laws of operators`(name: String) throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let trades = TradeTape.random(700, seed: seed)
            let arguments = arguments(name, &random)
            let orders = orders(trades, &random)
            var loop = try ClosedLoop("execution.\(name)", arguments, venue: .moody(seed))
            loop.run(trades, orders)
            let feeds = [
                Feed("market", trades), Feed("order", orders), Feed("fills", loop.fills, isFeedback: true),
            ]
            #expect(try checkOperator(entry("execution.\(name)"), arguments, feeds) == [])
        }
    }

    @Test func `a calm venue fills every parent, all at once`() throws {
        for name in Self.algorithms {
            let trades = steadyTrades(400)
            let arguments: [(String, ArgumentValue)] = [("over", Argument.integer(200 * second))]
            var loop = try ClosedLoop("execution.\(name)", arguments)
            let orders = (1...40).map { parent($0, $0 % 2 == 0 ? 33 : -20, at: $0 * second) }
            loop.run(trades, orders)
            #expect(loop.faults == [] && loop.updates.count { $0.state == .filled } == 40, "\(name)")
            #expect(loop.node.report.value("unfilled") == 0, "\(name)")
        }
    }
}
