import OperatorKit

/// Entries and exits of trades on the price.
struct TradeChart {
    /// One trade as drawn.
    struct Mark {
        var entryTime: Int64
        var entryPrice: Double
        var exitTime: Int64
        var exitPrice: Double
        var isLong: Bool
    }

    let price: Decimation
    let marks: [Mark]
    /// How many marks stand for others in the same few pixels.
    private(set) var hidden = 0

    /// Reads the trades of a table by the names of its columns; nil where they don't tell times and prices.
    static func marks(_ table: NodeReport.Table) -> [Mark]? {
        func column(_ names: [String]) -> Int? {
            names.lazy.compactMap { table.columns.firstIndex(of: $0) }.first
        }
        guard let entryTime = column(["entry_time", "opened", "open_time"]),
            let exitTime = column(["exit_time", "closed", "close_time"]),
            let entryPrice = column(["entry_price", "open_price", "entry"]),
            let exitPrice = column(["exit_price", "close_price", "exit"]),
            let side = column(["side", "direction"])
        else { return nil }
        return table.rows.compactMap { row in
            guard row.count == table.columns.count, let from = TimeText.nanoseconds(row[entryTime]),
                let to = TimeText.nanoseconds(row[exitTime]), let paid = Double(row[entryPrice]),
                let got = Double(row[exitPrice])
            else { return nil }
            let word = row[side].lowercased()
            return Mark(
                entryTime: from, entryPrice: paid, exitTime: to, exitPrice: got,
                isLong: word == "long" || word == "buy" || word == "1")
        }
    }

    init(price: Decimation, marks: [Mark]) {
        self.price = price
        self.marks = marks
    }

    mutating func element(_ label: String) -> String {
        let times = price.points.map(\.time) + marks.flatMap { [$0.entryTime, $0.exitTime] }
        let values = price.points.map(\.value) + marks.flatMap { [$0.entryPrice, $0.exitPrice] }
        guard let first = times.min(), let last = times.max(), let low = values.min(), let high = values.max()
        else {
            return ""
        }
        var svg = SVG(width: LineChart.size.width, height: 330)
        let scales = LineChart.frame(&svg, times: first...max(last, first + 1), values: low...high)
        var data = ""
        for (index, point) in price.points.enumerated() {
            data +=
                (index == 0 ? "M" : "L") + px(scales.x(Double(point.time))) + " " + px(scales.y(point.value))
        }
        if !data.isEmpty { svg.path(data, "line price") }
        draw(&svg, scales)
        let line =
            price.points.isEmpty
            ? "" : "data-hover=\"\(LineChart.hover(price, scales))\""
        return svg.element(label, attributes: line)
    }

    private mutating func draw(_ svg: inout SVG, _ scales: (x: Scale, y: Scale)) {
        var taken: Set<String> = []
        for mark in marks {
            let side = mark.isLong ? "long" : "short"
            let entry = (x: scales.x(Double(mark.entryTime)), y: scales.y(mark.entryPrice))
            let exit = (x: scales.x(Double(mark.exitTime)), y: scales.y(mark.exitPrice))
            // Marks that would fall on each other are drawn once: ten thousand trades stay legible and small.
            guard taken.insert("\(side) \(Int(entry.x / 3)) \(Int(entry.y / 3)) \(Int(exit.x / 3))").inserted
            else {
                hidden += 1
                continue
            }
            svg.line(entry.x, entry.y, exit.x, exit.y, "held \(side)")
            let up = mark.isLong ? -1.0 : 1.0
            let tip = px(entry.y + up * 5)
            let base = px(entry.y - up * 4)
            svg.path(
                "M\(px(entry.x)) \(tip)L\(px(entry.x - 4.5)) \(base)L\(px(entry.x + 4.5)) \(base)Z",
                "entry \(side)",
                title:
                    "\(side) at \(NumberText.value(mark.entryPrice)), \(TimeText.plain(mark.entryTime)), out at "
                    + "\(NumberText.value(mark.exitPrice)), \(TimeText.plain(mark.exitTime))")
            svg.circle(exit.x, exit.y, 3, "exit \(side)")
        }
    }
}
