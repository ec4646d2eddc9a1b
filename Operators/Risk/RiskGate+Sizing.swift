import Statistics

extension RiskGate {
    /// The position that a target stands for, in whole lots; nil where the sizing lacks a stop.
    ///
    /// A target that stays is not sized anew, so that a position is not traded for each step of the equity.
    mutating func contracts(of target: Double, stop: Double, _ agent: Int, _ instrument: Int) -> Double? {
        let lot = instruments[instrument].lot
        guard settings.sizing != .fixed else { return whole(target * settings.size, lot: lot) }
        let at = place(agent, instrument)
        if books[at].target == target { return books[at].sized }
        guard let unit = target == 0 ? 0 : unit(stop: stop, agent, instrument) else { return nil }
        // Whole contracts, where no lot is said.
        let sized = whole(target * unit, lot: lot > 0 ? lot : 1)
        books[at].target = target
        books[at].sized = sized
        return sized
    }

    private func whole(_ contracts: Double, lot: Double) -> Double {
        guard lot > 0 else { return contracts }
        // The hair keeps 0.3/0.1 at three lots.
        let lots = (abs(contracts) / lot + 1e-9).rounded(.down)
        return contracts < 0 ? -lots * lot : lots * lot
    }

    /// Contracts of a target of 1.
    private func unit(stop: Double, _ agent: Int, _ instrument: Int) -> Double? {
        let held = instruments[instrument]
        let equity = max(0, equity)
        switch settings.sizing {
        case .fixed: return settings.size
        case .fixed_risk, .kelly:
            guard stop > 0, stop.isFinite else { return nil }
            var stake = settings.tradeRisk * equity
            if settings.sizing == .kelly { stake = min(stake, kelly(agent) * equity) }
            return stake / (stop * held.multiplier)
        case .vol_target:
            guard let risk, risk.isReady, held.unit > 0 else { return 0 }
            let scale = RiskParity.targetScale(
                deviation: risk.covariance[instrument, instrument].squareRoot(),
                periodsPerYear: settings.marksPerYear, target: settings.volatilityTarget)
            return scale * equity / held.unit
        case .risk_parity:
            guard let risk, risk.isReady, held.unit > 0 else { return 0 }
            var variance = 0.0
            for row in parity.indices {
                for column in parity.indices {
                    variance += parity[row] * parity[column] * risk.covariance[row, column]
                }
            }
            let scale = RiskParity.targetScale(
                deviation: max(0, variance).squareRoot(), periodsPerYear: settings.marksPerYear,
                target: settings.volatilityTarget)
            return parity[instrument] * scale * equity / held.unit
        }
    }

    /// Share of the equity to stake: from the agent's own trades once there are 30, else from the arguments.
    func kelly(_ agent: Int) -> Double {
        let trades = agents[agent]
        let losses = trades.trades - trades.wins
        guard trades.trades >= 30 else {
            return Kelly.used(
                winRate: settings.winRate, payoff: settings.payoff, trades: settings.closedTrades,
                cap: settings.kellyCap, share: settings.kellyShare)
        }
        let meanWin = trades.wins == 0 ? 0 : trades.won / Double(trades.wins)
        let meanLoss = losses == 0 ? 0 : trades.lost / Double(losses)
        // Without a loss there is no bound but the cap.
        let payoff = meanLoss > 0 ? meanWin / meanLoss : meanWin > 0 ? 1e9 : 0
        return Kelly.used(
            winRate: Double(trades.wins) / Double(trades.trades), payoff: payoff, trades: trades.trades,
            cap: settings.kellyCap, share: settings.kellyShare)
    }
}
