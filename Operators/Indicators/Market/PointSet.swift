/// Points kept coordinate by coordinate, eight points in a block, so that distances are measured eight at a time.
struct PointSet {
    private typealias Block = InlineArray<6, SIMD8<Double>>

    /// Where no point is: infinitely far from all.
    private static var nowhere: Double { 1e200 }

    private var blocks: [Block] = []
    /// Points.
    private(set) var count = 0

    /// Makes room for `capacity` points.
    init(capacity: Int) { blocks.reserveCapacity((capacity + 7) / 8) }

    /// Blocks in use; the last one may not be full.
    var blockCount: Int { blocks.count }

    /// A point.
    subscript(index: Int) -> FeaturePoint {
        get {
            var point = FeaturePoint.zero
            for i in 0..<6 { point[i] = blocks[index >> 3][i][index & 7] }
            return point
        }
        set { for i in 0..<6 { blocks[index >> 3][i][index & 7] = newValue[i] } }
    }

    mutating func removeAll() {
        blocks.removeAll(keepingCapacity: true)
        count = 0
    }

    mutating func append(_ point: FeaturePoint) {
        if count & 7 == 0 { blocks.append(Block(repeating: SIMD8(repeating: Self.nowhere))) }
        count += 1
        self[count - 1] = point
    }

    /// Takes the place of what was there.
    mutating func set(_ points: [FeaturePoint]) {
        removeAll()
        for i in points.indices { append(points[i]) }
    }

    /// The squared distances of a block's points from `a`; infinite where no point is.
    @inline(__always)
    func squares(from a: FeaturePoint, block: Int) -> SIMD8<Double> {
        var sum = SIMD8<Double>.zero
        for i in 0..<6 {
            let difference = blocks[block][i] - a[i]
            sum += difference * difference
        }
        return sum
    }

    /// The same of the points before the `limit`-th; infinite for all others.
    @inline(__always)
    func squares(from a: FeaturePoint, block: Int, below limit: Int) -> SIMD8<Double> {
        let squares = squares(from: a, block: block)
        let left = Int64(limit - 8 * block)
        guard left < 8 else { return squares }
        let places = SIMD8<Int64>(0, 1, 2, 3, 4, 5, 6, 7)
        return squares.replacing(with: .infinity, where: places .>= left)
    }
}
