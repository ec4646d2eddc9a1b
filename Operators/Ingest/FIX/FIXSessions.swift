import OperatorKit

/// What is known of the sessions of a log: repeats and gaps of their messages.
struct FIXSessions {
    /// The last sequence number by a hash of SenderCompID and TargetCompID.
    private var last: [UInt64: Int] = [:]
    private var hasGap = false

    /// Most sessions that are followed: more come only of damage.
    private static let limit = 4096

    /// Whether a message is no repeat; notes gaps.
    mutating func isNew(_ fields: FIXFields, _ bytes: Span<UInt8>, _ tally: inout FeedTally) -> Bool {
        guard let number = fields.integer(bytes, fields.find(34)) else { return true }
        var session: UInt64 = 0xCBF2_9CE4_8422_2325
        for tag in [49, 56] {
            guard let index = fields.find(tag) else { continue }
            for at in fields.value(index) { session = (session ^ UInt64(bytes[at])) &* 0x100_0000_01B3 }
            session = (session ^ 1) &* 0x100_0000_01B3
        }
        let before = last[session]
        let isRepeat = fields.letter(bytes, fields.find(43)) == UInt8(ascii: "Y")
        if let before, isRepeat, number <= before {
            tally.skipped += 1
            tally.note("repeats")
            return false
        }
        if let before, number > before + 1 {
            tally.note("gaps")
            hasGap = true
        }
        // SequenceReset tells which number comes next.
        let isReset = fields.letter(bytes, fields.find(35)) == UInt8(ascii: "4")
        let next = isReset ? fields.integer(bytes, fields.find(36)) : nil
        if before != nil || last.count < Self.limit { last[session] = next.map { $0 - 1 } ?? number }
        return true
    }

    /// Whether messages were missing since this was last asked.
    mutating func takeGap() -> Bool {
        defer { hasGap = false }
        return hasGap
    }
}

/// Chooses the messages of one instrument, and sees to it that several are never taken for one.
struct FIXInstrument {
    private let wanted: [UInt8]
    private let file: String
    /// The symbol that came first, where none is chosen.
    private var first: [UInt8]?

    init(_ wanted: [UInt8], file: String) {
        self.wanted = wanted
        self.file = file
    }

    /// Whether Symbol (55) or SecurityID (48) within a range of fields is the wanted one.
    mutating func isWanted(
        _ fields: FIXFields, _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(OperatorError) -> Bool {
        let symbol = fields.find(55, from: range.lowerBound, to: range.upperBound)
        let identity = fields.find(48, from: range.lowerBound, to: range.upperBound)
        if !wanted.isEmpty {
            if let symbol, fields.equals(bytes, symbol, wanted) { return true }
            if let identity { return fields.equals(bytes, identity, wanted) }
            return false
        }
        guard let index = symbol ?? identity else { return true }
        guard let first else {
            first = fields.value(index).map { bytes[$0] }
            return true
        }
        if fields.equals(bytes, index, first) { return true }
        let other = String(decoding: fields.value(index).prefix(64).map { bytes[$0] }, as: UTF8.self)
        let name = String(decoding: first.prefix(64), as: UTF8.self)
        throw OperatorError(
            "'\(file)' holds several instruments: '\(name)', '\(other)'…", argument: "symbol",
            help: "choose one: symbol: \(name)")
    }
}
