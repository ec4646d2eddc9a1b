import MarketModel
import Rings
import Statistics

/// What happens once a mark interval.
extension RiskGate {
    /// The first trade of a new interval: returns up to the last prices before it, risk, and its rules.
    mutating func closeMark(_ header: EventHeader) {
        let isFirst = nextMark == .min
        nextMark = boundary(after: header.time)
        if !isFirst { estimate(header) }
        for index in instruments.indices where instruments[index].price != 0 {
            instruments[index].priceAtMark = instruments[index].price
        }
        guard !isFirst else { return }
        watchRisk(header)
        publish(header)
        if !isKilled { announce(header) }
    }

    /// The next instant of the grid from 1970 on.
    private func boundary(after time: Int64) -> Int64 {
        let within = time % settings.markEvery
        let start = time &- (within < 0 ? within + settings.markEvery : within)
        let (end, overflow) = start.addingReportingOverflow(settings.markEvery)
        return overflow ? .max : end
    }

    private mutating func estimate(_ header: EventHeader) {
        guard risk != nil, instruments.contains(where: { $0.priceAtMark != 0 }) else { return }
        var loss = 0.0
        for index in instruments.indices {
            let held = instruments[index]
            // A price that was 0 or below has no return.
            returns[index] = held.priceAtMark > 0 && held.price != 0 ? held.price / held.priceAtMark - 1 : 0
            loss -= (risk?.amounts[index] ?? 0) * returns[index]
            risk?.set(index, held.expected * held.price * held.multiplier)
        }
        if let risk, risk.isReady, settings.varHorizon == 1, risk.valueAtRisk > 0 {
            exceptions.add(loss: loss, valueAtRisk: risk.valueAtRisk)
        }
        risk?.close(returns)
        if settings.sizing == .risk_parity, let risk, risk.isReady {
            RiskParity.equalContributions(risk.covariance, into: &parity)
        }
    }

    private mutating func watchRisk(_ header: EventHeader) {
        let whole = max(equity, 1e-9)
        if let risk, risk.isReady {
            watch(.valueAtRisk, value: risk.valueAtRisk / whole, limit: settings.alertVaR, header)
            hold(.valueAtRisk, value: risk.valueAtRisk / whole, limit: settings.maxVaR)
            hold(.expectedShortfall, value: risk.expectedShortfall / whole, limit: settings.maxES)
        }
        if settings.watchesCorrelation, risk?.isReady == true {
            let mean = risk?.meanCorrelation() ?? .nan
            meanCorrelation = mean.isFinite ? mean : 0
            let isShock = shock.add(mean, at: header.time)
            let level = settings.correlationLevel
            let left = level * (1 - settings.hysteresis)
            if isShock {
                set(.correlation, true)
                watch(.correlation, value: mean, limit: level > 0 ? min(mean, level) : mean, header)
            } else if settings.correlationLevel == 0 || mean < left {
                set(.correlation, false)
                alerted &= ~Self.bit(.correlation)
            }
        }
        guard settings.capital > 0 else { return }
        var (largest, which) = (0.0, -1)
        for index in instruments.indices {
            let worth = abs(instruments[index].worth) / whole
            if worth > largest { (largest, which) = (worth, index) }
        }
        watch(.maxPosition, value: largest, limit: settings.alertPosition, header, input: which)
    }

    /// Sends state, equity and risk.
    mutating func publish(_ header: EventHeader) {
        let (state, cause) = tradingState
        var point = RiskPoint(
            header: header, state: state, cause: state == .active ? nil : isKilled ? killCause : cause,
            equity: settings.capital + profit, dayProfit: profit - profitAtDayStart, drawdown: drawdown)
        point.scale = scale
        point.valueAtRisk = risk?.valueAtRisk ?? 0
        point.expectedShortfall = risk?.expectedShortfall ?? 0
        point.correlation = meanCorrelation
        point.stressLoss = worstStressLoss
        if settings.capital > 0 {
            var gross = 0.0
            for instrument in instruments { gross += abs(instrument.expected) * instrument.unit }
            point.leverage = gross / max(equity, 1e-9)
        }
        points.send(point)
    }
}
