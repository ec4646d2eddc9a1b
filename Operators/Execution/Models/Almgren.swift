import Glibc

/// The cost of an order by Almgren, Thum, Hauptmann and Li, "Direct Estimation of Equity Market Impact" (2005).
///
/// With X contracts traded evenly over T days: permanent I = γ·σ·(X/V)·(Θ/V)^¼, and the order's average cost
/// J = I/2 + η·σ·(X/(V·T))^⅗, as fractions of the price; σ is the day's volatility, V the contracts traded a day.
struct Almgren {
    /// Shares outstanding.
    var shares: Double
    /// Time over which the order is traded, in days.
    var days: Double
    var gamma: Double
    var eta: Double

    /// The lasting move, as a fraction of the price.
    func permanent(of size: Double, sigma: Double, volume: Double) -> Double {
        gamma * sigma * (size / volume) * pow(shares / volume, 0.25)
    }

    /// The order's average cost, as a fraction of the price.
    func cost(of size: Double, sigma: Double, volume: Double) -> Double {
        permanent(of: size, sigma: sigma, volume: volume) / 2
            + eta * sigma * pow(size / (volume * days), 0.6)
    }
}
