import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct RiskTests {
    private static let second: Int64 = 1_000_000_000

    private func signal(_ second: Int64, _ target: Double) -> Signal {
        let time = second * Self.second
        return Signal(header: EventHeader(time: time, sequence: time), target: target, confidence: 1, rule: 1)
    }

    private func trade(_ second: Int64, _ price: Double) -> Trade {
        let time = second * Self.second
        return Trade(
            header: EventHeader(time: time, sequence: time), price: Price(price), quantity: 1, side: .buy)
    }

    private func fill(
        _ order: Order, _ quantity: Double, _ price: Double = 100, _ outcome: Fill.Outcome = .filled
    ) -> Fill {
        Fill(
            header: order.header, orderID: order.id, quantity: quantity, price: Price(price), fee: 0,
            multiplier: 1,
            outcome: outcome, orderTime: order.header.time)
    }

    /// Inputs 0 signal, 1 fills, 2 market.
    private func gate(_ arguments: [(String, Double)], _ more: [(String, ArgumentValue)] = []) throws
        -> DrivenNode
    {
        let feeds = [
            Feed("signal", [Signal]()), Feed("fills", [Fill](), isFeedback: true), Feed("market", [Trade]()),
        ]
        return try DrivenNode(
            entry("risk.gate"), arguments.map { ($0.0, Argument.real($0.1)) } + more,
            inputs: feeds.map(\.input))
    }

    @Test func `an order is the target less what is held and what works`() throws {
        let gate = try gate([("size", 2)])
        gate.deliver([signal(1, 1), signal(2, 1), signal(3, -1)])
        let orders = gate.tape(Order.self).take()
        #expect(orders.map(\.quantity) == [2, -4] && orders.map(\.id) == [1, 2])
        #expect(orders[1].header.time == 3 * Self.second && orders[0].kind == .market)
        gate.deliver([fill(orders[0], 2), fill(orders[1], -4)], to: 1)
        gate.deliver([signal(4, -1), signal(5, 0)])
        #expect(gate.tape(Order.self).take().map(\.quantity) == [2])
    }

    @Test func `a cancelled order no longer works`() throws {
        let gate = try gate([])
        gate.deliver([signal(1, 1)])
        let order = gate.tape(Order.self).take()[0]
        gate.deliver([fill(order, 1, 0, .cancelled)], to: 1)
        gate.deliver([signal(2, 1)])
        #expect(gate.tape(Order.self).take().map(\.quantity) == [1])
    }

    @Test func `an order too large is cut, and the denial has the rest`() throws {
        let gate = try gate([("size", 10), ("max_order", 3), ("max_position", 5)])
        gate.deliver([signal(1, 1), signal(2, 1), signal(3, 1)])
        #expect(gate.tape(Order.self).events.map(\.quantity) == [3, 2])
        let denials = gate.tape(Denial.self).events
        #expect(denials.map(\.quantity) == [7, 5, 5])
        #expect(
            denials.map(\.ruleCode) == [
                Denial.Rule.maxOrder.rawValue, Denial.Rule.maxPosition.rawValue,
                Denial.Rule.maxPosition.rawValue,
            ])
        #expect(gate.report.value("approved") == 2 && gate.report.value("denied_max_position") == 2)
    }

    @Test func `the rate counts a sliding second`() throws {
        let gate = try gate([], [("order_rate", Argument.integer(2))])
        let half = Self.second / 2
        let signals = (0..<6).map { index in
            let time = Int64(index) * half
            return Signal(
                header: EventHeader(time: time, sequence: time), target: index % 2 == 0 ? 1 : -1,
                confidence: 1, rule: 1)
        }
        gate.deliver(signals)
        #expect(gate.tape(Order.self).events.map { $0.header.time / half } == [0, 1, 2, 3, 4, 5])
        let fast = try self.gate([], [("order_rate", Argument.integer(1))])
        fast.deliver(signals)
        #expect(fast.tape(Order.self).events.map { $0.header.time / half } == [0, 3])
        #expect(fast.report.value("denied_order_rate") == 2)
    }

    @Test func `the daily loss lets only reductions pass, until the next day`() throws {
        let gate = try gate([("daily_loss", 50)])
        gate.deliver([trade(10, 100)], to: 2)
        gate.deliver([signal(11, 1)])
        gate.deliver([fill(gate.tape(Order.self).take()[0], 1)], to: 1)
        gate.deliver([trade(20, 50)], to: 2)
        gate.deliver([signal(21, 2), signal(22, -1)])
        let orders = gate.tape(Order.self).take()
        #expect(orders.map(\.quantity) == [-1], "it may go flat, not short")
        let denials = gate.tape(Denial.self).take()
        #expect(denials.map(\.quantity) == [1, -1] && denials.map(\.value) == [50, 50])
        gate.deliver([trade(86_399, 40), trade(86_400, 41)], to: 2)
        gate.deliver([fill(orders[0], -1, 40)], to: 1)
        gate.deliver([signal(86_401, 1)])
        #expect(gate.tape(Order.self).take().map(\.quantity) == [1])
    }

    @Test func `the collar refuses after a jump, and nothing goes without a price`() throws {
        let gate = try gate([("price_collar", 0.05)])
        gate.deliver([signal(1, 1)])
        #expect(gate.tape(Denial.self).take().map(\.ruleCode) == [Denial.Rule.noPrice.rawValue])
        gate.deliver([trade(2, 100)], to: 2)
        gate.deliver([signal(3, 0)])
        gate.deliver([trade(4, 106)], to: 2)
        gate.deliver([signal(5, 1)])
        let denial = try #require(gate.tape(Denial.self).take().first)
        #expect(denial.ruleCode == Denial.Rule.priceCollar.rawValue && abs(denial.value - 0.06) < 1e-12)
        gate.deliver([signal(6, 1)])
        #expect(gate.tape(Order.self).take().count == 1)
    }

    @Test func `limit orders stand off the last price, and lots are whole`() throws {
        let gate = try gate(
            [("limit_offset", 0.5), ("size", 1.7), ("lot", 1)], [("order", Argument.text("limit"))])
        gate.deliver([trade(1, 100)], to: 2)
        gate.deliver([signal(2, 1), signal(3, -1)])
        let orders = gate.tape(Order.self).events
        #expect(orders.map(\.limit.double) == [99.5, 100.5] && orders.map(\.quantity) == [1, -2])
        #expect(orders.allSatisfy { $0.kind == .limit })
    }

    @Test(arguments: ["daily_loss", "price_collar"])
    func `a rule that needs prices is refused without them`(argument: String) throws {
        let inputs = [Feed("signal", [Signal]()).input, Feed("fills", [Fill]()).input]
        let error = #expect(throws: OperatorError.self) {
            _ = try DrivenNode(entry("risk.gate"), [(argument, Argument.real(0.5))], inputs: inputs)
        }
        #expect(error?.argument == argument)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func `no limit is ever exceeded, whatever is filled or cancelled`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let gate = try gate(
            [("max_position", 5), ("max_order", 4), ("size", 3)], [("order_rate", Argument.integer(3))])
        var working: [Order] = []
        var position = 0.0
        var times: [Int64] = []
        var time: Int64 = 0
        for _ in 0..<2000 {
            time += Int64.random(in: 0...Self.second / 2, using: &random)
            let target = Double.random(in: -4...4, using: &random)
            gate.deliver([
                Signal(
                    header: EventHeader(time: time, sequence: time), target: target, confidence: 1, rule: 1)
            ])
            for order in gate.tape(Order.self).take() {
                #expect(abs(order.quantity) <= 4 && order.quantity != 0)
                working.append(order)
                times.append(order.header.time)
                #expect(times.count { $0 > order.header.time - Self.second } <= 3)
            }
            // The worst that can happen: all working orders of one side are filled.
            for isBuy in [true, false] {
                let side = working.filter { ($0.quantity > 0) == isBuy }.reduce(0) { $0 + $1.quantity }
                #expect(abs(position + side) <= 5 + 1e-9)
            }
            while !working.isEmpty, Int.random(in: 0..<2, using: &random) == 0 {
                let order = working.remove(at: Int.random(in: 0..<working.count, using: &random))
                let isFilled = Int.random(in: 0..<3, using: &random) > 0
                if isFilled { position += order.quantity }
                gate.deliver([fill(order, order.quantity, 100, isFilled ? .filled : .cancelled)], to: 1)
            }
        }
        #expect(times.count > 100)
    }

    @Test func `the gate keeps the laws of operators`() throws {
        var random = SplitMix64(seed: 12)
        let signals = (1..<600).map { signal($0 * 3, Double(Int.random(in: -2...2, using: &random))) }
        let trades = (1..<900).map { trade($0 * 2, 100 + Double($0 % 7)) }
        let feeds = [
            Feed("signal", signals), Feed("market", trades), Feed("fills", [Fill](), isFeedback: true),
        ]
        let arguments = [("price_collar", Argument.real(0.02)), ("daily_loss", Argument.real(1000))]
        #expect(try checkOperator(entry("risk.gate"), arguments, feeds) == [])
    }
}
