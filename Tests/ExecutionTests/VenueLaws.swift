import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// What must hold of every venue's answers, whatever it was asked; returns what was broken, in words.
func venueFaults(_ run: NodeHarness.Run, _ requests: [Order], capital: Double = 0) -> [String] {
    var faults = run.faults
    let fills = run.node.tape(Fill.self).events
    let updates = run.node.tape(OrderUpdate.self).events
    faults += stateFaults(updates)
    faults += quantityFaults(fills, updates, requests)
    faults += moneyFaults(fills, run.node.report, capital)
    if run.node.report.value("illegal_transitions") != 0 { faults.append("an illegal transition was tried") }
    return faults
}

/// Every order goes by the published table, and ends once.
private func stateFaults(_ updates: [OrderUpdate]) -> [String] {
    var faults: [String] = []
    var states: [Int64: OrderState] = [:]
    for update in updates {
        let before = states[update.orderID]
        if update.reason.isRefusal, before == update.state || before == nil || update.state == .rejected {
            if before == nil { states[update.orderID] = update.state }
            continue
        }
        if !(before ?? .submitted).allows(update.state) {
            faults.append("order \(update.orderID) went from \(before ?? .submitted) to \(update.state)")
        }
        states[update.orderID] = update.state
        if update.state.isFinal, update.remaining != 0 {
            faults.append("\(update.orderID) ended with a rest")
        }
    }
    for (id, state) in states where !state.isFinal { faults.append("order \(id) never ended: \(state)") }
    return faults
}

/// Nothing is traded beyond an order's quantity, nothing is left below zero, and one leg of a bracket at most.
private func quantityFaults(_ fills: [Fill], _ updates: [OrderUpdate], _ requests: [Order]) -> [String] {
    var faults: [String] = []
    var most: [Int64: Double] = [:]
    for request in requests where request.quantity.isFinite && request.actionCode < 2 {
        most[request.id] = max(most[request.id] ?? 0, abs(request.quantity))
    }
    var filled: [Int64: Double] = [:]
    for fill in fills where fill.isTrade {
        filled[fill.orderID, default: 0] += abs(fill.quantity)
        if fill.quantity == 0 { faults.append("a fill of nothing") }
    }
    for (id, size) in filled {
        if id > 0, size > (most[id] ?? 0) + 1e-9 { faults.append("order \(id) traded \(size)") }
        if id < 0, filled[id - 1] != nil { faults.append("both legs \(id) and \(id - 1) traded") }
    }
    var remaining: [Int64: (filled: Double, sign: Double)] = [:]
    for update in updates {
        let sign: Double = update.remaining < 0 ? -1 : update.remaining > 0 ? 1 : 0
        if let last = remaining[update.orderID], sign != 0, last.sign != 0, sign != last.sign {
            faults.append("what remains of \(update.orderID) changed its sign")
        }
        remaining[update.orderID] = (update.filled, sign)
    }
    return faults
}

/// cash + position·mark = equity, by the fills alone.
private func moneyFaults(_ fills: [Fill], _ report: NodeReport, _ capital: Double) -> [String] {
    var (cash, position, fees) = (0.0, 0.0, 0.0)
    for fill in fills where fill.outcome != .cancelled {
        if fill.isTrade {
            cash -= fill.quantity * fill.price.double * fill.multiplier
            position += fill.quantity
            fees += fill.fee
        }
        cash -= fill.fee
    }
    var faults: [String] = []
    let wanted = [("cash", cash), ("position", position), ("fees", fees)]
    for (name, value) in wanted where abs((report.value(name) ?? .nan) - value) > 1e-9 * (1 + abs(value)) {
        faults.append("\(name) is \(report.value(name) ?? .nan), by the fills \(value)")
    }
    return faults
}

extension OrderUpdate.Reason {
    /// Whether it may say that a request, not an order, was refused.
    var isRefusal: Bool { rawValue >= 1 && rawValue <= 9 || self == .marginInsufficient }
}
