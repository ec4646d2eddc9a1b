public import MarketModel

/// Trades made up for tests.
public enum TradeTape {
    /// A random walk on a tick grid with bursts, equal times, gaps and trades of no size.
    ///
    /// - Parameters:
    ///   - meanGap: mean time between trades in nanoseconds.
    ///   - start: time of the first trade; may lie before 1970.
    public static func random(
        _ count: Int, seed: UInt64, meanGap: Int64 = 2_000_000_000, start: Int64 = 1_381_104_000_000_000_000,
        tick: Int64 = 100_000_000, firstPrice: Int64 = 1_313_700_000_000
    ) -> [Trade] {
        var random = SplitMix64(seed: seed)
        var sequencer = Sequencer()
        var time = start
        var price = firstPrice
        var trades: [Trade] = []
        trades.reserveCapacity(count)
        for _ in 0..<count {
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<25: break
            case 25..<98: time += Int64.random(in: 1...(2 * meanGap), using: &random)
            default: time += Int64.random(in: 1...(60 * meanGap), using: &random)
            }
            price += Int64.random(in: -3...3, using: &random) * tick
            let isEmpty = Int.random(in: 0..<50, using: &random) == 0
            let quantity = isEmpty ? 0 : Double(Int.random(in: 1...9, using: &random))
            let side: [Trade.Side] = [.buy, .sell, .unknown]
            trades.append(
                Trade(
                    header: sequencer.header(at: time), price: Price(raw: price), quantity: quantity,
                    side: side[Int.random(in: 0..<3, using: &random)]))
        }
        return trades
    }

    /// Trades at given times and prices, one contract each.
    public static func of(_ points: [(time: Int64, price: Double)]) -> [Trade] {
        var sequencer = Sequencer()
        return points.map { point in
            Trade(
                header: sequencer.header(at: point.time), price: Price(point.price), quantity: 1, side: .buy)
        }
    }
}
