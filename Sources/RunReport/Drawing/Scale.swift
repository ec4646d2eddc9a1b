import Glibc

/// Maps values to a stretch of pixels, evenly or by powers of ten.
struct Scale {
    private let low: Double
    private let high: Double
    private let start: Double
    private let end: Double
    private let isLog: Bool

    init(_ low: Double, _ high: Double, to start: Double, _ end: Double) {
        (self.low, self.high) = low < high ? (low, high) : (low - 1, low + 1)
        (self.start, self.end, isLog) = (start, end, false)
    }

    init(logarithmic low: Double, _ high: Double, to start: Double, _ end: Double) {
        (self.low, self.high) = (log10(low), log10(max(high, low * 10)))
        (self.start, self.end, isLog) = (start, end, true)
    }

    func callAsFunction(_ value: Double) -> Double {
        let at = isLog ? log10(max(value, 1e-300)) : value
        let share = min(max((at - low) / (high - low), 0), 1)
        // Values at the ends of what a Double holds have differences that it does not hold.
        guard share.isFinite else { return start }
        return start + share * (end - start)
    }
}

/// Round values for an axis.
enum Ticks {
    /// About `count` values of 1, 2 or 5 times a power of ten.
    static func values(_ low: Double, _ high: Double, count: Int) -> [Double] {
        guard high > low, low.isFinite, high.isFinite else { return [low] }
        let rough = (high - low) / Double(max(count, 1))
        let power = pow(10, floor(log10(rough)))
        let step = [1.0, 2, 5, 10].first { $0 * power >= rough }.map { $0 * power } ?? rough
        var index = (low / step).rounded(.up)
        var ticks: [Double] = []
        while index * step <= high + step * 1e-9, ticks.count < 100 {
            ticks.append(index * step)
            index += 1
        }
        return ticks
    }

    /// The decimals that tell neighbouring values apart.
    static func label(_ value: Double, among ticks: [Double]) -> String {
        let step = ticks.count > 1 ? abs(ticks[1] - ticks[0]) : max(abs(value), 1)
        guard step > 0, step.isFinite else { return NumberText.value(value) }
        let decimals = min(max(Int((-log10(step) - 0.0001).rounded(.up)), 0), 9)
        return NumberText.fixed(value, decimals: decimals)
    }

    /// Round times of the calendar with their labels.
    static func times(_ low: Int64, _ high: Int64, count: Int) -> [(time: Int64, label: String)] {
        let second: Int64 = 1_000_000_000
        let day = 86_400 * second
        let steps: [Int64] =
            [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200].map {
                $0 * second
            }
            + [1, 2, 4, 7, 14].map { $0 * day }
        guard high > low else { return [(low, TimeText.plain(low))] }
        let rough = (high - low) / Int64(max(count, 1))
        guard let step = steps.first(where: { $0 >= rough }) else { return months(low, high, rough) }
        var ticks: [(Int64, String)] = []
        var time = low - ((low % step) + step) % step
        var lastDate = ""
        while time <= high, ticks.count < 100 {
            defer { time += step }
            guard time >= low else { continue }
            let text = TimeText.plain(time)
            let date = String(text.prefix(10))
            let clock = step % 60_000_000_000 == 0 ? text.dropFirst(11).prefix(5) : text.dropFirst(11)
            ticks.append(
                (
                    time,
                    step >= day ? date : date == lastDate ? String(clock) : "\(date.dropFirst(5)) \(clock)"
                ))
            lastDate = date
        }
        return ticks
    }

    private static func months(_ low: Int64, _ high: Int64, _ rough: Int64) -> [(time: Int64, label: String)]
    {
        let month: Int64 = 2_629_800_000_000_000
        let step = [1, 2, 3, 6, 12, 24, 60, 120].first { $0 * month >= rough } ?? 240
        let first = Moment(low)
        var index = (first.year * 12 + first.month - 1) / step * step
        var ticks: [(Int64, String)] = []
        while ticks.count < 100 {
            let time = Moment.days(index / 12, index % 12 + 1, 1) * 86_400_000_000_000
            if time > high { break }
            if time >= low {
                ticks.append((time, String(TimeText.plain(time).prefix(step % 12 == 0 ? 4 : 7))))
            }
            index += step
        }
        return ticks
    }
}
