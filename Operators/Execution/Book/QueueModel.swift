import Glibc
import MarketModel
import OperatorKit

/// How an order's place in the queue of its price moves, where only the level's total is known.
///
/// The models of hftbacktest (Nkaz, "Order Fill", probability queue models): what leaves a level without a trade
/// leaves it behind the order (risk-averse), or before it with a probability by how much stands on either side.
struct QueueModel {
    /// The probability that a cancellation is behind the order, by what stands before and behind it.
    enum Kind: String, CaseIterable, Sendable {
        /// Always behind: only trades move the queue.
        case riskAverse = "risk_averse"
        /// f(b)/(f(b)+f(a)) with f(x) = ln(1+x).
        case log
        /// f(b)/f(b+a) with f(x) = ln(1+x).
        case log2
        /// f(b)/(f(b)+f(a)) with f(x) = xⁿ.
        case power
        /// f(b)/f(b+a) with f(x) = xⁿ.
        case power2
        /// 1 − (a/(a+b))ⁿ.
        case power3
    }

    let kind: Kind
    let exponent: Double

    /// The probability that what is cancelled stood behind, with `ahead` before the order and `behind` after it.
    func behind(_ ahead: Double, _ behind: Double) -> Double {
        let probability =
            switch kind {
            case .riskAverse: 1.0
            case .log: log1p(behind) / (log1p(behind) + log1p(ahead))
            case .log2: log1p(behind) / log1p(behind + ahead)
            case .power: pow(behind, exponent) / (pow(behind, exponent) + pow(ahead, exponent))
            case .power2: pow(behind, exponent) / pow(behind + ahead, exponent)
            case .power3: 1 - pow(ahead / (ahead + behind), exponent)
            }
        return probability.isFinite ? probability : 1
    }

    /// The level of an order went from `old` to `new`.
    @inline(__always)
    func change(_ working: inout WorkingOrder, from old: Double, to new: Double) {
        guard kind != .riskAverse else {
            working.ahead = min(working.ahead, new)
            return
        }
        // What trades took has moved the queue already.
        let gone = old - new - working.tradedAhead
        working.tradedAhead = 0
        guard gone >= 0 else {
            working.ahead = min(working.ahead, new)
            return
        }
        let ahead = working.ahead
        let after = old - ahead
        let share = behind(max(0, ahead), max(0, after))
        let moved = ahead - (1 - share) * gone + min(after - share * gone, 0)
        working.ahead = min(moved, new)
    }

    /// `size` was traded at the order's price; returns how much of it came to the order.
    @inline(__always)
    func trade(_ working: inout WorkingOrder, _ size: Double) -> Double {
        working.ahead -= size
        working.tradedAhead += size
        // Rounding reaches nobody.
        guard working.ahead < -Account.negligible else {
            working.ahead = max(0, working.ahead)
            return 0
        }
        let reached = -working.ahead
        working.ahead = 0
        return reached
    }
}
