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

    let price: NodeReport.Series?
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
                let got = Double(row[exitPrice]), paid.isFinite, got.isFinite,
                // Differences of times of the years 1824 to 2116 fit into 64 bits.
                max(from.magnitude, to.magnitude) < 1 << 62
            else { return nil }
            let word = row[side].lowercased()
            return Mark(
                entryTime: from, entryPrice: paid, exitTime: to, exitPrice: got,
                isLong: word == "long" || word == "buy" || word == "1")
        }
    }

    init(price: NodeReport.Series?, marks: [Mark]) {
        self.price = price
        self.marks = marks
    }

    mutating func element(_ label: String, _ size: ChartSize) -> String {
        hidden = 0
        let line = Decimation(
            times: price?.times ?? [], values: price?.values ?? [], columns: size.columns)
        let times = line.points.map(\.time) + marks.flatMap { [$0.entryTime, $0.exitTime] }
        let values = line.points.map(\.value) + marks.flatMap { [$0.entryPrice, $0.exitPrice] }
        guard let first = times.min(), let last = times.max(), let low = values.min(), let high = values.max()
        else {
            return ""
        }
        var svg = SVG(width: size.width, height: size.height)
        let scales = size.frame(&svg, times: first...max(last, first + 1), values: low...high)
        let data = LineChart.path(line.points, scales)
        if !data.isEmpty { svg.path(data, "line price") }
        draw(&svg, scales)
        let hover =
            line.points.isEmpty
            ? "" : "data-names=\"price\" data-hover=\"\(LineChart.hover(line, scales))\""
        return svg.element("\(label), \(marks.count) trades", attributes: hover)
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
