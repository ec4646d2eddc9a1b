import Statistics

/// All that the report computes once.
struct Summary {
    let sample: ReturnSample?
    let periods: PeriodReturns?
    /// Bootstrap of `resampled`.
    let resampled: PeriodReturns?
    let intervals: ReturnIntervals?
    let versus: BenchmarkStream
    let estimate: SharpeEstimate?
    let deflated: Double?

    init(_ node: Performance) {
        let settings = node.settings
        let days = node.daysPerYear
        func basics(_ periods: PeriodReturns?) -> ReturnBasics {
            ReturnBasics(
                periodsPerYear: periods?.periodsPerYear(days: days) ?? days, riskFree: settings.riskFree)
        }
        let periods = node.periods
        self.periods = periods
        let usual = basics(periods)
        let sample = periods.flatMap { $0.values.isEmpty ? nil : ReturnSample($0.values, usual) }
        self.sample = sample
        var versus = BenchmarkStream(usual)
        if let periods {
            for (value, other) in zip(periods.values, periods.benchmarks) {
                versus.add(value, benchmark: other)
            }
        }
        self.versus = versus
        let resampled = settings.bootstrap > 0 ? node.resampled : nil
        self.resampled = resampled
        intervals = resampled.map {
            ReturnIntervals(
                $0.values, basics($0),
                .init(draws: settings.bootstrap, block: settings.block, seed: node.seed))
        }
        let estimate = sample?.sharpeEstimate
        self.estimate = estimate
        let spread = settings.trialsDeviation / usual.periodsPerYear.squareRoot()
        deflated = estimate?.deflated(trials: settings.trials, deviation: spread > 0 ? spread : nil)
    }

    /// The interval of a figure, where the bootstrap is of the same periods.
    func interval(_ metric: ReturnMetric) -> (low: Double, high: Double)? {
        resampled?.isDaily == periods?.isDaily ? intervals?.intervals[metric] : nil
    }

    func value(_ metric: ReturnMetric) -> Double? { sample?.value(metric) }
}
