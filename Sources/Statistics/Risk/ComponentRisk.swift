/// How a portfolio's value at risk is made up of what is held.
///
/// wᵢ·(Σw)ᵢ/σ times the quantile: the components sum to the total (Euler, as the deviation is homogeneous of
/// degree one).
public enum ComponentRisk {
    /// √(wᵀΣw).
    public static func deviation(_ amounts: [Double], _ covarianceTimesAmounts: [Double]) -> Double {
        var variance = 0.0
        for index in amounts.indices { variance += amounts[index] * covarianceTimesAmounts[index] }
        return max(0, variance).squareRoot()
    }

    /// Components of `multiplier`·σ, all 0 where nothing is at risk.
    public static func components(
        _ amounts: [Double], _ covarianceTimesAmounts: [Double], multiplier: Double
    ) -> [Double] {
        let deviation = deviation(amounts, covarianceTimesAmounts)
        guard deviation > 0 else { return amounts.map { _ in 0 } }
        return amounts.indices.map { multiplier * amounts[$0] * covarianceTimesAmounts[$0] / deviation }
    }
}
