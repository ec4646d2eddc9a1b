import Foundation
import MarketModel

/// The 48 values by their definitions, from the whole past, with nothing kept.
struct Features48Twin {
    let tape: Features48Tape
    let window: Int
    /// The first bar on which every indicator has had a row.
    let start: Int
    private let closes: [Double]
    private let volumes: [Double]

    init(_ tape: Features48Tape, window: Int, start: Int) {
        self.tape = tape
        self.window = window
        self.start = start
        closes = tape.bars.map(\.close.double)
        volumes = tape.bars.map(\.volume)
    }

    /// The vector at bar `t`, in order of the columns.
    func vector(_ t: Int) -> [Double] {
        let all = now(t) + recent(t) + regime(t) + market(t) + gaps(t) + account(t)
        return all.map { min(max($0, -3), 3) }
    }

    private func read(_ port: String, _ column: String, _ t: Int) -> Double {
        tape.value(port, column, at: t) ?? .nan
    }

    private func now(_ t: Int) -> [Double] {
        let angle = 2 * Double.pi * Double(tape.bars[t].end % 86_400_000_000_000) / 86_400e9
        return [
            read("mlmi", "value", t) / 50 - 1, read("mlmi", "signal", t), percent(t),
            read("nwrqk", "slope", t),
            read("lvn", "distance", t), read("lvn", "strength", t) / 100, sin(angle), cos(angle),
        ]
    }

    private func percent(_ t: Int) -> Double { 100 * (read("nwrqk", "value", t) / closes[t] - 1) }

    private func recent(_ t: Int) -> [Double] {
        let span = Array(max(start, t - 47)...t)
        func mean(_ value: (Int) -> Double) -> Double { average(span.map(value)) }
        let turn = (0...t).last { index in
            read("nwrqk", "turn", index) != 0 && tape.value("nwrqk", "turn", at: index) != nil
        }
        return [
            read("mlmi", "value", t) / 50 - 1 - mean { read("mlmi", "value", $0) / 50 - 1 },
            mean { read("mlmi", "signal", $0) }, mean { percent($0) }, mean { read("nwrqk", "slope", $0) },
            deviation(span.map { read("nwrqk", "slope", $0) }), mean { read("lvn", "distance", $0) },
            mean { read("lvn", "strength", $0) / 100 }, turn.map { exp(-Double(t - $0) / 24) } ?? 0,
        ]
    }

    private func regime(_ t: Int) -> [Double] {
        let regimes = [
            "normal", "bull", "bear", "high_volatility", "low_volatility", "trending", "mean_reverting",
        ]
        return regimes.map { read("mmd", "regime_\($0)", t) } + [
            read("mmd", "score", t), read("mmd", "confidence", t), exp(-read("mmd", "age", t) / 48),
        ]
    }

    private func market(_ t: Int) -> [Double] {
        let returns = returns(1, through: t)
        let shape = Array(returns.suffix(50))
        let mean = average(shape)
        func power(_ n: Double) -> Double { average(shape.map { pow($0 - mean, n) }) }
        let volume20 = Array(volumes[max(0, t - 19)...t])
        let volatility = (30...t).map { deviation(Array(returns[($0 - 30)..<$0])) }
        let fives = self.returns(5, through: t)
        let change = zip(fives.dropFirst(5), fives).map { $0 - $1 }
        return [1, 5, 10, 20, 48].map { score(self.returns($0, through: t)) } + [
            deviation(Array(returns.suffix(20))) / deviation(Array(returns.suffix(100))) - 1,
            score(volatility),
            power(3) / pow(power(2), 1.5), (power(4) / pow(power(2), 2) - 3) / 5, strength(t) / 50 - 1,
            volumes[t] / average(volume20), (volumes[t] - average(volume20)) / deviation(volume20),
            read("lvn", "skew", t), score(change),
        ]
    }

    private func gaps(_ t: Int) -> [Double] {
        [
            log(1 + read("fvg", "bullish_active", t)), log(1 + read("fvg", "bearish_active", t)),
            read("fvg", "distance", t), exp(-0.1 * read("fvg", "age", t)),
            read("fvg", "mitigation_signal", t) * read("fvg", "mitigation_score", t),
        ]
    }

    /// The account's point of this very bar is feedback, which comes after the bar.
    private func account(_ t: Int) -> [Double] {
        let synergy =
            read("synergy", "live", t) * read("synergy", "direction", t) * read("synergy", "confidence", t)
        return [synergy, tape.account[t - 1].position / 2, tape.account[t - 1].drawdown / 0.2]
    }

    private func returns(_ bars: Int, through t: Int) -> [Double] {
        (bars...t).map { log(closes[$0] / closes[$0 - bars]) }
    }

    private func strength(_ t: Int) -> Double {
        var (gain, loss) = (0.0, 0.0)
        for i in 1...t {
            let change = closes[i] - closes[i - 1]
            let weight = i <= 14 ? 0 : 1.0 / 14
            gain = i <= 14 ? gain + max(change, 0) / 14 : gain * (1 - weight) + max(change, 0) * weight
            loss = i <= 14 ? loss + max(-change, 0) / 14 : loss * (1 - weight) + max(-change, 0) * weight
        }
        return gain + loss > 0 ? 100 * gain / (gain + loss) : 50
    }

    private func average(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    private func deviation(_ values: [Double]) -> Double {
        let mean = average(values)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }

    private func score(_ values: [Double]) -> Double {
        let newest = Array(values.suffix(window))
        let sd = deviation(newest)
        return sd > 0 ? ((newest.last ?? 0) - average(newest)) / sd : 0
    }
}
