import OperatorKit

/// Trades on the price, and as points.
extension HTMLReport {
    /// Most rows of a table that the page shows.
    static let rowLimit = 200

    private var tradeTable: NodeReport.Table? { table("trades") ?? record.trades }

    var trades: String {
        guard let table = tradeTable, let marks = TradeChart.marks(table), !marks.isEmpty else { return "" }
        let series = series("price") ?? record.series(["price", "mark", "close"])
        var chart = TradeChart(price: series, marks: marks)
        var hidden = 0
        let drawing = ChartSize.both(wide: 330, narrow: 260) { size in
            let element = chart.element("trades on the price", size)
            hidden = max(hidden, chart.hidden)
            return element
        }
        var note =
            key("long", "long, triangle up") + key("short", "short, triangle down")
            + escaped("A ring is the exit. \(NumberText.grouped(marks.count)) trades.")
        if hidden > 0 {
            note += " Marks that would cover each other are drawn once."
        }
        return HTMLPage.figure(drawing, note) + scatters(table) + list(table)
    }

    private func column(_ table: NodeReport.Table, _ name: String) -> [Double]? {
        guard let at = table.columns.firstIndex(of: name) else { return nil }
        return table.rows.map { at < $0.count ? Double($0[at]) ?? .nan : .nan }
    }

    private func times(_ table: NodeReport.Table, _ name: String) -> [Int64?] {
        guard let at = table.columns.firstIndex(of: name) else { return [] }
        return table.rows.map { at < $0.count ? TimeText.nanoseconds($0[at]) : nil }
    }

    /// P&L against time held and against the worst and the best that was seen, and how it is spread.
    private func scatters(_ table: NodeReport.Table) -> String {
        guard let pnl = column(table, "pnl") else { return "" }
        var drawings: [(title: String, drawing: String)] = []
        let durations = zip(times(table, "entry_time"), times(table, "exit_time")).map { entry, exit in
            entry.flatMap { from in exit.map { Double($0) - Double(from) } } ?? Double.nan
        }
        if durations.count == pnl.count {
            let longest = durations.filter(\.isFinite).max() ?? 0
            let units: [(size: Double, name: String)] = [
                (86_400e9, "days"), (3_600e9, "hours"), (60e9, "minutes"), (1e9, "seconds"), (1e6, "ms"),
            ]
            let unit = units.first { longest >= 2 * $0.size } ?? (1e6, "ms")
            var chart = ScatterChart(
                zip(durations, pnl).map { held, profit in
                    ScatterChart.Point(
                        x: held / unit.size, y: profit,
                        title: held.isFinite ? "held \(Self.span(held)), \(NumberText.value(profit))" : "")
                }, x: "time held, \(unit.name)", y: "P&L")
            drawings.append(("P&L and time held", chart.element("profit of each trade against time held")))
        }
        for (name, title, axis) in [
            ("mae", "P&L and adverse excursion", "most adverse excursion"),
            ("mfe", "P&L and favourable excursion", "most favourable excursion"),
        ] {
            guard let excursion = column(table, name), excursion.contains(where: \.isFinite) else { continue }
            var chart = ScatterChart(
                zip(excursion, pnl).map { size, profit in
                    ScatterChart.Point(
                        x: size, y: profit,
                        title: "\(name) \(NumberText.value(size)), \(NumberText.value(profit))")
                }, x: axis, y: "P&L")
            drawings.append((title, chart.element("profit of each trade against its \(axis)")))
        }
        let histogram = HistogramChart(values: pnl, xLabel: "P&L").element("profits of trades")
        drawings.append(("P&L of trades", histogram))
        let shown = drawings.filter { !$0.drawing.isEmpty }
        guard !shown.isEmpty else { return "" }
        return "<div class=\"small-charts\">"
            + shown.map { "<figure><h3>\(escaped($0.title))</h3>\($0.drawing)</figure>" }.joined()
            + "</div>\n"
    }

    private static func span(_ nanoseconds: Double) -> String {
        guard nanoseconds.magnitude < 9e18 else { return "" }
        return nanoseconds <= 0 ? "0" : TimeText.span(Int64(nanoseconds))
    }

    private func list(_ table: NodeReport.Table) -> String {
        "<details><summary>All trades</summary>\n\(rows(table, file: "trades.csv"))</details>\n"
    }

    /// A table of texts, numbers to the right; long ones are cut.
    func rows(_ table: NodeReport.Table, file: String? = nil) -> String {
        let isNumber = table.columns.indices.map { column in
            table.rows.contains { column < $0.count && Double($0[column]) != nil }
                && table.rows.allSatisfy { row in
                    column >= row.count || row[column].isEmpty || row[column] == "-"
                        || Double(row[column]) != nil
                }
        }
        var shown = HTMLTable(
            zip(table.columns, isNumber).map { (title: $0.replacingUnderscores, isNumber: $1) })
        for row in table.rows.prefix(Self.rowLimit) {
            shown.add(
                row.enumerated().map { index, text in
                    let isName = index < table.columns.count && ["year", "id"].contains(table.columns[index])
                    return escaped(isName ? text : HTMLNumber.cell(text))
                })
        }
        guard table.rows.count > Self.rowLimit else { return shown.element }
        return shown.element
            + "<p class=\"soft\">The first \(Self.rowLimit) of \(NumberText.grouped(table.rows.count)) rows"
            + (file.map { "; all of them are in \(escaped($0))" } ?? "") + ".</p>\n"
    }
}
