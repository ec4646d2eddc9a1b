import MarketModel

/// Messages that wait for a snapshot, in one piece of memory of bounded size.
struct KeptDiffs {
    /// Levels kept at most: about a minute of the busiest book.
    static let most = 262_144

    struct Message: BitwiseCopyable {
        var numbers: DiffChain.Numbers
        /// Where its levels are.
        var start: Int
        var end: Int
    }

    private(set) var messages: [Message] = []
    private(set) var book = BookMessage()

    var count: Int { messages.count }

    /// Keeps a message; where there is no room, forgets all before it and returns how many those were.
    mutating func keep(_ numbers: DiffChain.Numbers, _ other: BookMessage) -> Int {
        var forgotten = 0
        if book.count + other.count > Self.most || messages.count == Self.most {
            forgotten = messages.count
            removeAll()
        }
        let start = book.count
        for level in other.levels { book.append(level.price, level.size, isBid: level.isBid) }
        messages.append(Message(numbers: numbers, start: start, end: book.count))
        return forgotten
    }

    /// Forgets the first messages.
    mutating func removeFirst(_ count: Int) {
        guard count < messages.count else { return removeAll() }
        let offset = messages[count].start
        book.removeFirst(offset)
        messages.removeFirst(count)
        for index in messages.indices {
            messages[index].start -= offset
            messages[index].end -= offset
        }
    }

    mutating func removeAll() {
        messages.removeAll(keepingCapacity: true)
        book.removeAll()
    }
}
