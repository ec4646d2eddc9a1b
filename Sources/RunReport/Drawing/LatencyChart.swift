import FlowEngine
import Telemetry

/// Latencies against their budgets, a row each, on a logarithmic axis.
struct LatencyChart {
    private struct Row {
        var label: String
        var p50: UInt64
        var p99: UInt64
        var max: UInt64
        var quantile = "p99"
        var limits: [(limit: Int64, quantile: Double, outcome: Verdict.Outcome)]
    }

    private let rows: [Row]
    private static let top = 26.0

    /// Where rows and their texts stand: beside the bars, or above them where the page is narrow.
    private struct Layout {
        let width: Double
        let isNarrow: Bool
        var left: Double { isNarrow ? 10 : 330 }
        var right: Double { isNarrow ? 14 : 170 }
        var rowHeight: Double { isNarrow ? 44 : 27 }

        init(_ size: ChartSize) {
            width = size.width
            isNarrow = size.width < 600
        }
    }

    init(_ record: RunRecord) {
        let graph = record.graph
        let result = record.result
        var verdicts: [String: [(Int64, Double, Verdict.Outcome)]] = [:]
        var single: [Int: String] = [:]
        for budget in result.budgets {
            verdicts[budget.name, default: []].append((budget.limit, budget.quantile, budget.verdict.outcome))
        }
        for budget in graph.budgets where budget.edges.count == 1 { single[budget.edges[0]] = budget.name }
        var rows: [Row] = []
        for (index, edge) in result.edges.enumerated() where edge.total.count > 0 {
            let limits = single[index].flatMap { verdicts[$0] } ?? []
            rows.append(
                Row(
                    label: edge.label, p50: edge.total.p50, p99: edge.total.p99, max: edge.total.max,
                    limits: limits))
        }
        for budget in graph.budgets where budget.edges.count > 1 {
            guard let judged = result.budgets.first(where: { $0.name == budget.name && $0.verdict.count > 0 })
            else {
                continue
            }
            rows.append(
                Row(
                    label: budget.name, p50: judged.p50, p99: judged.verdict.value, max: judged.verdict.value,
                    quantile: NumberText.quantile(judged.quantile), limits: verdicts[budget.name] ?? []))
        }
        self.rows = rows
    }

    var isEmpty: Bool { rows.isEmpty }

    func element(_ size: ChartSize) -> String {
        let layout = Layout(size)
        let limits = rows.flatMap { $0.limits.map { UInt64(Swift.max(1, $0.limit)) } }
        let low = Swift.max(1, (rows.map(\.p50) + limits).filter { $0 > 0 }.min() ?? 100)
        let high = (rows.map(\.max) + limits).max() ?? 1000
        var decade = 1.0
        while decade * 10 <= Double(low) { decade *= 10 }
        var top = decade
        while top < Double(high) { top *= 10 }
        let height = Self.top + Double(rows.count) * layout.rowHeight + 14
        var svg = SVG(width: layout.width, height: height)
        let x = Scale(logarithmic: decade, top, to: layout.left, svg.width - layout.right)
        var tick = decade
        while tick <= top * 1.01 {
            svg.line(x(tick), Self.top - 6, x(tick), height - 8, "grid")
            let isShown = !layout.isNarrow || (x(tick) > 24 && x(tick) < layout.width - 24)
            if isShown { svg.text(x(tick), 14, Self.decade(tick), "tick", anchor: "middle") }
            tick *= 10
        }
        for (index, row) in rows.enumerated() { draw(row, index, x, layout, &svg) }
        return svg.element("latency of each edge against its budget")
    }

    private func draw(_ row: Row, _ index: Int, _ x: Scale, _ layout: Layout, _ svg: inout SVG) {
        let top = Self.top + Double(index) * layout.rowHeight
        let y = top + (layout.isNarrow ? 30 : layout.rowHeight / 2)
        let at = (p50: x(Double(row.p50)), p99: x(Double(row.p99)), max: x(Double(row.max)))
        var title =
            "\(row.label): p50 \(NumberText.latency(row.p50)), \(row.quantile) \(NumberText.latency(row.p99)), "
        title += "max \(NumberText.latency(row.max))"
        for limit in row.limits {
            title +=
                "; limit \(NumberText.quantile(limit.quantile)) "
                + "\(NumberText.limit(limit.limit)): \(limit.outcome.rawValue)"
        }
        svg.group(title: title) { svg in
            svg.rectangle(
                0, top, svg.width, layout.rowHeight, index % 2 == 0 ? "band" : "bare")
            drawTexts(row, y, layout, &svg)
            svg.line(at.p99, y, at.max, y, "tail")
            svg.line(at.p50, y, at.p99, y, "body")
            svg.line(at.max, y - 5, at.max, y + 5, "tail")
            for limit in row.limits {
                let limitX = x(Double(Swift.max(1, limit.limit)))
                svg.line(limitX, y - 11, limitX, y + 11, "limit \(limit.outcome.rawValue)")
            }
            svg.circle(at.p50, y, 4, "p50")
            svg.path(
                "M\(px(at.p99)) \(px(y - 5.5))l5.5 5.5l-5.5 5.5l-5.5 -5.5Z", "p99")
        }
    }

    private func drawTexts(_ row: Row, _ y: Double, _ layout: Layout, _ svg: inout SVG) {
        let summary = Self.summary(row)
        guard layout.isNarrow else {
            svg.text(layout.left - 14, y + 4, TextLayout.shortened(row.label, to: 46), "name", anchor: "end")
            svg.text(svg.width - layout.right + 16, y + 4, summary, "value")
            return
        }
        let room = Int((layout.width - Double(summary.count) * 6.2 - 24) / 6.6)
        svg.text(6, y - 15, TextLayout.shortened(row.label, to: max(room, 12)), "name")
        svg.text(layout.width - 6, y - 15, summary, "value", anchor: "end")
    }

    private static func summary(_ row: Row) -> String {
        let limit = row.limits.first.map { " of " + NumberText.limit($0.limit) }
        return "\(row.quantile) \(NumberText.latency(row.p99))\(limit ?? "")"
    }

    private static func decade(_ nanoseconds: Double) -> String {
        let units: [(size: Double, name: String)] = [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1, "ns")]
        for unit in units where nanoseconds >= unit.size * 0.99 {
            return "\(Int((nanoseconds / unit.size).rounded())) \(unit.name)"
        }
        return ""
    }
}
