/// How often values of each size came, in bars, losses and gains apart.
struct HistogramChart {
    let values: [Double]
    let xLabel: String

    func element(_ label: String) -> String {
        let finite = values.filter(\.isFinite)
        guard finite.count >= 2, let low = finite.min(), let high = finite.max(), low < high else {
            return ""
        }
        let size = ScatterChart.size
        var svg = SVG(width: size.width, height: size.height)
        // Edges are round numbers, one of them 0, so that no bar is both.
        let ticks = Ticks.values(low, high, count: 24)
        guard ticks.count > 1 else { return "" }
        let step = ticks[1] - ticks[0]
        let first = (low / step).rounded(.down)
        let count = min(max(Int((high / step).rounded(.down) - first) + 1, 1), 100)
        var bars = Array(repeating: 0, count: count)
        for value in finite { bars[min(max(Int((value / step).rounded(.down) - first), 0), count - 1)] += 1 }
        let x = size.horizontalAxis(&svg, low: first * step, high: (first + Double(count)) * step) {
            Ticks.label($0, among: $1)
        }
        let y = size.verticalAxis(&svg, low: 0, high: Double(bars.max() ?? 1))
        for (index, bar) in bars.enumerated() where bar > 0 {
            let start = (first + Double(index)) * step
            let edges = (x(start), x(start + step))
            svg.group(title: "\(NumberText.value(start)) to \(NumberText.value(start + step)): \(bar)") {
                $0.rectangle(
                    edges.0 + 0.5, y(Double(bar)), max(edges.1 - edges.0 - 1, 0.5), y(0) - y(Double(bar)),
                    start + step / 2 >= 0 ? "gain" : "loss")
            }
        }
        svg.text(
            (size.left + size.width - size.right) / 2, size.height - 6, xLabel, "label", anchor: "middle")
        svg.text(size.left, size.top - 1, "count", "label")
        return svg.element("\(label), \(finite.count) values")
    }
}
