import OperatorKit

/// Chooses the records of one instrument, and sees to it that several are never taken for one.
struct InstrumentFilter {
    /// When an instrument's number is the wanted one.
    private struct Span {
        var instrument: UInt32
        var from: Int64
        var until: Int64
    }

    private let symbol: String
    private let instrument: UInt32
    private let publisher: UInt16
    private let file: String
    /// What the wanted symbol stands for.
    private var spans: [Span] = []
    /// Names by number, for messages.
    private var names: [UInt32: String] = [:]
    /// The instrument and the publisher that came first, where no argument chooses.
    private var firstInstrument: UInt32?
    private var firstPublisher: UInt16?
    /// An answer, which holds for the same instrument, publisher and sort of record in a stretch of time.
    private struct Answer {
        var instrument: UInt32
        var publisher: UInt16
        var joinsPublishers: Bool
        var from: Int64
        var until: Int64
        var admits: Bool
    }

    private var last: Answer?

    init(_ options: DatabentoOptions, _ metadata: DatabentoMetadata, file: String) throws(OperatorError) {
        symbol = options.symbol
        instrument = options.instrument
        publisher = options.publisher
        self.file = file
        for mapping in metadata.mappings {
            if names.count < 10_000 { names[mapping.instrument] = mapping.symbol }
            if mapping.symbol == symbol {
                spans.append(Span(instrument: mapping.instrument, from: mapping.from, until: mapping.until))
            }
        }
        let symbols = Set(metadata.mappings.map(\.symbol)).sorted()
        if symbol.isEmpty && instrument == 0 && symbols.count > 1 {
            throw OperatorError(
                "'\(file)' holds \(symbols.count) instruments: \(Self.list(symbols))", argument: "symbol",
                help: "choose one: symbol: \(symbols[0])")
        }
        if !symbol.isEmpty && spans.isEmpty && !symbols.isEmpty {
            let near = nearName(to: symbol, among: symbols)
            throw OperatorError(
                "'\(file)' holds no '\(symbol)'; it holds \(Self.list(symbols))", argument: "symbol",
                help: near.map { "did you mean '\($0)'?" })
        }
        // One symbol that was another instrument at other times, as a continuous contract is.
        if symbol.isEmpty && instrument == 0 && symbols.count == 1 && Self.follow(metadata.mappings) {
            spans = metadata.mappings.map { Span(instrument: $0.instrument, from: $0.from, until: $0.until) }
        }
    }

    /// Whether the stretches of time don't overlap.
    private static func follow(_ mappings: [DatabentoMetadata.Mapping]) -> Bool {
        let sorted = mappings.sorted { $0.from < $1.from }
        return zip(sorted, sorted.dropFirst()).allSatisfy { $0.until <= $1.from }
    }

    /// Learns from a record which instrument a symbol stands for.
    mutating func learn(_ symbols: [String], instrument: UInt32, from: Int64, until: Int64) {
        if names.count < 10_000 { names[instrument] = symbols.last { !$0.isEmpty } }
        guard !symbol.isEmpty, symbols.contains(symbol), spans.count < 10_000 else { return }
        spans.append(Span(instrument: instrument, from: from, until: until))
        last = nil
    }

    /// Whether a record is wanted; an error if it shows that a choice is missing.
    ///
    /// - Parameter joinsPublishers: whether the record means the same whoever publishes it, as a trade does.
    @inline(__always)
    mutating func admits(
        _ instrument: UInt32, _ publisher: UInt16, at time: Int64, joinsPublishers: Bool
    ) throws(OperatorError) -> Bool {
        if let last, last.instrument == instrument, last.publisher == publisher,
            last.joinsPublishers == joinsPublishers, time >= last.from, time < last.until
        {
            return last.admits
        }
        return try decide(instrument, publisher, at: time, joinsPublishers: joinsPublishers)
    }

    @inline(never)
    private mutating func decide(
        _ instrument: UInt32, _ publisher: UInt16, at time: Int64, joinsPublishers: Bool
    ) throws(OperatorError) -> Bool {
        var (from, until) = (Int64.min, Int64.max)
        var isWanted = self.publisher == 0 || publisher == self.publisher
        if self.instrument != 0 {
            isWanted = isWanted && instrument == self.instrument
        } else if !symbol.isEmpty || !spans.isEmpty {
            let span = spans.last { $0.instrument == instrument && time >= $0.from && time < $0.until }
            (from, until) = span.map { ($0.from, $0.until) } ?? (time, time &+ 1)
            if !symbol.isEmpty || span != nil { isWanted = isWanted && span != nil }
        }
        last = Answer(
            instrument: instrument, publisher: publisher, joinsPublishers: joinsPublishers, from: from,
            until: until, admits: isWanted)
        guard isWanted else { return false }
        if symbol.isEmpty && self.instrument == 0 && !isKnown(instrument, at: time) {
            try checkInstrument(instrument)
        }
        if self.publisher == 0 && !joinsPublishers { try checkPublisher(publisher) }
        return true
    }

    /// Whether a record without a market event speaks of the instrument that is read, as far as is known yet.
    func isChosen(_ instrument: UInt32) -> Bool {
        if self.instrument != 0 { return instrument == self.instrument }
        if !spans.isEmpty { return spans.contains { $0.instrument == instrument } }
        return symbol.isEmpty && (firstInstrument == nil || firstInstrument == instrument)
    }

    private func isKnown(_ instrument: UInt32, at time: Int64) -> Bool {
        spans.contains { $0.instrument == instrument && time >= $0.from && time < $0.until }
    }

    private mutating func checkInstrument(_ instrument: UInt32) throws(OperatorError) {
        guard let first = firstInstrument else {
            firstInstrument = instrument
            return
        }
        guard first != instrument else { return }
        let both = [first, instrument].map { "\($0)" + (names[$0].map { " (\($0))" } ?? "") }
        throw OperatorError(
            "'\(file)' holds several instruments: \(both.joined(separator: ", "))…",
            argument: "instrument_id",
            help: "choose one: instrument_id: \(first)")
    }

    private mutating func checkPublisher(_ publisher: UInt16) throws(OperatorError) {
        guard let first = firstPublisher else {
            firstPublisher = publisher
            return
        }
        guard first != publisher else { return }
        throw OperatorError(
            "'\(file)' holds quotes, books or bars of several publishers: \(first), \(publisher)…",
            argument: "publisher", help: "choose one: publisher: \(first)")
    }

    private static func list(_ symbols: [String]) -> String {
        let shown = symbols.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
        return symbols.count > 12 ? "\(shown) and \(symbols.count - 12) more" : shown
    }
}
