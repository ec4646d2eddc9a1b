import OperatorKit

/// Lines over time, with axes, a band around the first where there is one, and points for the pointer.
struct LineChart {
    /// How the space between the first line and zero or the bottom is filled.
    enum Fill { case none, toBottom, toZero }

    /// One line as given.
    struct Line {
        var name: String
        var style: String
        var times: [Int64]
        var values: [Double]
    }

    /// Most points that the pointer finds of one line.
    private static let hoverPoints = 400

    var lines: [Line]
    var fill = Fill.none
    /// Lower and upper end of a band behind the lines.
    var band: (low: Line, high: Line)?
    /// Written after the values of the axis, as `%`.
    var suffix = ""
    /// A value that the axis reaches in any case.
    var including: Double?

    func element(_ label: String, _ size: ChartSize) -> String {
        let drawn = lines.map { Decimation(times: $0.times, values: $0.values, columns: size.columns) }
        let edges = band.map { band in
            [band.low, band.high].map {
                Decimation(times: $0.times, values: $0.values, columns: size.columns)
            }
        }
        let points = (drawn + (edges ?? [])).flatMap(\.points)
        let times = points.map(\.time)
        let values = points.map(\.value) + (including.map { [$0] } ?? [])
        guard let first = times.min(), let last = times.max(), let low = values.min(), let high = values.max()
        else { return "" }
        var svg = SVG(width: size.width, height: size.height)
        let scales = size.frame(&svg, times: first...max(last, first + 1), values: low...high, suffix: suffix)
        if let edges {
            let path =
                Self.path(edges[0].points, scales)
                + Self.path(edges[1].points.reversed(), scales, start: "L") + "Z"
            svg.path(path, "confidence")
        }
        for (index, line) in lines.enumerated() {
            let data = Self.path(drawn[index].points, scales)
            guard !data.isEmpty else { continue }
            if index == 0, fill != .none, let start = drawn[0].points.first, let end = drawn[0].points.last {
                let edge = fill == .toBottom ? size.height - size.bottom : scales.y(0)
                let right = px(scales.x(Double(end.time)))
                let left = px(scales.x(Double(start.time)))
                svg.path("\(data)L\(right) \(px(edge))L\(left) \(px(edge))Z", "area \(line.style)")
            }
            svg.path(data, "line \(line.style)")
        }
        let names = lines.map { $0.name.filter { $0 != "|" } }.joined(separator: "|")
        let hover = drawn.map { Self.hover($0, scales) }.joined(separator: "|")
        return svg.element(
            label + Self.summary(lines),
            attributes: "data-names=\"\(escaped(names))\" data-hover=\"\(hover)\"")
    }

    /// Where the first line begins, ends and turns, for those who don't see it.
    private static func summary(_ lines: [Line]) -> String {
        let values = lines.first?.values.filter(\.isFinite) ?? []
        guard let first = values.first, let last = values.last, let low = values.min(),
            let high = values.max()
        else { return "" }
        return ": from \(NumberText.value(first)) to \(NumberText.value(last)), "
            + "lowest \(NumberText.value(low)), highest \(NumberText.value(high))"
    }

    static func path(
        _ points: [(time: Int64, value: Double)], _ scales: (x: Scale, y: Scale), start: String = "M"
    ) -> String {
        var data = ""
        for point in points {
            data +=
                (data.isEmpty ? start : "L") + px(scales.x(Double(point.time))) + " "
                + px(scales.y(point.value))
        }
        return data
    }

    /// Points as `x,y,milliseconds,value;` for the page's script.
    static func hover(_ line: Decimation, _ scales: (x: Scale, y: Scale)) -> String {
        let step = max(1, (line.points.count + hoverPoints - 1) / hoverPoints)
        return stride(from: 0, to: line.points.count, by: step).map { index in
            let point = line.points[index]
            let place = "\(px(scales.x(Double(point.time)))),\(px(scales.y(point.value)))"
            return "\(place),\(point.time / 1_000_000),\(shortened(point.value))"
        }.joined(separator: ";")
    }

    /// A value with as many digits as a pointer's label shows.
    private static func shortened(_ value: Double) -> String {
        guard value.magnitude < 1e9, value.magnitude >= 1e-3 || value == 0 else { return "\(value)" }
        let rounded = (value * 1e6).rounded() / 1e6
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
