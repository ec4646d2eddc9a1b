/// The newest values of a series, up to a fixed number: a ring that allocates only when it is made.
struct Window<Value: BitwiseCopyable> {
    /// How many it can hold.
    let capacity: Int
    private var values: [Value] = []
    private var newest = -1

    /// Makes room for `capacity` values, at least one.
    init(capacity: Int) {
        precondition(capacity > 0, "a window holds a value")
        self.capacity = capacity
        values.reserveCapacity(capacity)
    }

    /// How many it holds.
    var count: Int { values.count }
    /// Whether the next value pushes the oldest out.
    var isFull: Bool { values.count == capacity }

    /// Adds the newest value; returns the one that falls out of a full window.
    @discardableResult
    mutating func add(_ value: Value) -> Value? {
        newest = newest + 1 == capacity ? 0 : newest + 1
        guard values.count == capacity else {
            values.append(value)
            return nil
        }
        let oldest = values[newest]
        values[newest] = value
        return oldest
    }

    /// The value `back` places before the newest, `[back: 0]`; `back` is less than `count`.
    subscript(back back: Int) -> Value {
        precondition(back >= 0 && back < values.count, "the window reaches back so far")
        let index = newest - back
        return values[index < 0 ? index + capacity : index]
    }
}
