import MarketModel

/// What became of a message.
enum MessageOutcome {
    /// Events of it are in the queue.
    case taken
    /// It holds no market event: acknowledgements, candles, heartbeats.
    case skipped
    /// It belongs to another instrument.
    case otherSymbol
    /// It is good, but left out, for this reason.
    case dropped(StaticString)
    /// It is wrong, or came too late to be used.
    case refused(StaticString, isLate: Bool)
}

/// Where a message stands: its line, its times, its instrument.
struct MessageContext {
    private let clock: RecordingSettings.Clock
    /// The instrument, in upper case; empty until the first message, where none was asked for.
    private(set) var symbol: [UInt8]
    /// Whether the argument named it.
    let isSymbolGiven: Bool
    /// Another instrument of the file, if there is one.
    private(set) var otherSymbol: [UInt8]?
    /// The line's number.
    var line = 0
    /// When the message was received; nil where the recorder wrote no time.
    var receive: Int64?
    private var latest: Int64?
    /// The two clocks against each other.
    var skew = ClockSkew()

    init(_ options: RecordingOptions) {
        clock = options.clock
        symbol = options.symbol
        isSymbolGiven = !options.symbol.isEmpty
    }

    /// The time of an event that the exchange dates to `event` (ns), or does not date; nil if none is known.
    @inline(__always)
    mutating func time(_ event: Int64?) -> Int64? {
        if clock == .receive { return receive }
        if let event, event > latest ?? .min { latest = event }
        return latest
    }

    /// Compares the two clocks by a message that the exchange sent by itself and dates to `event` (ns).
    @inline(__always)
    mutating func compareClocks(_ event: Int64?) {
        if let event, let receive { skew.take(received: receive, sent: event) }
    }

    /// Whether a message that names `range` as its instrument is for this node.
    @inline(__always)
    mutating func isOurs(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        if range.count == symbol.count {
            var index = range.lowerBound
            var isEqual = true
            for letter in symbol {
                isEqual = isEqual && Self.upper(bytes[index]) == letter
                index &+= 1
            }
            if isEqual { return true }
        }
        return decide(bytes, range)
    }

    @inline(__always)
    private static func upper(_ byte: UInt8) -> UInt8 { byte &- 97 < 26 ? byte &- 32 : byte }

    /// The first instrument is ours if none was asked for.
    @inline(never)
    private mutating func decide(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        if symbol.isEmpty {
            for index in range { symbol.append(Self.upper(bytes[index])) }
            return true
        }
        if otherSymbol == nil {
            var name: [UInt8] = []
            for index in range { name.append(Self.upper(bytes[index])) }
            otherSymbol = name
        }
        return false
    }
}

extension MessageContext {
    /// The header of an event, its line in it.
    @inline(__always)
    func header(_ time: Int64) -> EventHeader { .unplaced(time, record: line) }
}
