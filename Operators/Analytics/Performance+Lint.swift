import Statistics

extension Performance {
    /// What makes the figures doubtful, most serious first.
    func lint(_ summary: Summary) -> [Warning] {
        var found = money + sample(summary)
        if !trips.isEmpty || fills > 0 { found += significance(summary) }
        found += choices
        return found.filter { $0.severity == .warning } + found.filter { $0.severity == .note }
    }

    private var trips: [RoundTrip] { ledger.log.trips }

    private func warning(_ code: String, _ message: String) -> Warning {
        Warning(code: code, severity: .warning, message: message)
    }

    private func note(_ code: String, _ message: String) -> Warning {
        Warning(code: code, severity: .note, message: message)
    }

    private var money: [Warning] {
        var found: [Warning] = []
        let fees = ledger.instruments.reduce(0) { $0 + $1.fees }
        if fills == 0 {
            found.append(warning("FLAT_CURVE", "nothing was traded: every figure is that of staying flat"))
        } else if fees == 0 {
            found.append(
                warning("COSTS_ZERO", "\(fills) fills cost no fee: give the venue what trading costs"))
        }
        if ambiguous > 0 { found.append(ambiguity) }
        if settings.capital > 0, curve.falls.deepest >= 1 {
            found.append(
                warning("RUIN", "equity fell to 0 or below: what comes after could not have been traded"))
        }
        if settings.capital == 0 {
            found.append(note("CAPITAL_NONE", "without capital there are no returns and no ratios"))
        } else if time.greatest > 3 {
            let most = (time.greatest * 10).rounded() / 10
            found.append(warning("LEVERAGE_HIGH", "positions were worth up to \(most) times the equity"))
        }
        if fills > 0, ledger.profit < 0 {
            found.append(note("LOSES_MONEY", "net of costs the run loses \(-ledger.profit)"))
        } else if fills > 0, settings.capital > 0, let held = benchmarkReturn,
            ledger.profit / settings.capital < held
        {
            found.append(note("BELOW_BENCHMARK", "it earned less than the benchmark's \(percent(held))"))
        }
        return found
    }

    private var ambiguity: Warning {
        let log = ledger.log
        return warning(
            "AMBIGUOUS_FILLS",
            "\(ambiguous) of \(fills) fills (\(percent(Double(ambiguous) / Double(fills)))) hang on the path of prices "
                + "within a bar, and with them \(log.ambiguous) of \(log.outcomes.count) round trips and "
                + "\(round(log.ambiguousProfit)) of the profit: test them on shorter bars or on trades")
    }

    private func sample(_ summary: Summary) -> [Warning] {
        guard fills > 0 else { return [] }
        var found: [Warning] = []
        let outcomes = ledger.log.outcomes
        if outcomes.count < 30 {
            found.append(
                warning("TRADES_FEW", "\(outcomes.count) round trips; 30 are the least to judge by"))
        }
        if days.equity.count < 60 {
            found.append(
                warning("HISTORY_SHORT", "\(days.equity.count) days; figures of a year are extrapolated"))
        }
        if outcomes.count >= 2, outcomes.gained - outcomes.lost > 0,
            outcomes.best > 0.5 * (outcomes.gained - outcomes.lost)
        {
            found.append(
                warning("PROFIT_CONCENTRATED", "one trade made more than half of the profit"))
        }
        if ledger.held > 0 {
            let open = ledger.instruments.count { $0.position != 0 }
            found.append(
                note(
                    "POSITION_OPEN",
                    "\(open) of \(ledger.instruments.count) instruments held at the end count at "
                        + "the last price, without the cost of closing"))
        }
        let unmarked = marksAtFills ? 0 : ledger.instruments.dropFirst(markedCount).count
        if unmarked > 0 {
            found.append(
                warning("MARKS_MISSING", "\(unmarked) instruments have no marks and count at their own fills")
            )
        } else if marksAtFills {
            found.append(note("MARKS_AT_FILLS", "without marks equity is known at fills only"))
        }
        return found
    }

    private func significance(_ summary: Summary) -> [Warning] {
        var found: [Warning] = []
        if let interval = summary.interval(.sharpe), interval.low <= 0, interval.high >= 0 {
            found.append(
                warning(
                    "SHARPE_INSIGNIFICANT",
                    "the 95 % interval of the Sharpe ratio, \(round(interval.low)) to \(round(interval.high)), "
                        + "includes 0"))
        }
        if let probability = summary.value(.probabilisticSharpe), probability < 0.95 {
            found.append(
                warning("PSR_LOW", "the true Sharpe ratio is above 0 with probability \(round(probability))"))
        }
        if settings.trials > 1, let deflated = summary.deflated, deflated < 0.95 {
            found.append(
                warning(
                    "DSR_LOW",
                    "after \(settings.trials) trials the probability of a Sharpe ratio above chance is "
                        + "\(round(deflated))"))
        }
        return found
    }

    private var choices: [Warning] {
        var found: [Warning] = []
        if settings.inSample {
            found.append(
                warning("IN_SAMPLE_ONLY", "the parameters were chosen on this data: test them on other data"))
        }
        switch settings.survivorship {
        case .biased:
            found.append(warning("SURVIVORSHIP_BIASED", "only instruments that survived could be traded"))
        case .unstated where ledger.instruments.count > 1:
            found.append(
                note("SURVIVORSHIP_UNSTATED", "say by `survivorship` whether ended instruments are included"))
        case .unstated, .free: break
        }
        let count = ledger.log.outcomes.count
        if count > trips.count {
            found.append(note("TRADES_CUT", "table trades lists the first \(trips.count) of \(count)"))
        }
        return found
    }

    private func percent(_ fraction: Double) -> String { "\(round(100 * fraction)) %" }

    private func round(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
