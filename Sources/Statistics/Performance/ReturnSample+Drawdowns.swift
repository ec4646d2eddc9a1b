extension ReturnSample {
    /// Growth after each return, of 1.
    var levels: [Double] {
        var level = 1.0
        return returns.map { value in
            level = max(0, level * (1 + value))
            return level
        }
    }

    /// Drawdown after each return, as a positive fraction of the highest level so far, the start included.
    public var drawdowns: [Double] {
        var peak = 1.0
        return levels.map { level in
            peak = max(peak, level)
            return 1 - level / peak
        }
    }

    /// The greatest drawdown by periods, 0 for the start; nil where there is none.
    var deepest: (peak: Int, trough: Int, end: Int, recovers: Bool)? {
        let levels = [1.0] + levels
        let falls = [0.0] + drawdowns
        guard let fall = falls.max(), fall > 0, let trough = falls.firstIndex(of: fall) else { return nil }
        let top = levels[...trough].max() ?? 1
        let peak = levels[...trough].lastIndex(of: top) ?? 0
        let recovery = levels[trough...].firstIndex { $0 >= top }
        return (peak, trough, recovery ?? levels.count - 1, recovery != nil)
    }
}
