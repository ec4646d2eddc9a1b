import Glibc

/// Weights of a one-sided Nadaraya–Watson regression with the rational quadratic kernel.
enum RationalQuadratic {
    /// (1 + i²/(2·r·h²))^(−r) for i = 0, 1, … bars back.
    static func weights(h: Double, r: Double, count: Int) -> [Double] {
        (0..<count).map { i in pow(1 + Double(i * i) / (2 * r * h * h), -r) }
    }

    /// The same, divided by their sum.
    static func normalised(h: Double, r: Double, count: Int) -> [Double] {
        let raw = weights(h: h, r: r, count: count)
        let sum = raw.reduce(0, +)
        return raw.map { $0 / sum }
    }
}
