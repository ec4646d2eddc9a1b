import MarketModel
import OperatorKit
import ReferenceData
import Rings

/// What all venues share: the desk with its orders, the account, fees, answers, and what time does to them.
///
/// A venue operator hands in requests as they come, admits them when they have arrived, and says what was traded;
/// who meets whom, and at which price, is the operator's.
struct Venue {
    var desk: OrderDesk
    var account: Account
    var answers: Answers
    var tally = VenueTally()
    var requests: RequestQueue
    var fees: FeeModel
    let rules: OrderRules
    /// Of the latest event of any input.
    var last = EventHeader(time: 0, sequence: .min)

    let instrument: Symbol
    let passesOthers: Bool
    let margin: MarginRule?
    let funding: FundingRule?
    let settles: Bool
    var sessions: SessionClock
    /// Whether what arrives while the market is closed is refused.
    private let refusesClosed: Bool
    /// The last id of an order of the venue's own, which count down from −1.
    var ownID: Int64 = 0
    /// The first instant at which time itself does something.
    var timer = Int64.min
    var nextFunding = Int64.min
    var nextSettlement = Int64.min

    /// - Parameters:
    ///   - latency: time from a request to its arrival.
    ///   - response: time from an answer to its arrival.
    init(_ arguments: VenueArguments, latency: Int64, response: Int64 = 0) throws(OperatorError) {
        guard let fee = arguments.fee else {
            throw OperatorError("a venue needs a fee model", argument: "fee", help: "fee: 0")
        }
        guard let name = Symbol(arguments.instrument) else {
            throw OperatorError("an instrument's name has at most 16 bytes", argument: "instrument")
        }
        fees = try FeeModel(fee)
        margin = try MarginRule(arguments)
        funding = try arguments.funding.map { value throws(OperatorError) in try FundingRule(value) }
        sessions = try Self.sessions(arguments.calendar)
        refusesClosed = arguments.closed == .reject && sessions.canClose
        instrument = name
        passesOthers = arguments.others == .pass
        settles = arguments.settlement == .daily
        let working = arguments.maxWorking
        desk = OrderDesk(capacity: working, remembered: max(4096, 4 * working))
        requests = RequestQueue(capacity: max(1024, 2 * working), latency: latency)
        answers = Answers(latency: response)
        account = Account(capital: arguments.capital, multiplier: arguments.multiplier)
        rules = OrderRules(
            tick: arguments.checksTick ? Price(arguments.tick) : Price(raw: 0),
            maxQuantity: arguments.maxQuantity)
    }

    /// Whether no order, request or rule needs to see the market.
    @inline(__always) var isIdle: Bool { desk.isEmpty && requests.count == 0 && !watchesMarket }
    private var watchesMarket: Bool { margin != nil || funding != nil || settles }

    /// Takes a request as it leaves its sender.
    mutating func receive(_ order: Order) {
        last = order.header
        answers.flush(to: order.header.sequence)
        let isOther = instrument != .none && order.instrument != .none && order.instrument != instrument
        if isOther, passesOthers { return }
        tally.received += 1
        if refusesClosed, meetsClosed(order) { return turnAway(order, .marketClosed) }
        if !requests.push(order) { turnAway(order, .bookFull) }
    }

    /// Whether an order, or a change of one, arrives while the market is closed; what ends orders may always.
    private mutating func meetsClosed(_ order: Order) -> Bool {
        let isNew = order.actionCode == Order.Action.submit.rawValue && desk.find(order.id) == .unknown
        guard isNew || order.actionCode == Order.Action.replace.rawValue else { return false }
        return !sessions.isOpen(at: requests.arrival(of: order))
    }

    /// Refuses what does not even come in.
    private mutating func turnAway(_ order: Order, _ reason: OrderUpdate.Reason) {
        if order.actionCode == Order.Action.submit.rawValue {
            reject(order, reason, order.header)
        } else {
            refuse(order, reason, order.header)
        }
    }

    private static func sessions(_ calendar: String) throws(OperatorError) -> SessionClock {
        do {
            return try SessionClock(named: calendar)
        } catch {
            throw OperatorError(
                "\(error)", argument: "calendar", help: SessionCalendar.names.joined(separator: ", "))
        }
    }

    /// Orders still at work, and those on their way, end with the data.
    mutating func finish() {
        answers.flushAll()
        let end = EventHeader.atEnd(after: last)
        var slot = desk.first
        while slot >= 0 {
            let next = desk.next(slot)
            self.end(slot, .cancelled, .dataEnded, end)
            slot = next
        }
        desk.sweep()
        while let order = requests.pop() {
            guard order.actionCode == Order.Action.submit.rawValue else { continue }
            reject(order, desk.find(order.id) == .unknown ? .dataEnded : .orderDuplicateID, end)
        }
        answers.flushAll()
    }

    /// Promises for the operator: what was on the way until `input` is sent.
    mutating func progress(after input: Int64) -> Int64 {
        if input == .max { answers.flushAll() } else { answers.flush(to: input - 1) }
        return input
    }

    /// The next id of an order of the venue's own.
    mutating func makeID() -> Int64 {
        ownID -= 1
        return ownID
    }

    func report(into report: inout NodeReport) {
        tally.report(into: &report)
        let money = "account currency"
        report.metric("fees", account.fees, unit: money)
        if funding != nil { report.metric("funding_paid", account.payments, unit: money) }
        if settles {
            report.metric("settlements", Double(account.settlements), unit: "days with a position")
            report.metric("variation", account.variation, unit: money)
        }
        if margin != nil { report.metric("liquidations", Double(tally.liquidations), unit: "positions") }
        if tally.stale > 0 { report.metric("stale", Double(tally.stale), unit: "fills forbidden") }
        if tally.unprotected > 0 { report.metric("unprotected", Double(tally.unprotected), unit: "fills") }
        report.metric("position", account.position, unit: "contracts", headline: false)
        report.metric("cash", account.cash, unit: money, headline: false)
        report.metric("equity", account.equity, unit: money, headline: false)
        report.metric(
            "illegal_transitions", Double(desk.illegal), unit: "must be 0", headline: desk.illegal > 0)
    }
}
