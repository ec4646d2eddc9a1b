/// The volume of a day of which nothing is known: more at both ends than in the middle.
enum UCurve {
    /// Weight at `t`, from 0 at the beginning to 1 at the end: clamp(2(t² − t + .5), .3, 2).
    static func weight(_ t: Double) -> Double { min(2, max(0.3, 2 * (t * t - t + 0.5))) }

    /// Sum of the first `index` of `count` weights, each taken in the middle of its part.
    static func total(_ index: Int, of count: Int) -> Double {
        var sum = 0.0
        for place in 0..<index { sum += weight((Double(place) + 0.5) / Double(count)) }
        return sum
    }
}
