import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// The venue on a book by order, given orders that a book by price could have come from, beside the venue on that book.
@Suite struct QueueAgreementTests {
    /// A book whose trades eat the best level and are followed by what is left of it.
    private static func market(_ count: Int, seed: UInt64) -> (levels: [LevelChange], trades: [Trade]) {
        var random = SplitMix64(seed: seed)
        var sequencer = Sequencer()
        var (levels, trades): ([LevelChange], [Trade]) = ([], [])
        var sizes: [Int64: Double] = [:]
        var time: Int64 = 1_000_000_000
        func send(_ ticks: Int64, _ size: Double, _ isBid: Bool) {
            sizes[ticks] = size
            levels.append(
                LevelChange(
                    header: sequencer.header(at: time), price: Price(raw: ticks * BookStream.tick),
                    size: size, side: isBid ? .bid : .ask, flags: .last))
        }
        while levels.count < count {
            time += Int64.random(in: 1...2_000_000, using: &random)
            let isBid = Bool.random(using: &random)
            let best =
                isBid
                ? (993...999).reversed().first { (sizes[$0] ?? 0) > 0 }
                : (1001...1007).first { (sizes[$0] ?? 0) > 0 }
            if Int.random(in: 0..<3, using: &random) == 0, let best, let there = sizes[best] {
                let size = min(there, Double(Int.random(in: 1...4, using: &random)))
                trades.append(
                    Trade(
                        header: sequencer.header(at: time), price: Price(raw: best * BookStream.tick),
                        quantity: size, side: isBid ? .sell : .buy))
                send(best, there - size, isBid)
            } else {
                let away = Int64.random(in: 1...7, using: &random)
                send(isBid ? 1000 - away : 1000 + away, Double(Int.random(in: 0...9, using: &random)), isBid)
            }
        }
        return (levels, trades)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `cancels from the back are the risk-averse queue, fill by fill`(seed: UInt64) throws {
        let market = Self.market(4000, seed: seed)
        let feeds = [Feed("levels", market.levels), Feed("market", market.trades)]
        let queues = try NodeHarness(entry("book.orders"), [("cancels", Argument.text("back"))], feeds).run()
        // One order at a time, at either side's usual prices, taken back before the next.
        var requests: [Order] = []
        for (index, place) in stride(from: 100, to: market.levels.count - 60, by: 50).enumerated() {
            let header = market.levels[place].header
            let ticks = Int64(index % 2 == 0 ? 999 - index % 3 : 1001 + index % 3)
            var order = Order(
                header: header, id: Int64(index + 1), quantity: index % 2 == 0 ? 3 : -3, kind: .limit,
                limit: Price(raw: ticks * BookStream.tick))
            requests.append(order)
            order.header = market.levels[place + 45].header
            order.actionCode = Order.Action.cancel.rawValue
            requests.append(order)
        }
        let asked = Feed("order", requests)
        let byPrice = try VenueRun("execution.book", [], feeds + [asked])
        let byOrder = try VenueRun(
            "execution.orders_book", [],
            [Feed("orders", queues.node.tape(OrderChange.self).events), asked])
        let told = { (run: VenueRun) in
            run.fills.filter(\.isTrade).map {
                "\($0.header.sequence) \($0.orderID) \($0.quantity) \($0.price) \($0.liquidity)"
            }
        }
        #expect(told(byOrder) == told(byPrice))
        #expect(byOrder.report.value("queued") == byPrice.report.value("queued"))
        #expect(byOrder.report.value("queue_ahead") == byPrice.report.value("queue_ahead"))
        #expect(byPrice.fills.count { $0.isTrade && $0.liquidity == .maker } > 30)
    }
}
