import Randomness

/// When the next event of the book comes and who trades: the clock and the mood of the simulated market.
///
/// Trades excite further trades (a Hawkes process with three exponential kernels, from bursts within a twentieth
/// of the mean gap to moods that last five hundred of them), on a base that is U-shaped over the session. Sides
/// come from eight hidden parent orders at a time, cut into pieces, whose lengths have a tail of exponent 1.5: so
/// the signs of trades remember for long, as Lillo, Mike and Farmer (2005) found.
struct OrderFlow {
    /// Shares of trades that each kernel causes; they add up to less than 1.
    private static let branching = (0.30, 0.25, 0.25)
    /// How fast each forgets, in units of the mean rate.
    private static let forgetting = (20.0, 0.2, 0.002)
    /// How many of the trades belong to parent orders; the others have a side by chance.
    private static let parental = 0.7

    private static let day: Int64 = 86_400_000_000_000

    private let rate: Double
    private let session: Int64
    private var opening: Int64
    /// Event time, ns.
    private(set) var time: Int64
    private var excitement = (0.0, 0.0, 0.0)
    /// The rate that is there without any trade, at this time of the session.
    private var base = 0.0
    /// Sign and pieces left of each parent order.
    private var parents: [(sign: Double, left: Int)] = []
    /// Sum of their signs.
    private var balance = 0.0

    /// - Parameter rate: orders of aggressors in a second, on average over a session.
    init(start: Int64, session: Int64, rate: Double, random: inout Xoshiro256) {
        self.rate = rate
        self.session = session
        opening = start
        time = start
        // In equilibrium, or the first minutes would be quiet.
        excitement = (
            Self.branching.0 * rate, Self.branching.1 * rate, Self.branching.2 * rate
        )
        setBase()
        for _ in 0..<8 {
            parents.append(Self.parent(&random))
            balance += parents[parents.count - 1].sign
        }
    }

    private static func parent(_ random: inout Xoshiro256) -> (sign: Double, left: Int) {
        (random.next() & 1 == 0 ? 1 : -1, random.pareto())
    }

    /// The rate of aggressors now, per second, but for what the coming instants forget.
    @inline(__always)
    private func intensity() -> Double { base + excitement.0 + excitement.1 + excitement.2 }

    /// The time is another.
    @inline(__always)
    private mutating func setBase() {
        let place = 2 * Double(time &- opening) / Double(session) - 1
        // Three times as busy at both ends as in the middle; the mean over the session is 1.
        let activity = 0.6 + 1.2 * place * place
        base = rate * 0.2 * activity
    }

    /// Goes on to the next event; `others` events that are no trade come for every trade, on average.
    ///
    /// Returns a number in [0, 1) that is still random.
    @inline(__always)
    mutating func advance(others: Double, _ random: inout Xoshiro256) -> Double {
        // Thinning (Ogata 1981): excitement only falls until the next trade, so the rate now bounds what comes.
        while true {
            let bound = intensity()
            let seconds = random.exponential() / (bound * (1 + others))
            // A mean rate of one in hours must not overflow 64-bit nanoseconds.
            time &+= Int64(min(seconds, 1e8) * 1e9)
            excitement.0 *= Xoshiro256.decay(Self.forgetting.0 * rate * seconds)
            excitement.1 *= Xoshiro256.decay(Self.forgetting.1 * rate * seconds)
            excitement.2 *= Xoshiro256.decay(Self.forgetting.2 * rate * seconds)
            while time >= opening &+ session {
                // What goes past the close counts from the next day's opening.
                time = time &- session &+ Self.day
                opening &+= Self.day
            }
            setBase()
            let (level, rate) = (random.uniform() * bound, intensity())
            if level < rate { return level / rate }
        }
    }

    /// A trade happened: more are likely now.
    @inline(__always)
    mutating func excite() {
        excitement.0 += Self.branching.0 * Self.forgetting.0 * rate
        excitement.1 += Self.branching.1 * Self.forgetting.1 * rate
        excitement.2 += Self.branching.2 * Self.forgetting.2 * rate
    }

    /// The side of the next aggressor, +1 buys, and what of it nobody could expect.
    @inline(__always)
    mutating func sign(_ random: inout Xoshiro256) -> (sign: Double, surprise: Double) {
        let expected = Self.parental / 8 * balance
        let bits = random.next()
        guard Double(bits >> 11) * 0x1p-53 < Self.parental else {
            let sign: Double = bits & 1 == 0 ? 1 : -1
            return (sign, sign - expected)
        }
        let chosen = Int(bits & 7)
        let sign = parents[chosen].sign
        parents[chosen].left -= 1
        if parents[chosen].left == 0 {
            parents[chosen] = Self.parent(&random)
            balance += parents[chosen].sign - sign
        }
        return (sign, sign - expected)
    }
}
