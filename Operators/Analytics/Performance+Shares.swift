import MarketModel
import OperatorKit
import ReferenceData
import Statistics

extension Performance {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// What one agent or instrument did.
    private struct Share {
        var name: Symbol
        var profit = 0.0
        var fees = 0.0
        var trades = 0
        var wins = 0
        var notional = 0.0

        static let columns = ["name", "pnl", "fees", "trades", "win_rate", "turnover"]

        mutating func add(_ book: AgentBook, at price: Price) {
            profit += book.profit(at: price)
            fees += book.fees
            trades += book.outcomes.count
            wins += book.outcomes.wins
            notional += book.notional
        }

        func cells(capital: Double) -> [String] {
            let rate = trades > 0 ? "\(Double(wins) / Double(trades))" : ""
            return [
                name == .none ? "unnamed" : name.description, "\(profit)", "\(fees)", "\(trades)", rate,
                "\(capital > 0 ? notional / capital : notional)",
            ]
        }
    }

    /// Tables `agents` and `instruments`; each sums to the account.
    func addShares(to report: inout NodeReport) {
        var agents: [Share] = []
        var instruments = ledger.instruments.map { Share(name: $0.name) }
        for book in ledger.agents {
            let price = ledger.instruments[book.instrument].price
            instruments[book.instrument].add(book, at: price)
            let place = agents.firstIndex { $0.name == book.agent } ?? agents.count
            if place == agents.count { agents.append(Share(name: book.agent)) }
            agents[place].add(book, at: price)
        }
        for (name, shares) in [("agents", agents), ("instruments", instruments)] {
            report.tables.append(
                NodeReport.Table(
                    name: name, columns: Share.columns,
                    rows: shares.map { $0.cells(capital: settings.capital) }))
        }
    }

    /// Table `monthly`: returns by month of the days' ends, as fractions.
    func addMonths(to report: inout NodeReport) {
        var monthly = MonthlyReturns()
        let daily = daily
        for (time, value) in zip(daily.times, daily.values) {
            // What ends at midnight is of the day before.
            let day = floorDivide(time - 1, 86_400_000_000_000)
            let date = CivilDate(daysSinceEpoch: Int(day))
            monthly.add(value, year: date.year, month: date.month)
        }
        report.tables.append(
            NodeReport.Table(
                name: "monthly", columns: ["year"] + Self.months + ["total"],
                rows: monthly.years.map { year in
                    ["\(year.year)"] + year.months.map { $0.map { "\($0)" } ?? "" } + ["\(year.total)"]
                }))
    }
}
