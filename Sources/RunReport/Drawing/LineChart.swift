/// One line over time, with axes and with its points as data for the pointer.
struct LineChart {
    /// How the space between line and zero or bottom is filled.
    enum Fill { case none, toBottom, toTop }

    static let size = (width: 1040.0, height: 250.0)
    static let margin = (left: 78.0, right: 14.0, top: 12.0, bottom: 28.0)

    let line: Decimation
    let style: String
    var fill = Fill.none

    /// Columns that points are thinned to.
    static var columns: Int { Int(size.width - margin.left - margin.right) }

    /// The frame shared by charts over time: grid, labels and the two scales.
    static func frame(
        _ svg: inout SVG, times: ClosedRange<Int64>, values: ClosedRange<Double>
    ) -> (x: Scale, y: Scale) {
        let room = (values.upperBound - values.lowerBound) * 0.04
        let low = values.lowerBound - room
        let high = values.upperBound + room
        let x = Scale(
            Double(times.lowerBound), Double(times.upperBound), to: margin.left, svg.width - margin.right)
        let y = Scale(low, high, to: svg.height - margin.bottom, margin.top)
        let ticks = Ticks.values(low, high, count: 5)
        for tick in ticks {
            svg.line(margin.left, y(tick), svg.width - margin.right, y(tick), tick == 0 ? "zero" : "grid")
            svg.text(margin.left - 8, y(tick) + 4, Ticks.label(tick, among: ticks), "tick", anchor: "end")
        }
        var free = margin.left
        for tick in Ticks.times(times.lowerBound, times.upperBound, count: 8) {
            let at = x(Double(tick.time))
            svg.line(at, svg.height - margin.bottom, at, svg.height - margin.bottom + 5, "axis")
            // Labels of uneven length may meet: then the later one gives way.
            let half = Double(tick.label.count) * 3.4
            guard at - half >= free - 4, at + half <= svg.width else { continue }
            svg.text(at, svg.height - 8, tick.label, "tick", anchor: "middle")
            free = at + half + 14
        }
        svg.line(
            margin.left, svg.height - margin.bottom, svg.width - margin.right, svg.height - margin.bottom,
            "axis")
        return (x, y)
    }

    func element(_ label: String) -> String {
        guard let first = line.points.first, let last = line.points.last else { return "" }
        var svg = SVG(width: Self.size.width, height: Self.size.height)
        let values = line.points.map(\.value)
        let low = values.min() ?? 0
        let high = values.max() ?? 0
        let scales = Self.frame(&svg, times: first.time...max(last.time, first.time + 1), values: low...high)
        var data = ""
        for (index, point) in line.points.enumerated() {
            data +=
                (index == 0 ? "M" : "L") + px(scales.x(Double(point.time))) + " " + px(scales.y(point.value))
        }
        if fill != .none {
            let edge = fill == .toBottom ? svg.height - Self.margin.bottom : scales.y(max(high, 0))
            let right = px(scales.x(Double(last.time)))
            let left = px(scales.x(Double(first.time)))
            svg.path("\(data)L\(right) \(px(edge))L\(left) \(px(edge))Z", "area \(style)")
        }
        svg.path(data, "line \(style)")
        return svg.element(label, attributes: "data-hover=\"\(Self.hover(line, scales))\"")
    }

    /// Points as `x,y,milliseconds,value;` for the page's script.
    static func hover(_ line: Decimation, _ scales: (x: Scale, y: Scale)) -> String {
        line.points.map { point in
            "\(px(scales.x(Double(point.time)))),\(px(scales.y(point.value))),\(point.time / 1_000_000),\(point.value)"
        }.joined(separator: ";")
    }
}
