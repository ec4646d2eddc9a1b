import MarketModel
import TestSupport

/// Random requests of every kind at given places of a market: good ones, bad ones, changes, groups, brackets.
enum OrderStream {
    /// A place of the market at which someone may decide, and the price there.
    struct Place {
        var header: EventHeader
        var price: Price
    }

    /// What a stream may contain.
    struct Options {
        var tick: Int64 = 100_000_000
        /// One request of so many is bad on purpose; 0 for none.
        var badEvery = 12
        var hasBrackets = true
        var hasFlags = true
    }

    static func requests(
        _ places: [Place], seed: UInt64, _ options: Options = Options()
    ) -> [Order] {
        var random = SplitMix64(seed: seed)
        var orders: [Order] = []
        var newest: Int64 = 0
        for place in places {
            let choice = Int.random(in: 0..<100, using: &random)
            if newest > 3, choice < 25 {
                orders.append(change(place, newest, choice, options, &random))
                continue
            }
            newest += 1
            var order = fresh(place, newest, options, &random)
            if options.badEvery > 0, Int.random(in: 0..<options.badEvery, using: &random) == 0 {
                spoil(&order, newest, &random)
            }
            orders.append(order)
        }
        return orders
    }

    private static func at(_ price: Price, _ ticks: Int64, _ tick: Int64) -> Price {
        Price(raw: (price.raw / tick + ticks) * tick)
    }

    /// A change of one of the last orders, or of all.
    private static func change(
        _ place: Place, _ newest: Int64, _ choice: Int, _ options: Options, _ random: inout SplitMix64
    ) -> Order {
        let id = choice == 0 ? newest + 1_000_000 : newest - Int64.random(in: 0...3, using: &random)
        let size = Double(Int.random(in: 1...9, using: &random))
        var order = Order(
            header: place.header, id: id, quantity: Bool.random(using: &random) ? size : -size, kind: .limit)
        if choice < 12 {
            order.actionCode = Order.Action.replace.rawValue
            let ticks = Int64.random(in: -4...4, using: &random)
            if Bool.random(using: &random) { order.limit = at(place.price, ticks, options.tick) }
        } else {
            order.actionCode = (choice < 24 ? Order.Action.cancel : .cancelAll).rawValue
        }
        return order
    }

    private static func fresh(
        _ place: Place, _ id: Int64, _ options: Options, _ random: inout SplitMix64
    ) -> Order {
        let tick = options.tick
        let buys = Bool.random(using: &random)
        let size = Double(Int.random(in: 1...9, using: &random))
        let kind = Order.Kind.allCases[Int.random(in: 0..<5, using: &random)]
        var order = Order(header: place.header, id: id, quantity: buys ? size : -size, kind: kind)
        let away = Int64.random(in: 0...6, using: &random)
        let sign: Int64 = buys ? 1 : -1
        if kind == .limit || kind == .stopLimit {
            let ticks = kind == .limit ? -away + 2 : away + 2
            order.limit = at(place.price, sign * ticks, tick)
        }
        if kind == .stop || kind == .stopLimit { order.stop = at(place.price, sign * away, tick) }
        if kind == .trailingStop { order.trail = Price(raw: (away + 1) * tick) }
        let life = Order.TimeInForce.allCases[Int.random(in: 0..<5, using: &random)]
        order.timeInForceCode = life.rawValue
        order.expiry = place.header.time + Int64.random(in: 1...200_000_000_000, using: &random)
        if Int.random(in: 0..<4, using: &random) == 0 { order.display = 2 }
        if Int.random(in: 0..<4, using: &random) == 0 { order.group = id / 3 + 1 }
        if options.hasFlags, Int.random(in: 0..<5, using: &random) == 0 {
            order.flags = kind == .limit && Bool.random(using: &random) ? .postOnly : .reduceOnly
        }
        if options.hasBrackets, Int.random(in: 0..<3, using: &random) == 0 {
            order.takeProfit = at(place.price, sign * Int64.random(in: 9...12, using: &random), tick)
            order.stopLoss = at(place.price, -sign * Int64.random(in: 9...12, using: &random), tick)
        }
        return order
    }

    private static func spoil(_ order: inout Order, _ newest: Int64, _ random: inout SplitMix64) {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: order.quantity = 0
        case 1: order.quantity = .nan
        case 2: order.quantity = 1e300
        case 3: order.limit.raw += 1
        case 4: order.id = max(1, newest - 1)
        case 5: order.kindCode = 99
        case 6: order.instrument = Symbol(cutting: "OTHER")
        case 7: order.actionCode = 77
        default: order.display = -1
        }
    }
}
