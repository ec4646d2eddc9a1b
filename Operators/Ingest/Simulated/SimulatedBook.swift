import MarketModel

/// Quantities by price, both sides, within 400 ticks of the best.
///
/// A circle of 1,024 ticks a side: what falls out of reach as the best moves is taken away, so no two prices
/// share a place.
struct SimulatedBook {
    /// One side of the book, seen so that a greater rank is a better price: the tick of a bid, minus that of
    /// an ask.
    struct Side {
        static let reach = 400
        private static let mask = 1_023
        private var lots = [Double](repeating: 0, count: 1_024)
        /// Rank of the best level; `.min` where there is none.
        private(set) var best = Int.min
        /// No level stands below this rank.
        private var floor = 0
        /// All quantity.
        private(set) var total = 0.0

        /// Quantity at a rank.
        @inline(__always)
        func size(_ rank: Int) -> Double {
            rank > best || rank < floor ? 0 : lots[rank & Self.mask]
        }

        var isEmpty: Bool { best == .min }

        /// Adds quantity at a rank not further than the reach below the best; the caller has taken away what
        /// this puts out of reach (`lowest(keeping:)`).
        @inline(__always)
        mutating func add(_ size: Double, at rank: Int) {
            if best == .min { floor = rank }
            if rank > best { best = rank }
            if rank < floor { floor = rank }
            lots[rank & Self.mask] += size
            total += size
        }

        /// Takes quantity away, at most what is there; returns what is left at the rank.
        @inline(__always)
        mutating func take(_ size: Double, at rank: Int) -> Double {
            let left = lots[rank & Self.mask] - size
            total -= size
            lots[rank & Self.mask] = left
            if left <= 0, rank == best { findBest() }
            return left
        }

        private mutating func findBest() {
            var rank = best - 1
            while rank >= floor, lots[rank & Self.mask] <= 0 { rank -= 1 }
            best = rank >= floor ? rank : .min
            if best == .min { total = 0 }
        }

        /// The lowest level that would be out of reach if `rank` were the best; nil where there is none.
        mutating func outOfReach(of rank: Int) -> Int? {
            guard best != .min else { return nil }
            while floor < rank - Self.reach, floor <= best {
                if lots[floor & Self.mask] > 0 { return floor }
                floor += 1
            }
            return nil
        }

        /// The level at which the `place`th unit of quantity stands, counted from the best.
        @inline(__always)
        func level(holding place: Double) -> Int {
            var rest = place
            var rank = best
            while rank > floor {
                rest -= lots[rank & Self.mask]
                if rest < 0 { break }
                rank -= 1
            }
            return rank
        }
    }

    /// Orders to buy; rank = tick.
    var bids = Side()
    /// Orders to sell; rank = −tick.
    var asks = Side()

    /// Best prices in ticks and their quantities; nil while a side is empty.
    @inline(__always)
    var touch: (bid: Int, ask: Int, bidSize: Double, askSize: Double)? {
        guard bids.best != .min, asks.best != .min else { return nil }
        return (bids.best, -asks.best, bids.size(bids.best), asks.size(asks.best))
    }
}
