import MarketModel
import Rings
import Statistics

/// What the gate lets through, and why.
extension RiskGate {
    static let reducingCauses: [Denial.Rule] = [
        .dailyLoss, .reducing, .valueAtRisk, .expectedShortfall, .correlation,
    ]

    static func bit(_ rule: Denial.Rule) -> UInt64 { 1 << rule.rawValue }

    /// State and the rule that holds it there, with `killed` for none.
    @inline(__always)
    var tradingState: (state: TradingState, cause: Denial.Rule) {
        if isKilled { return (.killed, .killed) }
        guard causes != 0 else { return (.active, .killed) }
        if causes & Self.bit(.halted) != 0 { return (.halted, .halted) }
        let cause = Denial.Rule(rawValue: UInt64(causes.trailingZeroBitCount)) ?? .reducing
        return (.reducing, cause)
    }

    /// Value and limit of a rule that holds the state.
    func numbers(of rule: Denial.Rule) -> (value: Double, limit: Double) {
        let whole = max(equity, 1e-9)
        return switch rule {
        case .killed: (Double(killCause.rawValue), 0)
        case .dailyLoss: (profitAtDayStart - profit, settings.dayLossShare * dayStartEquity)
        case .valueAtRisk: ((risk?.valueAtRisk ?? 0) / whole, settings.maxVaR)
        case .expectedShortfall: ((risk?.expectedShortfall ?? 0) / whole, settings.maxES)
        case .drawdown: (drawdown, settings.killAt)
        case .correlation: (meanCorrelation, settings.correlationLevel)
        case .halted: (Double(TradingState.halted.rawValue), 0)
        default: (Double(TradingState.reducing.rawValue), 0)
        }
    }

    /// The state that the arguments say.
    mutating func begin(_ start: Start) {
        switch start {
        case .active: break
        case .reducing: causes = Self.bit(.reducing)
        case .halted: causes = Self.bit(.halted)
        case .killed: isKilled = true
        }
        announced = tradingState.state
    }

    mutating func set(_ rule: Denial.Rule, _ isOn: Bool) {
        if isOn { causes |= Self.bit(rule) } else { causes &= ~Self.bit(rule) }
    }

    /// Holds a rule on from its limit until the value is well below it again.
    mutating func hold(_ rule: Denial.Rule, value: Double, limit: Double) {
        guard limit > 0 else { return }
        if value + Self.hair >= limit { set(rule, true) }
        if value < limit * (1 - settings.hysteresis) { set(rule, false) }
    }

    /// Publishes the state if it is another than before.
    mutating func announce(_ header: EventHeader) {
        let (state, cause) = tradingState
        guard state != announced else { return }
        announced = state
        publish(header)
        let numbers = numbers(of: cause)
        let severity: Alert.Severity = state == .killed ? .critical : state == .active ? .info : .warning
        alerts.send(
            Alert(
                header: header,
                code: state == .active ? 0 : state == .killed ? killCause.rawValue : cause.rawValue,
                severity: severity, value: numbers.value, limit: numbers.limit, input: -1))
    }

    /// Raises an alert once when a value reaches its limit, and anew after it was well below.
    mutating func watch(
        _ rule: Denial.Rule, value: Double, limit: Double, _ header: EventHeader, input: Int = -1
    ) {
        guard limit > 0 else { return }
        let bit = Self.bit(rule)
        if value < limit * (1 - settings.hysteresis) { alerted &= ~bit }
        guard value + Self.hair >= limit, alerted & bit == 0 else { return }
        alerted |= bit
        alerts.send(
            Alert(
                header: header, code: rule.rawValue, severity: .warning, value: value, limit: limit,
                input: Int64(input)))
    }

    /// An alert from outside.
    mutating func obey(_ alert: Alert) {
        guard alert.severityCode >= UInt64(settings.killSeverity) else { return }
        throwSwitch(.killed, alert.header)
    }

    /// A command from outside; one that is no number is taken for the worst.
    mutating func obey(_ signal: Signal) {
        guard signal.target > -1.5 else {
            throwSwitch(.killed, signal.header)
            return
        }
        set(.halted, signal.target <= -0.5)
        set(.reducing, signal.target > -0.5 && signal.target < 0.5)
        announce(signal.header)
    }

    /// A strategy's thread hangs, and nothing more comes of it.
    mutating func alarm() { isAlarmed = true }

    /// Throws the switch with the first event after an alarm.
    mutating func obeyAlarm(_ header: EventHeader) {
        guard isAlarmed else { return }
        isAlarmed = false
        throwSwitch(.stuck, header)
    }

    /// Stops everything, for good: cancels all that works and, graceful, goes flat.
    mutating func throwSwitch(_ cause: Denial.Rule, _ header: EventHeader) {
        guard !isKilled else { return }
        isKilled = true
        killCause = cause
        hits[Int(cause.rawValue)] += 1
        dropHeld(.killed, header)
        let id = orders.number() ?? 0
        var order = Order(header: header, id: id, quantity: 0, kind: .market)
        order.actionCode = Order.Action.cancelAll.rawValue
        approved.send(order)
        if settings.killMode == .graceful { flatten(header) }
        announce(header)
    }

    /// Sends what brings every book to zero, at most `max_order` at a time, and looks again after fills.
    mutating func flatten(_ header: EventHeader) {
        mustFlatten = false
        for agent in agents.indices {
            for instrument in instruments.indices {
                let book = books[place(agent, instrument)]
                let left = -(book.position + book.flattening)
                guard abs(left) >= RiskDraft.negligible, settings.maxOrder > 0 else { continue }
                // A closed market would only refuse it.
                guard !isClosed(instrument, at: header.time) else {
                    mustFlatten = true
                    continue
                }
                let quantity = max(-settings.maxOrder, min(settings.maxOrder, left))
                if quantity != left { mustFlatten = true }
                var draft = RiskDraft(agent: agent, instrument: instrument, quantity: quantity)
                var order = Order(header: header, id: 0, quantity: quantity, kind: .market)
                order.agent = agents[agent].symbol
                order.instrument = instruments[instrument].symbol
                guard send(&order, &draft, isFlattening: true) != nil else {
                    mustFlatten = true
                    continue
                }
                books[place(agent, instrument)].flattening += quantity
            }
        }
    }
}
