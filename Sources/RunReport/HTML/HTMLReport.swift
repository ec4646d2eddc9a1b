import FlowEngine
import OperatorKit

/// A run as one page that needs nothing but itself: style, drawings and script are inside.
public struct HTMLReport {
    let record: RunRecord
    var result: RunResult { record.result }

    /// Prepares the page of a run.
    public init(_ record: RunRecord) { self.record = record }

    /// The page.
    public var text: String {
        var page = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        page += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        page +=
            "<title>\(escaped(result.pipeline)) · gm-flow</title>\n<style>\n\(HTMLStyle.sheet)</style></head>\n"
        page += "<body><main>\n"
        for part in [
            header, cards, equity, trades, latency, budgets, picture, nodes, workers, refusals, balance,
            manifest,
        ] {
            page += part
        }
        return page + "</main>\n<script>\n\(HTMLStyle.script)</script></body></html>\n"
    }

    func section(_ title: String, _ body: String) -> String {
        body.isEmpty ? "" : "<section><h2>\(escaped(title))</h2>\n\(body)</section>\n"
    }

    private var header: String {
        var text = "<header><h1>\(escaped(result.pipeline))</h1>\n"
        if let market = result.marketTime {
            text +=
                "<p>\(TimeText.plain(market.lowerBound)) to \(TimeText.plain(market.upperBound)) UTC "
                + "<span class=\"soft\">(\(TimeText.span(market.upperBound - market.lowerBound)) of market time)</span></p>\n"
        }
        text +=
            "<p class=\"soft\">run \(TimeText.plain(record.manifest.started)) UTC · "
            + "\(NumberText.seconds(result.run.wall)) on the clock, \(NumberText.seconds(result.run.cpu)) of CPU "
            + "after \(NumberText.seconds(result.load.wall)) of loading · "
            + "\(NumberText.bytes(result.residentBytes)) of memory</p></header>\n"
        if let mark = record.partialMark {
            let lines = [mark] + record.partialDetails
            text += "<section class=\"notice\">\(escaped(lines.joined(separator: "\n")))</section>\n"
        }
        return text
    }

    private var cards: String {
        var cards: [(name: String, value: String, unit: String)] = result.headlines.map {
            ($0.name, $0.value.map(NumberText.value) ?? "not defined", "")
        }
        if cards.isEmpty {
            let shown = result.nodes.filter { $0.op.hasPrefix("analytics.") }
                .flatMap { $0.report.metrics.filter(\.isHeadline) }.prefix(12)
            cards = shown.map { ($0.name, $0.value.map(NumberText.value) ?? "not defined", $0.unit) }
        }
        cards.append(("events", NumberText.grouped(result.events), ""))
        if let rate = result.eventsPerProcessorSecond {
            cards.append(("events per CPU-second", NumberText.short(rate), ""))
        }
        var text = "<div class=\"cards\">\n"
        for card in cards {
            let unit = card.unit.isEmpty ? "" : " <small>\(escaped(card.unit))</small>"
            text +=
                "<div class=\"card\"><b>\(escaped(card.value))\(unit)</b>"
                + "<span>\(escaped(card.name.replacingUnderscores))</span></div>\n"
        }
        return text + "</div>\n"
    }

    private var equity: String {
        guard let series = record.equity else { return "" }
        let line = Decimation(times: series.times, values: series.values, columns: LineChart.columns)
        var text = figure(
            LineChart(line: line, style: "equity", fill: .toBottom).element("equity over time"),
            caption(line, "equity", series.unit))
        let drop = record.series(["drawdown"])
        // Drawdowns are given as sizes; a fall is drawn downwards, and a fraction as a percentage.
        let isFraction = drop?.unit.hasPrefix("fraction") ?? false
        let values =
            drop.map { $0.values.map { isFraction ? -100 * $0 : -$0 } } ?? Self.drawdown(series.values)
        let falls = Decimation(times: drop?.times ?? series.times, values: values, columns: LineChart.columns)
        let unit = isFraction ? "% of the peak" : drop?.unit ?? series.unit
        text += "<h3>Drawdown</h3>\n"
        text += figure(
            LineChart(line: falls, style: "drawdown", fill: .toTop).element("drawdown over time"),
            caption(falls, "fall from the highest equity so far", unit))
        return section("Equity", text)
    }

    private static func drawdown(_ equity: [Double]) -> [Double] {
        var peak = -Double.infinity
        return equity.map { value in
            if value > peak { peak = value }
            return value - peak
        }
    }

    private var trades: String {
        guard let table = record.trades, let marks = TradeChart.marks(table), !marks.isEmpty else {
            return ""
        }
        let series = record.series(["price", "mark", "close"])
        let price = Decimation(
            times: series?.times ?? [], values: series?.values ?? [], columns: LineChart.columns)
        var chart = TradeChart(price: price, marks: marks)
        let drawing = chart.element("trades on the price")
        var note =
            "<span class=\"key\" style=\"background:var(--teal)\"></span>long, triangle up "
            + "<span class=\"key\" style=\"background:var(--orange)\"></span>short, triangle down; a ring is the exit. "
            + escaped("\(NumberText.grouped(marks.count)) trades.")
        if chart.hidden > 0 {
            note +=
                " \(NumberText.grouped(chart.hidden)) of them fall on the marks of others and are not drawn again."
        }
        if series != nil { note += " " + caption(price, "price", "") }
        return section("Trades", figure(drawing, note))
    }

    private func caption(_ line: Decimation, _ name: String, _ unit: String) -> String {
        var text = escaped(name + (unit.isEmpty ? "" : ", " + unit) + ".")
        if line.isThinned {
            text +=
                " Drawn from \(NumberText.grouped(line.points.count)) of \(NumberText.grouped(line.original)) points: "
                + "of each pixel column the first, lowest, highest and last."
        }
        return text
    }

    func figure(_ drawing: String, _ caption: String) -> String {
        "<figure>\(drawing)<figcaption>\(caption)</figcaption></figure>\n"
    }
}

extension String {
    /// A metric's name as words.
    var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }
}
