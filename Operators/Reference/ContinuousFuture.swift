import MarketModel
import OperatorKit
import ReferenceData
import Rings

/// One price series of a future's successive contracts, of their trades or of their bars.
struct ContinuousFuture<Piece: ContractEvent>: Operator {
    typealias Settings = ContinuousSettings

    static var signature: Signature<ContinuousFuture> {
        let manual = Piece.manual
        return Signature<ContinuousFuture>(
            manual.name, manual.summary,
            details: """
                \(ContinuousSettings.details)

                Warm-up: none; \(manual.quantities)
                """,
            example: manual.example
        )
        .inputs("contracts", Piece.self, "\(manual.events) of each contract, the first to expire first") {
            node, index, events in node.run(index, events)
        }
        .output(
            "adjusted", Piece.self,
            "\(manual.events) of the current contract with adjusted prices, for signals"
        ) { node, outlet in node.adjusted = outlet }
        .output("mapped", Piece.self, "the same \(manual.events) at their own prices, for orders") {
            node, outlet in node.mapped = outlet
        }
        .output("rolls", FeatureRow.self, "one row per roll, in place of the first event that it can affect")
        {
            node, outlet in node.rolls = outlet
        }
    }

    /// What is known of one contract.
    private struct Contract {
        /// Raw price of its last trade.
        var price: Int64 = 0
        /// Place of its last trade; `.min` before the first.
        var sequence = Int64.min
        /// Quantity traded in the session.
        var volume = 0.0

        var hasTraded: Bool { sequence != .min }
    }

    /// One roll, for the report.
    private struct Record {
        var time: Int64
        var old: Int
        var new: Int
        var oldPrice: Int64
        var newPrice: Int64
    }

    let columns = ["old", "new", "old_price", "new_price", "gap", "age", "shift", "factor"]
    private let settings: Settings
    private let names: [String]
    private let calendar: SessionCalendar
    private var schedule: RollSchedule
    private var contracts: [Contract]
    /// The contract whose trades are sent, and the one that takes over as soon as it has traded.
    private var current = 0
    private var target = 0
    /// End of the session, exclusive; `.min` before the first trade.
    private var sessionEnd = Int64.min
    /// Adjusted = price · factor + shift, of which one at most is at work.
    private var shift: Int64 = 0
    private var factor = 1.0
    private var records: [Record] = []
    private var sent = 0
    private var ignored = 0
    private var unadjusted = 0
    private var unpriced = 0
    private var adjusted = Outlet<Piece>()
    private var mapped = Outlet<Piece>()
    private var rolls = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        self.settings = settings
        names = context.inputs.map(\.source)
        if let passive = context.inputs.first(where: { !$0.triggers }) {
            throw OperatorError(
                "the contract \(passive.source) only updates, but every contract's turn may come",
                help: "leave `on` out")
        }
        do {
            calendar = try SessionCalendar(named: settings.calendar)
        } catch {
            let near = nearName(to: settings.calendar, among: SessionCalendar.names)
            throw OperatorError(error.description, argument: "calendar", help: "calendar: \(near ?? "CMES")")
        }
        schedule = try RollSchedule(settings, contracts: max(1, context.inputs.count))
        contracts = Array(repeating: Contract(), count: max(1, context.inputs.count))
        records.reserveCapacity(contracts.count)
    }

    mutating func open() throws(OperatorError) { try schedule.open(calendar) }

    private mutating func run(_ index: Int, _ events: Span<Piece>) {
        for i in events.indices {
            let event = events[i]
            if event.header.sequence >= sessionEnd { beginSession(event.header) }
            if target != current { roll(event.header) }
            contracts[index].price = event.lastPrice.raw
            contracts[index].sequence = event.header.sequence
            contracts[index].volume += event.traded
            // A contract whose turn it is takes over with its first trade.
            if target != current { roll(event.header) }
            guard index == current else {
                ignored += 1
                continue
            }
            send(event)
        }
    }

    @inline(__always)
    private mutating func send(_ event: Piece) {
        sent += 1
        mapped.send(event)
        guard let moved = event.moved(by: shift, factor: factor) else {
            unpriced += 1
            return
        }
        adjusted.send(moved)
    }

    /// The first trade of a session: looks whose turn it is.
    private mutating func beginSession(_ header: EventHeader) {
        let isFirst = sessionEnd == .min
        let session = calendar.session(at: header.sequence) ?? calendar.session(after: header.sequence)
        // After the calendar's end no day ends.
        sessionEnd = session?.close ?? .max
        if let day = session?.day.daysSinceEpoch { target = turn(on: day) }
        for index in contracts.indices { contracts[index].volume = 0 }
        guard isFirst else { return }
        current = target
        adopt(current)
    }

    /// The contract whose turn it is on a day, by what was known before it; never an earlier one.
    private func turn(on day: Int) -> Int {
        let turns = schedule.turns
        guard settings.roll == .volume else {
            return (target..<turns.count).first { turns[$0].lastDay >= day } ?? target
        }
        let live = (target..<turns.count).first { turns[$0].lastDay >= day } ?? target
        var best = live
        for index in live..<turns.count where contracts[index].volume > contracts[best].volume {
            best = index
        }
        return best
    }

    /// Hands over to the contract whose turn it is, if it has traded; else the old one goes on.
    private mutating func roll(_ header: EventHeader) {
        let (old, new) = (contracts[current], contracts[target])
        guard old.hasTraded else {
            current = target
            adopt(current)
            return
        }
        guard new.hasTraded else { return }
        records.append(
            Record(
                time: header.time, old: current, new: target, oldPrice: old.price, newPrice: new.price))
        adopt(target)
        if settings.direction == .forward { move(from: old.price, to: new.price) }
        var row = FeatureRow(header: header, count: Int64(columns.count))
        row.values[0] = Double(current)
        row.values[1] = Double(target)
        row.values[2] = Price(raw: old.price).double
        row.values[3] = Price(raw: new.price).double
        row.values[4] = Price(raw: new.price &- old.price).double
        row.values[5] = (Double(new.sequence) - Double(old.sequence)) / 1e9
        row.values[6] = Price(raw: shift).double
        row.values[7] = factor
        rolls.send(row)
        current = target
    }

    /// Forward: what makes the new contract go on where the old one left off.
    private mutating func move(from old: Int64, to new: Int64) {
        switch settings.adjust {
        case .none: break
        case .difference:
            let (gap, overflow) = old.subtractingReportingOverflow(new)
            let (sum, overflowToo) = shift.addingReportingOverflow(gap)
            if overflow || overflowToo { unadjusted += 1 } else { shift = sum }
        case .ratio:
            // Prices below zero (crude oil, April 2020) have no ratio.
            guard old > 0, new > 0 else {
                unadjusted += 1
                return
            }
            factor *= Double(old) / Double(new)
        }
    }

    /// Backward: what the factor file says for a contract's turn.
    private mutating func adopt(_ index: Int) {
        guard settings.direction == .backward else { return }
        shift = schedule.turns[index].difference
        factor = schedule.turns[index].ratio
    }

    func report(into report: inout NodeReport) {
        report.metric("rolls", Double(records.count), unit: "rolls")
        report.metric(
            "mapped", Double(sent), unit: "\(Piece.manual.events) of the current contract", headline: false)
        report.metric(
            "ignored", Double(ignored), unit: "\(Piece.manual.events) of other contracts", headline: false)
        report.metric(
            "unadjusted_rolls", Double(unadjusted), unit: "rolls whose gap stayed", headline: unadjusted > 0)
        report.metric(
            "dropped_out_of_range", Double(unpriced), unit: "adjusted \(Piece.manual.events)",
            headline: unpriced > 0)
        report.tables.append(
            NodeReport.Table(
                name: "rolls", columns: ["time_ns", "old", "new", "old_price", "new_price", "gap"],
                rows: records.map { record in
                    [
                        "\(record.time)", names[record.old], names[record.new],
                        "\(Price(raw: record.oldPrice))", "\(Price(raw: record.newPrice))",
                        "\(Price(raw: record.newPrice &- record.oldPrice))",
                    ]
                }))
    }
}
