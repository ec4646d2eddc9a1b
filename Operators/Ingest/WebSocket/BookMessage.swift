import MarketModel

/// The levels of one message, kept until it is known what becomes of it.
struct BookMessage {
    struct Level: BitwiseCopyable {
        var price: Int64
        var size: Double
        var isBid: Bool
    }

    private(set) var levels: [Level] = []

    init() { levels.reserveCapacity(4096) }

    var isEmpty: Bool { levels.isEmpty }
    var count: Int { levels.count }

    mutating func removeAll() { levels.removeAll(keepingCapacity: true) }

    mutating func removeFirst(_ count: Int) { levels.removeFirst(count) }

    @inline(__always)
    mutating func append(_ price: Int64, _ size: Double, isBid: Bool) {
        levels.append(Level(price: price, size: size, isBid: isBid))
    }

    /// Reads `[["price","size",…],…]`, the way most exchanges write levels.
    @inline(__always)
    mutating func read(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor, isBid: Bool
    ) throws(JSONFault) {
        try json.beginArray(bytes)
        var isFirst = true
        while try json.nextElement(bytes, &isFirst) {
            if let pair = json.usualPair(bytes) {
                append(pair.price, pair.quantity, isBid: isBid)
                continue
            }
            try json.beginArray(bytes)
            var isFirstCell = true
            guard try json.nextElement(bytes, &isFirstCell) else { throw .syntax }
            let price = try json.price(bytes)
            guard try json.nextElement(bytes, &isFirstCell) else { throw .syntax }
            let size = try json.quantity(bytes)
            while try json.nextElement(bytes, &isFirstCell) { try json.skip(bytes) }
            append(price, size, isBid: isBid)
        }
    }

    /// Sends some levels as changes; the last one ends the message.
    @inline(__always)
    func send(
        _ range: Range<Int>, _ header: EventHeader, _ flags: BookFlags, into queue: inout FeedQueue
    ) {
        var first = flags
        let rest = flags.subtracting(.gap)
        for index in range {
            let level = levels[index]
            var flags = first
            if index == range.upperBound &- 1 { flags.insert(.last) }
            queue.append(
                .level(
                    LevelChange(
                        header: header, price: Price(raw: level.price), size: level.size,
                        side: level.isBid ? .bid : .ask, flags: flags)))
            first = rest
        }
    }

    /// Sends all levels as a whole book: cleared first, so that nothing older stays.
    func sendSnapshot(_ header: EventHeader, into queue: inout FeedQueue) {
        queue.append(
            .level(
                LevelChange(
                    header: header, price: Price(raw: 0), size: 0, side: .none, action: .clear,
                    flags: isEmpty ? [.snapshot, .last] : .snapshot)))
        send(0..<count, header, .snapshot, into: &queue)
    }
}
