/// A slice that works at the venue.
struct LiveSlice {
    /// Its order's id; 0 for none.
    var id: Int64 = 0
    /// Contracts still to trade, positive.
    var rest = 0.0
    /// Whether it waits at a price, and does not take what there is.
    var isResting = false
    /// Whether its end was asked for.
    var isEnding = false
}
