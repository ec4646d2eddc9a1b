import OperatorKit

/// The upper half of the page: what became of the money over time.
extension HTMLReport {
    var equity: String {
        guard let series = series("equity") ?? record.equity else { return "" }
        var chart = LineChart(
            lines: [line(series, "equity", "equity")],
            fill: .toBottom)
        if let low = self.series("equity_low"), let high = self.series("equity_high") {
            chart.band = (line(low, "low", "band"), line(high, "high", "band"))
        }
        if let benchmark = self.series("benchmark") {
            chart.lines.append(line(benchmark, "buy and hold", "benchmark"))
        }
        var note = key("equity", "equity, \(series.unit)")
        if chart.band != nil { note += key("band", "95 % band, resampled in blocks") }
        if chart.lines.count > 1 { note += key("benchmark", "benchmark, bought and held") }
        let drawing = ChartSize.both(wide: 300, narrow: 230) { chart.element("equity over time", $0) }
        return HTMLPage.figure(drawing, note) + underwater(series)
    }

    private func line(_ series: NodeReport.Series, _ name: String, _ style: String) -> LineChart.Line {
        LineChart.Line(name: name, style: style, times: series.times, values: series.values)
    }

    func key(_ style: String, _ text: String) -> String {
        "<span class=\"legend\"><i class=\"key \(style)\"></i>\(escaped(text))</span>"
    }

    private func underwater(_ equity: NodeReport.Series) -> String {
        let drop = series("drawdown") ?? record.series(["drawdown"])
        // Drawdowns are given as sizes; a fall is drawn downwards, and a fraction as a percentage.
        let isFraction = drop?.unit.hasPrefix("fraction") ?? false
        let values =
            drop.map { $0.values.map { isFraction ? -100 * $0 : -$0 } } ?? Self.drawdown(equity.values)
        let chart = LineChart(
            lines: [
                LineChart.Line(
                    name: isFraction ? "drawdown %" : "drawdown", style: "drawdown",
                    times: drop?.times ?? equity.times, values: values)
            ], fill: .toZero, suffix: isFraction ? " %" : "", including: 0)
        let drawing = ChartSize.both(wide: 170, narrow: 150) { chart.element("drawdown over time", $0) }
        let unit = isFraction ? "per cent of the peak" : drop?.unit ?? equity.unit
        return "<h3>Under water</h3>\n"
            + HTMLPage.figure(drawing, escaped("fall from the highest equity so far, \(unit)"))
    }

    private static func drawdown(_ equity: [Double]) -> [Double] {
        var peak = -Double.infinity
        return equity.map { value in
            if value > peak { peak = value }
            return value - peak
        }
    }

    var rolling: String {
        var text = ""
        if let sharpe = series("rolling_sharpe"), sharpe.values.contains(where: \.isFinite) {
            let chart = LineChart(lines: [line(sharpe, "Sharpe", "rolling")], including: 0)
            let drawing = ChartSize.both(wide: 190, narrow: 160) { chart.element("rolling Sharpe ratio", $0) }
            text +=
                "<h3>Rolling Sharpe</h3>\n"
                + HTMLPage.figure(
                    drawing, escaped("Sharpe ratio of a moving window" + unit(sharpe)))
        }
        if let exposure = series("exposure") {
            let chart = LineChart(
                lines: [line(exposure, "exposure", "exposure")], fill: .toZero, including: 0)
            let drawing = ChartSize.both(wide: 150, narrow: 140) { chart.element("exposure over time", $0) }
            text +=
                "<h3>Exposure</h3>\n" + HTMLPage.figure(drawing, escaped("position held" + unit(exposure)))
        }
        return text
    }

    private func unit(_ series: NodeReport.Series) -> String { series.unit.isEmpty ? "" : ", \(series.unit)" }

    /// Returns of months as a table whose cells are coloured by size: numbers stay numbers.
    var monthly: String {
        guard let table = table("monthly") else { return "" }
        let rows = table.rows.map { row in row.map { Double($0) } }
        let values = rows.flatMap { $0.dropFirst().dropLast().compactMap(\.self) }.filter(\.isFinite)
        let largest = values.map(\.magnitude).max() ?? 0
        // Returns are fractions; without capital the table has amounts.
        let isFraction = largest <= 5
        var text = "<div class=\"scroll\"><table class=\"heat\"><thead><tr>"
        for column in table.columns { text += "<th scope=\"col\">\(escaped(column))</th>" }
        text += "</tr></thead><tbody>\n"
        for (cells, numbers) in zip(table.rows, rows) {
            text += "<tr><th scope=\"row\">\(escaped(cells.first ?? ""))</th>"
            for (index, number) in numbers.enumerated().dropFirst() {
                guard let number, number.isFinite else {
                    text += "<td></td>"
                    continue
                }
                let share = largest > 0 ? min(number.magnitude / largest, 1) : 0
                let tone = number == 0 ? "" : number > 0 ? "gain" : "loss"
                let isTotal = index == table.columns.count - 1
                let shown =
                    isFraction ? NumberText.fixed(number * 100, decimals: 2) : NumberText.value(number)
                text +=
                    "<td class=\"\(tone)\(isTotal ? " total" : "")\" style=\"--v:\(Int(8 + share * 62))%\">\(shown)</td>"
            }
            text += "</tr>\n"
        }
        return text + "</tbody></table></div>\n<p class=\"soft\">"
            + (isFraction ? "Per cent of the equity at the month's start." : "Account currency.") + "</p>\n"
    }
}
