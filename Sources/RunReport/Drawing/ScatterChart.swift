/// Trades as points: what came of each against something else of it.
struct ScatterChart {
    /// One point with what it is called.
    struct Point {
        var x: Double
        var y: Double
        var title: String
    }

    static let size = ChartSize(
        width: 400, height: 300, left: 64, right: 12, top: 12, bottom: 44, timeLabels: 3)

    let points: [Point]
    let xLabel: String
    let yLabel: String
    /// Points that would fall on others are drawn once.
    private(set) var hidden = 0

    init(_ points: [Point], x: String, y: String) {
        self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
        xLabel = x
        yLabel = y
    }

    mutating func element(_ label: String) -> String {
        let size = Self.size
        let xs = points.map(\.x)
        let ys = points.map(\.y) + [0]
        guard let left = xs.min(), let right = xs.max(), let low = ys.min(), let high = ys.max() else {
            return ""
        }
        var svg = SVG(width: size.width, height: size.height)
        let roomX = max((right - left) * 0.04, 1e-12)
        let roomY = max((high - low) * 0.05, 1e-12)
        let x = size.horizontalAxis(&svg, low: left - roomX, high: right + roomX) { value, ticks in
            Ticks.label(value, among: ticks)
        }
        let y = size.verticalAxis(&svg, low: low - roomY, high: high + roomY)
        svg.text(
            (size.left + size.width - size.right) / 2, size.height - 6, xLabel, "label", anchor: "middle")
        svg.text(size.left, size.top - 1, yLabel, "label")
        var taken: Set<Int> = []
        for point in points {
            let at = (x: x(point.x), y: y(point.y))
            guard taken.insert(Int(at.x / 2) * 4096 + Int(at.y / 2)).inserted else {
                hidden += 1
                continue
            }
            svg.dot(at.x, at.y, 3.2, point.y >= 0 ? "gain" : "loss", title: point.title)
        }
        return svg.element("\(label), \(points.count) points")
    }
}
