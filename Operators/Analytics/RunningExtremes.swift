/// Least and greatest price since any lot was opened, at a constant mean cost per price.
///
/// Two stacks of (lot, price): what a later price has beaten is gone, so prices rise (fall) along a stack and
/// the first entry at or after a lot is its extreme. A full stack is halved: two entries become the older's
/// price at the newer's place, which can only overstate an extreme.
struct RunningExtremes {
    private struct Entry {
        var lot: Int64
        var price: Int64
    }

    private static let capacity = 256
    private var lows: [Entry] = []
    private var highs: [Entry] = []

    init() {
        lows.reserveCapacity(Self.capacity)
        highs.reserveCapacity(Self.capacity)
    }

    /// Adds prices that all lots opened so far have seen, the latest being `lot`.
    mutating func add(low: Int64, high: Int64, lot: Int64) {
        while let last = lows.last, last.price >= low { lows.removeLast() }
        if lows.last?.lot != lot { Self.push(Entry(lot: lot, price: low), to: &lows) }
        while let last = highs.last, last.price <= high { highs.removeLast() }
        if highs.last?.lot != lot { Self.push(Entry(lot: lot, price: high), to: &highs) }
    }

    /// Nothing is open any more.
    mutating func removeAll() {
        lows.removeAll(keepingCapacity: true)
        highs.removeAll(keepingCapacity: true)
    }

    /// The least price seen since a lot was opened; nil if there was none.
    func low(since lot: Int64) -> Int64? { Self.first(lows, lot) }

    /// The greatest price seen since a lot was opened; nil if there was none.
    func high(since lot: Int64) -> Int64? { Self.first(highs, lot) }

    private static func push(_ entry: Entry, to stack: inout [Entry]) {
        if stack.count == capacity {
            for place in 0..<(capacity / 2) {
                stack[place] = Entry(lot: stack[2 * place + 1].lot, price: stack[2 * place].price)
            }
            stack.removeLast(capacity / 2)
        }
        stack.append(entry)
    }

    private static func first(_ stack: [Entry], _ lot: Int64) -> Int64? {
        var low = 0
        var high = stack.count
        while low < high {
            let middle = (low + high) / 2
            if stack[middle].lot < lot { low = middle + 1 } else { high = middle }
        }
        return low < stack.count ? stack[low].price : nil
    }
}
