import MarketModel
import TestSupport

/// Random books for venues: consistent ones, with trades that eat what rests.
struct BookStream {
    static let tick: Int64 = 100_000_000

    var levels: [LevelChange] = []
    var trades: [Trade] = []
    var orders: [OrderChange] = []

    /// Every so many events a place at which someone may decide.
    func places(every step: Int) -> [OrderStream.Place] {
        let all = levels.isEmpty ? orders.map { ($0.header, $0.price) } : levels.map { ($0.header, $0.price) }
        return stride(from: step * 5, to: all.count, by: step).map {
            OrderStream.Place(header: all[$0].0, price: all[$0].1)
        }
    }

    private static func price(_ ticks: Int64) -> Price { Price(raw: ticks * tick) }

    /// A book by price around a middle that walks; one event in five is a trade.
    static func levels(_ count: Int, seed: UInt64) -> BookStream {
        var random = SplitMix64(seed: seed)
        var sequencer = Sequencer()
        var stream = BookStream()
        var time: Int64 = 1_000_000_000
        var middle: Int64 = 1000
        for index in 0..<count {
            time += Int64.random(in: 0...2_000_000, using: &random)
            let header = sequencer.header(at: time)
            let isBid = Bool.random(using: &random)
            if index > 50, Int.random(in: 0..<5, using: &random) == 0 {
                let away = Int64.random(in: 0...2, using: &random)
                stream.trades.append(
                    Trade(
                        header: header, price: price(middle + (isBid ? away : -away)),
                        quantity: Double(Int.random(in: 0...5, using: &random)), side: isBid ? .buy : .sell))
                continue
            }
            if index % 40 == 39 { middle += Int64.random(in: -2...2, using: &random) }
            let away = Int64.random(in: 1...8, using: &random)
            let sizes: [Double] = [0, 1, 2, 5, 9]
            stream.levels.append(
                LevelChange(
                    header: header, price: price(middle + (isBid ? -away : away)),
                    size: sizes[Int.random(in: 0..<5, using: &random)], side: isBid ? .bid : .ask,
                    flags: Int.random(in: 0..<3, using: &random) > 0 ? .last : []))
        }
        return stream
    }

    /// A book by order: adds, cancels, and trades with the fills and cancels of what they hit.
    static func orders(_ count: Int, seed: UInt64) -> BookStream {
        var random = SplitMix64(seed: seed)
        var sequencer = Sequencer()
        var stream = BookStream()
        var time: Int64 = 1_000_000_000
        var resting: [(id: UInt64, price: Price, size: Double, isBid: Bool)] = []
        var id: UInt64 = 0
        func send(
            _ action: OrderChange.Action, _ id: UInt64, _ price: Price, _ size: Double, _ isBid: Bool,
            isLast: Bool = true
        ) {
            stream.orders.append(
                OrderChange(
                    header: sequencer.header(at: time), orderID: id, price: price, size: size,
                    side: isBid ? .bid : .ask, action: action, flags: isLast ? .last : []))
        }
        while stream.orders.count < count {
            time += Int64.random(in: 0...2_000_000, using: &random)
            let isBid = Bool.random(using: &random)
            let kind = Int.random(in: 0..<10, using: &random)
            if kind < 5 || resting.count < 20 {
                id += 1
                let away = Int64.random(in: 1...5, using: &random)
                let size = Double(Int.random(in: 1...6, using: &random))
                let price = price(1000 + (isBid ? -away : away))
                resting.append((id, price, size, isBid))
                send(.add, id, price, size, isBid)
            } else if kind < 7 {
                let gone = resting.remove(at: Int.random(in: 0..<resting.count, using: &random))
                send(.cancel, gone.id, gone.price, gone.size, gone.isBid)
            } else if let best = resting.filter({ $0.isBid == isBid }).map(\.price)
                .max(by: { isBid ? $0 < $1 : $0 > $1 })
            {
                var left = Double(Int.random(in: 1...9, using: &random))
                send(.trade, 0, best, left, !isBid, isLast: false)
                while left > 0,
                    let place = resting.firstIndex(where: { $0.price == best && $0.isBid == isBid })
                {
                    let size = min(left, resting[place].size)
                    left -= size
                    send(.fill, resting[place].id, best, size, isBid, isLast: false)
                    send(.cancel, resting[place].id, best, size, isBid)
                    resting[place].size -= size
                    if resting[place].size == 0 { resting.remove(at: place) }
                }
            }
        }
        return stream
    }
}
