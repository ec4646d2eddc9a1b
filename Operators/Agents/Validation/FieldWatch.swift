import OperatorKit
import Statistics

/// Follows one number of one input: its jumps, and how long it has not moved.
struct FieldWatch {
    /// A jump, with the limit that it broke.
    struct Jump {
        var size: Double
        var limit: Double
    }

    /// Changes that the median is over.
    static let changes = 100

    /// Index among the readable fields.
    let field: Int
    private var sizes = SortedWindow(Self.changes)
    private var last: Double?
    private var lastMove: Int64 = 0
    private var isStale = false

    /// Follows the field of that index.
    init(field: Int) { self.field = field }

    /// Takes a finite value; a jump of more than `factor` times the median size of the 100 changes before.
    mutating func jump(to value: Double, at time: Int64, factor: Double) -> Jump? {
        guard let last else {
            self.last = value
            lastMove = time
            return nil
        }
        let size = abs(value - last)
        guard size > 0 else { return nil }
        self.last = value
        lastMove = time
        isStale = false
        // Two huge values can be further apart than a number can say.
        guard size.isFinite else { return Jump(size: .greatestFiniteMagnitude, limit: 0) }
        let limit = sizes.count == Self.changes ? factor * sizes.quantile(0.5) : .infinity
        sizes.add(size)
        return factor > 0 && size > limit ? Jump(size: size, limit: limit) : nil
    }

    /// Nanoseconds without a change, the first time that they are more than `limit`.
    mutating func stale(at time: Int64, limit: Int64) -> Int64? {
        guard limit > 0, !isStale, last != nil, time - lastMove > limit else { return nil }
        isStale = true
        return time - lastMove
    }
}
