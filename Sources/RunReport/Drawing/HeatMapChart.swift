/// A value for each pair of two parameters' values, in cells coloured by size.
struct HeatMapChart {
    let rows: SweepAxis
    let columns: SweepAxis
    let cells: [[Double?]]
    let isLowest: Bool

    func element(_ label: String, _ size: ChartSize) -> String {
        let values = cells.flatMap { $0.compactMap(\.self) }.filter(\.isFinite)
        guard let low = values.min(), let high = values.max() else { return "" }
        let longest = rows.values.map(\.count).max() ?? 1
        let left = max(44, Double(longest) * 7 + 16)
        let width = (size.width - left - 8) / Double(max(columns.values.count, 1))
        let height = min(max(width * 0.6, 14), 34)
        let top = 40.0
        var svg = SVG(width: size.width, height: top + Double(rows.values.count) * height + 8)
        svg.text(left, 14, "\(columns.name) →", "label")
        svg.text(0, top - 8, "\(rows.name) ↓", "label")
        let step = max(1, Int((Double(columns.values.map(\.count).max() ?? 1) * 7 + 8) / width))
        for (index, name) in columns.values.enumerated() where index % step == 0 {
            svg.text(left + (Double(index) + 0.5) * width, top - 8, name, "tick", anchor: "middle")
        }
        let best = isLowest ? low : high
        for (row, name) in rows.values.enumerated() {
            let y = top + Double(row) * height
            svg.text(left - 8, y + height / 2 + 4, name, "tick", anchor: "end")
            for (column, value) in cells[row].enumerated() {
                guard let value, value.isFinite else { continue }
                let x = left + Double(column) * width
                let title =
                    "\(rows.name)=\(name) \(columns.name)=\(columns.values[column]): \(NumberText.value(value))"
                svg.group(title: title) { svg in
                    svg.cell(
                        x + 1, y + 1, width - 2, height - 2, Self.tone(value, low, high),
                        share: Self.share(value, low, high))
                    if value == best {
                        svg.rectangle(x + 1, y + 1, width - 2, height - 2, radius: 3, "best")
                    }
                    let text = NumberText.short(value)
                    if Double(text.count) * 6.6 < width - 4, height >= 16 {
                        svg.text(x + width / 2, y + height / 2 + 4, text, "cell", anchor: "middle")
                    }
                }
            }
        }
        return svg.element("\(label), from \(NumberText.value(low)) to \(NumberText.value(high))")
    }

    private static func tone(_ value: Double, _ low: Double, _ high: Double) -> String {
        low >= 0 ? "gain" : high <= 0 ? "loss" : value >= 0 ? "gain" : "loss"
    }

    /// How strong the colour is, 0 to 1: from the weakest value where all have one sign, else from 0.
    private static func share(_ value: Double, _ low: Double, _ high: Double) -> Double {
        guard high > low else { return 0.5 }
        if low >= 0 { return (value - low) / (high - low) }
        if high <= 0 { return (high - value) / (high - low) }
        return value.magnitude / max(high, -low)
    }
}
