/// How large a chart is drawn: pages carry each chart twice, wide for a desk and narrow for a phone.
///
/// A drawing that is only scaled down has letters that nobody can read.
struct ChartSize {
    var width: Double
    var height: Double
    var left: Double
    var right: Double
    var top = 12.0
    var bottom = 28.0
    /// About how many labels the time axis has room for.
    var timeLabels: Int

    static func wide(_ height: Double = 250) -> ChartSize {
        ChartSize(width: 1040, height: height, left: 78, right: 14, timeLabels: 8)
    }

    static func narrow(_ height: Double = 210) -> ChartSize {
        ChartSize(width: 380, height: height, left: 62, right: 8, timeLabels: 3)
    }

    /// Columns that points are thinned to.
    var columns: Int { Int(width - left - right) }

    /// Both drawings of a chart; the page shows one of them.
    static func both(wide: Double = 250, narrow: Double = 210, _ draw: (ChartSize) -> String) -> String {
        let large = draw(.wide(wide))
        guard !large.isEmpty else { return "" }
        return "<div class=\"wide\">\(large)</div><div class=\"narrow\">\(draw(.narrow(narrow)))</div>"
    }

    /// Grid, labels and the two scales of a chart over time.
    func frame(
        _ svg: inout SVG, times: ClosedRange<Int64>, values: ClosedRange<Double>, suffix: String = ""
    ) -> (x: Scale, y: Scale) {
        let room = (values.upperBound - values.lowerBound) * 0.04
        let x = Scale(Double(times.lowerBound), Double(times.upperBound), to: left, width - right)
        let y = verticalAxis(
            &svg, low: values.lowerBound - room, high: values.upperBound + room, suffix: suffix)
        var free = left
        for tick in Ticks.times(times.lowerBound, times.upperBound, count: timeLabels) {
            let at = x(Double(tick.time))
            svg.line(at, height - bottom, at, height - bottom + 5, "axis")
            // Labels of uneven length may meet: then the later one gives way.
            let half = Double(tick.label.count) * 3.4
            guard at - half >= free - 4, at + half <= width else { continue }
            svg.text(at, height - 8, tick.label, "tick", anchor: "middle")
            free = at + half + 14
        }
        svg.line(left, height - bottom, width - right, height - bottom, "axis")
        return (x, y)
    }

    /// Horizontal lines with their values.
    func verticalAxis(_ svg: inout SVG, low: Double, high: Double, suffix: String = "") -> Scale {
        let y = Scale(low, high, to: height - bottom, top)
        let ticks = Ticks.values(low, high, count: height < 180 ? 3 : 5)
        for tick in ticks {
            svg.line(left, y(tick), width - right, y(tick), tick == 0 ? "zero" : "grid")
            svg.text(
                left - 8, y(tick) + 4, Ticks.label(tick, among: ticks) + suffix, "tick", anchor: "end")
        }
        return y
    }

    /// Upright lines with their values.
    func horizontalAxis(
        _ svg: inout SVG, low: Double, high: Double, label: (Double, [Double]) -> String
    ) -> Scale {
        let x = Scale(low, high, to: left, width - right)
        let ticks = Ticks.values(low, high, count: max(4, Int(width / 80)))
        for tick in ticks {
            svg.line(x(tick), top, x(tick), height - bottom, tick == 0 ? "zero" : "grid")
            let text = label(tick, ticks)
            guard x(tick) + Double(text.count) * 3.4 <= width else { continue }
            svg.text(x(tick), height - bottom + 15, text, "tick", anchor: "middle")
        }
        return x
    }
}
