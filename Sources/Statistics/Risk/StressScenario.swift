/// A day that happened, as moves of a few factors, to be laid on what is held now.
public struct StressScenario: Sendable, Equatable {
    /// What an instrument follows.
    public enum Factor: String, Sendable, CaseIterable {
        /// Large companies: the S&P 500.
        case equity
        /// Growth companies: the NASDAQ Composite.
        case technology
        /// Crude oil: West Texas Intermediate, spot at Cushing.
        case oil
        /// Expected volatility: the VIX, and before 1990 the VXO, as a level.
        case volatility
        /// None: no scenario moves it.
        case none
    }

    /// Name, as `1987-10-19`.
    public let name: String
    /// Relative change of each factor from close to close; 0 where the day had none, or no market yet.
    public let moves: [Factor: Double]
    /// Where the numbers are from.
    public let source: String

    /// Relative change of a factor.
    public func move(_ factor: Factor) -> Double { moves[factor] ?? 0 }

    /// What the scenario takes from amounts held of each factor; negative where it gives.
    public func loss(_ amounts: [(amount: Double, factor: Factor)]) -> Double {
        var loss = 0.0
        for held in amounts { loss -= held.amount * move(held.factor) }
        return loss
    }

    /// The days that a portfolio is tried on.
    ///
    /// Changes are computed from the closes that are named. Spot oil is that of the recorded series.
    public static let all: [StressScenario] = [
        StressScenario(
            name: "1987-10-19",
            moves: [
                .equity: 224.84 / 282.70 - 1, .technology: 360.21 / 406.33 - 1, .oil: 19.79 / 20.23 - 1,
                .volatility: 150.19 / 36.37 - 1,
            ],
            source: "S&P 500 282.70 to 224.84 and NASDAQ Composite 406.33 to 360.21 (CNNfn, 1997-10-13), VXO "
                + "36.37 to 150.19 (Cboe, 2012-10-22), WTI 20.23 to 19.79 (EIA)"),
        StressScenario(
            name: "1997-10-27",
            moves: [
                .equity: 876.99 / 941.64 - 1, .technology: 1535.09 / 1650.92 - 1, .oil: 21.03 / 20.99 - 1,
                .volatility: 31.12 / 23.17 - 1,
            ],
            source:
                "S&P 500 941.64 to 876.99, NASDAQ Composite 1650.92 to 1535.09, VIX 23.17 to 31.12 (closes "
                + "of the exchanges), WTI 20.99 to 21.03 (EIA)"),
        StressScenario(
            name: "2008-10-15",
            moves: [
                .equity: 907.84 / 998.01 - 1, .technology: 1628.33 / 1779.01 - 1, .oil: 74.38 / 78.69 - 1,
                .volatility: 69.25 / 55.13 - 1,
            ],
            source:
                "the largest fall of 2008: S&P 500 998.01 to 907.84, NASDAQ Composite 1779.01 to 1628.33, "
                + "VIX 55.13 to 69.25 (closes of the exchanges), WTI 78.69 to 74.38 (EIA)"),
        StressScenario(
            name: "2020-03-16",
            moves: [
                .equity: 2386.13 / 2711.02 - 1, .technology: 6904.59 / 7874.88 - 1, .oil: 28.70 / 31.73 - 1,
                .volatility: 82.69 / 57.83 - 1,
            ],
            source:
                "S&P 500 2711.02 to 2386.13, NASDAQ Composite 7874.88 to 6904.59, VIX 57.83 to 82.69 (closes "
                + "of the exchanges), WTI front month 31.73 to 28.70 (NYMEX settlements)"),
    ]
}
