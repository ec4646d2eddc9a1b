import Rings

/// What a check changes on the tape that sources play.
enum TapeEdit: Sendable {
    /// Leaves out all events of earlier places in the run's order.
    case start(Int64)
    /// Ends after the first event at this place or later, of each output: that one says that time went on.
    case cut(Int64)
    /// Leaves out all events before the first place and after the last one, and ends there.
    case window(ClosedRange<Int64>)
    /// Shuffles what events at this place and later carry.
    case scramble(Int64, seed: UInt64)
}

/// Changes a source's events between making and publishing them.
struct TapeEditor {
    private let edit: TapeEdit
    private var random: SeededRandom
    /// By output: whether the event that says that time went on is out.
    private var hasEnded: [Bool]
    /// Events that were made and left out.
    private(set) var leftOut = 0

    init(_ edit: TapeEdit, outputs: Int) {
        self.edit = edit
        hasEnded = Array(repeating: false, count: outputs)
        if case .scramble(_, let seed) = edit {
            random = SeededRandom(seed)
        } else {
            random = SeededRandom(0)
        }
    }

    /// Edits what is unpublished; returns whether the source may end.
    mutating func apply(_ outputs: borrowing HeldArray<OutputPort>) -> Bool {
        for index in outputs.indices {
            let count = outputs[index].writer.unpublishedCount
            guard count > 0 else { continue }
            switch edit {
            case .start(let place):
                outputs[index].writer.dropUnpublished(Self.first(outputs[index], atLeast: place))
            case .cut(let place):
                let kept = hasEnded[index] ? 0 : min(count, Self.first(outputs[index], atLeast: place) + 1)
                outputs[index].writer.keepUnpublished(kept)
                if kept > 0, outputs[index].writer.unpublishedSequence(at: kept - 1) >= place {
                    hasEnded[index] = true
                }
            case .window(let places):
                let kept =
                    places.upperBound == .max
                    ? count : Self.first(outputs[index], atLeast: places.upperBound + 1)
                if kept < count {
                    outputs[index].writer.keepUnpublished(kept)
                    hasEnded[index] = true
                }
                outputs[index].writer.dropUnpublished(Self.first(outputs[index], atLeast: places.lowerBound))
                leftOut += count - outputs[index].writer.unpublishedCount
            case .scramble(let place, _):
                outputs[index].writer.scrambleUnpublished(
                    from: Self.first(outputs[index], atLeast: place), using: &random)
            }
        }
        // Places grow along a source: past a window's end on one output is past it on all.
        if case .window = edit { return hasEnded.contains(true) }
        return hasEnded.allSatisfy(\.self) && !hasEnded.isEmpty
    }

    /// Index of the first unpublished event at `place` or later; their number where there is none.
    private static func first(_ output: borrowing OutputPort, atLeast place: Int64) -> Int {
        var low = 0
        var high = output.writer.unpublishedCount
        while low < high {
            let middle = (low + high) / 2
            if output.writer.unpublishedSequence(at: middle) < place {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

/// SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
