import MarketModel

/// Joins a snapshot of a Binance book with the stream of its changes, by the numbers that both bear.
///
/// The exchange's documented rule ("How to manage a local order book correctly"): changes that came before
/// the snapshot are kept; once it is there, those that it includes are dropped, the first one used has to
/// span its number, and from then on each has to follow the one before.
struct DiffChain {
    /// The numbers of one message: first and last update, and on futures the last of the message before.
    struct Numbers: BitwiseCopyable {
        var first: Int64
        var last: Int64
        var previous: Int64?
    }

    /// What is to be done with a message.
    enum Verdict {
        /// Send its changes.
        case apply
        /// Send them; messages are missing before it.
        case applyAfterGap
        /// The book has it already.
        case stale
        /// Keep it until there is a snapshot.
        case keep
    }

    private enum State { case waiting, joining, running }

    private var state: State
    /// The last update that the book includes.
    private(set) var last: Int64 = 0
    /// Whether the book is not known to be whole, and a snapshot would mend it: changes are sent, and kept
    /// too.
    private(set) var isBroken: Bool

    init(_ start: RecordingSettings.Start) {
        state = start == .snapshot ? .waiting : .running
        isBroken = start == .empty
    }

    /// Whether a book has been begun.
    var hasBegun: Bool { state != .waiting }

    /// Whether a snapshot up to `number` is of use: not if the book is whole and further than that.
    func needsSnapshot(_ number: Int64) -> Bool { state == .waiting || isBroken || number >= last }

    /// A snapshot with all updates up to `number` begins the book.
    mutating func begin(_ number: Int64) {
        state = .joining
        last = number
        isBroken = false
    }

    /// What becomes of a message; moves on if it is applied.
    mutating func judge(_ numbers: Numbers) -> Verdict {
        // Futures count the snapshot's own number as spanned by the first message, spot the one after it.
        let isSpot = numbers.previous == nil
        let isWhole: Bool
        switch state {
        case .waiting: return .keep
        case .joining:
            if isSpot ? numbers.last <= last : numbers.last < last { return .stale }
            isWhole = numbers.first <= (isSpot ? last &+ 1 : last)
        case .running:
            // Started without a snapshot, the first message is as good as any.
            if last == 0 {
                isWhole = true
            } else {
                if numbers.last <= last { return .stale }
                isWhole = numbers.previous.map { $0 == last } ?? (numbers.first <= last &+ 1)
            }
        }
        state = .running
        last = numbers.last
        if isWhole { return .apply }
        isBroken = true
        return .applyAfterGap
    }
}
