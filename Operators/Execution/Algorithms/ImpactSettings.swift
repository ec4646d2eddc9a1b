import OperatorKit

/// The arguments of the algorithms that follow Almgren and Chriss.
struct ImpactSettings: Sendable {
    var slices = 10
    var urgency = 1.0
    var lambda = 0.0
    var sigma = 0.0
    var eta = 0.0
    var gamma = 0.0
    var epsilon = 0.0
    var unit: Int64 = 86_400_000_000_000

    var market: AlmgrenChriss.Market {
        AlmgrenChriss.Market(sigma: sigma, eta: eta, gamma: gamma, epsilon: epsilon)
    }

    /// Throws where η̃ = η − γτ/2 is not positive for slices of `tau` units, or σ is missing.
    func check(tau: Double, needsSigma: Bool) throws(OperatorError) {
        guard lambda > 0 else { return }
        if needsSigma, sigma == 0 {
            throw OperatorError(
                "lambda weighs a risk, and sigma is not given", argument: "lambda",
                help: "sigma: the price's standard deviation over a unit of time")
        }
        guard eta - gamma * tau / 2 > 0 else {
            throw OperatorError(
                "eta − gamma·τ/2 is not positive, so the best schedule is not defined", argument: "eta",
                help: "a larger eta, or more slices")
        }
    }
}

/// Arguments of an algorithm that follows Almgren and Chriss.
protocol ImpactAlgorithmSettings: AlgorithmSettings {
    var impact: ImpactSettings { get set }
}

extension ImpactAlgorithmSettings {
    static var impactParameters: [Parameter<Self>] {
        [
            .integer(
                "slices", \.impact.slices, in: 1...4096, "parts of the horizon, a slice at the start of each"),
            .real(
                "urgency", \.impact.urgency, in: 0...500,
                "κT where lambda is 0: 0 for equal slices, 5 sends most at once"),
            .real("lambda", \.impact.lambda, in: 0...1e6, "risk aversion", unit: "1/(price·contracts)"),
            .real(
                "sigma", \.impact.sigma, in: 0...1e9, "standard deviation over a unit of time",
                unit: "price/√unit"),
            .real(
                "eta", \.impact.eta, in: 0...1e9, "temporary impact", unit: "price/(contracts/unit)"),
            .real("gamma", \.impact.gamma, in: 0...1e9, "permanent impact", unit: "price/contract"),
            .real("epsilon", \.impact.epsilon, in: 0...1e9, "half the spread and fees", unit: "price"),
            .duration(
                "unit", \.impact.unit, in: 1_000_000_000...31_536_000_000_000_000,
                "the unit of time of sigma and eta"),
        ]
    }
}
