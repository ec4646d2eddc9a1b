import MarketModel

/// An order that an execution algorithm works in slices.
///
/// Quantities are positive; `sign` says which side.
struct ParentOrder {
    /// Most slices that work at once.
    static let mostLive = 8
    /// Most slices in a life: their number is the low 20 bits of their id.
    static let mostSlices: Int64 = (1 << 20) - 1

    /// As approved, with the latest limit.
    var order: Order
    /// +1 buys, −1 sells.
    var sign: Double
    /// Contracts in total.
    var quantity: Double
    /// Contracts traded.
    var filled = 0.0
    /// Contracts of it that were told by an update.
    var told = 0.0
    /// Contracts in slices that work.
    var working = 0.0
    /// The slices that work: the first `liveCount`.
    var live = InlineArray<8, LiveSlice>(repeating: LiveSlice())
    var liveCount = 0
    /// Slices numbered so far.
    var slices: Int64 = 0
    /// When it came, ns.
    var start: Int64
    /// When its horizon ends, ns; `.max` for never.
    var end: Int64
    /// When there is something to do for it, should no fill say so before.
    var wake: Int64
    /// The next slice of its schedule.
    var next = 0
    /// Whether the slice that has begun is still to be sent.
    var owes = false
    /// Why it is being ended; `none` while it is not.
    var ending = OrderUpdate.Reason.none
    /// Whether all that was open at the end of its horizon has been sent.
    var isCompleted = false
    /// False once it has ended, when the place is free.
    var isActive = true

    init(_ order: Order, end: Int64) {
        self.order = order
        sign = order.quantity < 0 ? -1 : 1
        quantity = abs(order.quantity)
        start = order.header.time
        self.end = end
        wake = order.header.time
    }

    /// Below this a quantity is nothing: rounding of fractional lots.
    var negligible: Double { 1e-9 * max(1, quantity) }

    /// Contracts neither traded nor in a slice that works.
    var open: Double { max(0, quantity - filled - working) }

    var isFilled: Bool { filled >= quantity - negligible }

    /// Whether the end of a slice was asked for and has not come back.
    var isWaiting: Bool {
        for index in 0..<liveCount where live[index].isEnding { return true }
        return false
    }

    mutating func add(_ slice: LiveSlice) {
        live[liveCount] = slice
        liveCount += 1
        working += slice.rest
    }

    /// Takes `size` off slice `index`, and the slice out where it is over.
    mutating func reduce(_ index: Int, by size: Double, isOver: Bool) {
        let cut = isOver ? live[index].rest : min(size, live[index].rest)
        live[index].rest -= cut
        working -= cut
        guard isOver || live[index].rest <= negligible else { return }
        liveCount -= 1
        live[index] = live[liveCount]
        // Nothing works: no rounding is left behind.
        if liveCount == 0 { working = 0 }
    }

    /// The slice of that id.
    func index(of id: Int64) -> Int? {
        for index in 0..<liveCount where live[index].id == id { return index }
        return nil
    }
}
