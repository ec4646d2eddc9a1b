/// What is left of a long line for drawing: of each pixel column the first, lowest, highest and last point.
///
/// No extreme is lost, so that the drawing is the same as with all points.
struct Decimation {
    private(set) var points: [(time: Int64, value: Double)] = []
    /// How many points the line had.
    let original: Int

    /// Thins a line that is in order of time; values that are not finite are left out.
    init(times: [Int64], values: [Double], columns: Int) {
        let all = zip(times, values).filter { $0.1.isFinite }
        original = all.count
        guard all.count > 4 * columns, let first = all.first, let last = all.last, last.0 > first.0 else {
            points = all.map { ($0.0, $0.1) }
            return
        }
        let span = Double(last.0 - first.0)
        var start = 0
        while start < all.count {
            func column(_ index: Int) -> Int { Int(Double(all[index].0 - first.0) / span * Double(columns)) }
            let current = column(start)
            var end = start
            var (lowest, highest) = (start, start)
            while end < all.count, column(end) == current {
                if all[end].1 < all[lowest].1 { lowest = end }
                if all[end].1 > all[highest].1 { highest = end }
                end += 1
            }
            for index in Set([start, lowest, highest, end - 1]).sorted() {
                points.append((all[index].0, all[index].1))
            }
            start = end
        }
    }

    var isThinned: Bool { points.count < original }
}
