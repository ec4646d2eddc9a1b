import Glibc

/// The chi-square distribution.
public enum ChiSquare {
    /// Probability of a value above `x` with `degrees` degrees of freedom: the p-value of a likelihood ratio.
    ///
    /// Q(degrees/2, x/2), the upper incomplete gamma function: a series below its mean, a continued fraction
    /// (modified Lentz) above; about 1e-14. NaN without a degree of freedom.
    public static func survival(_ x: Double, degrees: Int) -> Double {
        guard degrees > 0, !x.isNaN else { return .nan }
        guard x > 0 else { return 1 }
        switch degrees {
        case 1: return erfc((x / 2).squareRoot())
        case 2: return exp(-x / 2)
        default:
            let a = Double(degrees) / 2
            return x / 2 < a + 1 ? 1 - lowerSeries(a, x / 2) : upperFraction(a, x / 2)
        }
    }

    private static func scale(_ a: Double, _ x: Double) -> Double { exp(a * log(x) - x - lgamma(a)) }

    private static func lowerSeries(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        var n = a
        for _ in 0..<1000 {
            n += 1
            term *= x / n
            sum += term
            if term < sum * 1e-17 { break }
        }
        return sum * scale(a, x)
    }

    private static func upperFraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var product = d
        for i in 1..<1000 {
            let factor = -Double(i) * (Double(i) - a)
            b += 2
            d = factor * d + b
            if abs(d) < tiny { d = tiny }
            c = b + factor / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            product *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return product * scale(a, x)
    }
}
