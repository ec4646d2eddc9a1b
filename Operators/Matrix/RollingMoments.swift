/// The moments of the newest n values, or of all while there are fewer; without drift, amortised O(1).
///
/// Values fill blocks of n. When one is full, each slot is given the moments of the values from there to the
/// block's end; the window is then the end of the block before joined with the start of this one, so nothing
/// is ever taken out and no rounding error stays behind (van Herk 1992, with moments for the maximum).
struct RollingMoments {
    private let length: Int
    /// Below `position` the moments of single values, from there on those of the ends of the block before.
    private var slots: [Moments]
    private var position = 0
    private var start = Moments()
    private var isFull = false

    /// Of the newest `length` values, at least one.
    init(_ length: Int) {
        precondition(length > 0, "a window holds a value")
        self.length = length
        slots = [Moments](repeating: Moments(), count: length)
    }

    /// The moments now.
    var all: Moments { isFull ? slots[position].joined(with: start) : start }

    /// Takes a value; returns the moments with it.
    @discardableResult
    mutating func add(_ value: Double) -> Moments {
        let one = Moments(value)
        slots[position] = one
        start = start.joined(with: one)
        position += 1
        if position == length {
            for i in stride(from: length - 2, through: 0, by: -1) {
                slots[i] = slots[i].joined(with: slots[i + 1])
            }
            position = 0
            start = Moments()
            isFull = true
        }
        return all
    }

    /// Takes a value; how many standard deviations it is above the mean of the window that it ends.
    mutating func score(_ value: Double) -> Double { add(value).score(of: value) }
}
