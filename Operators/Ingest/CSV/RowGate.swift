import MarketModel

/// Decides which well-formed rows become trades, in this order: suspicious, price, size, time.
struct RowGate {
    enum Verdict {
        case pass
        /// Left out as the arguments say; counted.
        case drop
        case refuse(Refusal)
    }

    private let dropsSuspicious: Bool
    private let dropsZeroSize: Bool
    private let allowsNonpositive: Bool
    private let clampsLate: Bool
    /// Whether a late row ends the run.
    let failsOnLate: Bool
    /// Whether sides come from the tick rule.
    let usesTickRule: Bool

    init(_ settings: TradeFileSettings) {
        dropsSuspicious = settings.suspicious == .drop
        dropsZeroSize = settings.zeroSize == .drop
        allowsNonpositive = settings.allowNonpositive
        clampsLate = settings.backward == .clamp
        failsOnLate = settings.backward == .fail
        usesTickRule = settings.side == .tickRule
    }

    /// Judges the row in `state`; a late row may be moved to the time before it.
    @inline(__always)
    func judge(_ state: inout TradeReader.State) -> Verdict {
        if state.row.isSuspicious && dropsSuspicious {
            state.tally.suspicious += 1
            return .drop
        }
        if state.row.price <= 0 && !allowsNonpositive { return .refuse(Refusal(.price, .notPositive)) }
        if state.row.size <= 0 {
            if state.row.size < 0 { return .refuse(Refusal(.size, .negative)) }
            if dropsZeroSize {
                state.tally.zeroSize += 1
                return .drop
            }
        }
        if state.row.time < state.previousTime {
            guard clampsLate else { return .refuse(Refusal(.time, .late)) }
            state.row.time = state.previousTime
            state.tally.clamped += 1
        }
        state.tally.rows &+= 1
        return .pass
    }
}

extension TradeReader.State {
    /// The trade of the row that has just passed.
    @inline(__always)
    mutating func trade(_ gate: RowGate) -> Trade {
        previousTime = row.time
        var side = Trade.Side(rawValue: row.side) ?? .unknown
        if gate.usesTickRule {
            if let previousPrice, row.price != previousPrice {
                tickSide = row.price > previousPrice ? .buy : .sell
            }
            previousPrice = row.price
            side = tickSide
        }
        return Trade(
            header: sequencer.header(at: row.time), price: Price(raw: row.price), quantity: row.size,
            side: side)
    }

    /// Counts a refused line, with its text if it is one of the first of its kind.
    @inline(never)
    mutating func refuse(_ refusal: Refusal, _ lines: LineBuffer, _ line: LineBuffer.Line) {
        tally.refuse(refusal, file: file, line: lines.lineNumber) { lines.text(line) }
    }
}
