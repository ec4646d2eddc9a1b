import MarketModel

/// The live fair value gaps, oldest first, and what a bar does to them.
struct GapBook {
    /// Most zones alive at once.
    static let capacity = 100

    /// What one bar did.
    struct Outcome {
        /// Zones touched for the first time.
        var touched = 0
        /// Bullish less bearish zones that reached mitigation.
        var balance = 0
        /// The highest score of the bullish and of the bearish ones.
        var bullishScore = 0.0
        var bearishScore = 0.0

        /// +1 if more bullish zones were mitigated, −1 if more bearish ones, else 0.
        var signal: Int { balance.signum() }
        /// The highest score of those on the signal's side; 0 without a signal.
        var score: Double { balance == 0 ? 0 : balance > 0 ? bullishScore : bearishScore }
    }

    private let lookback: Int
    private(set) var zones: [GapZone] = []
    /// Zones that went, and why.
    private(set) var filled = 0
    private(set) var expired = 0
    private(set) var dropped = 0
    private(set) var mitigated = 0

    /// Keeps zones up to an age of `lookback` bars.
    init(lookback: Int) {
        self.lookback = lookback
        zones.reserveCapacity(Self.capacity)
    }

    /// Lets a bar age, touch, mitigate and fill the zones that were there before it.
    mutating func meet(_ bar: Bar, activity: Double) -> Outcome {
        var outcome = Outcome()
        var kept = 0
        for i in zones.indices {
            var zone = zones[i]
            let before = zone
            zone.grow()
            guard zone.age <= lookback else {
                expired += 1
                continue
            }
            zone.meet(bar)
            if zone.isTouched, !before.isTouched { outcome.touched += 1 }
            if zone.isMitigated, !before.isMitigated {
                mitigated += 1
                let score = zone.score(lookback: lookback, activity: activity)
                if zone.isBullish {
                    outcome.balance += 1
                    outcome.bullishScore = max(outcome.bullishScore, score)
                } else {
                    outcome.balance -= 1
                    outcome.bearishScore = max(outcome.bearishScore, score)
                }
            }
            if zone.isFilled {
                filled += 1
                continue
            }
            zones[kept] = zone
            kept += 1
        }
        zones.removeLast(zones.count - kept)
        return outcome
    }

    /// Adds a zone; the oldest makes room where there are too many.
    mutating func add(_ zone: GapZone) {
        if zones.count == Self.capacity {
            zones.removeFirst()
            dropped += 1
        }
        zones.append(zone)
    }

    /// How many of each kind are alive, and which has its level nearest to `close`, the youngest of equals.
    func survey(from close: Price) -> (bullish: Int, bearish: Int, nearest: GapZone?) {
        var bullish = 0
        var nearest: (zone: GapZone, distance: UInt64)?
        for zone in zones {
            if zone.isBullish { bullish += 1 }
            let distance = (zone.level.raw - close.raw).magnitude
            if let nearest, nearest.distance < distance { continue }
            nearest = (zone, distance)
        }
        return (bullish, zones.count - bullish, nearest?.zone)
    }
}
