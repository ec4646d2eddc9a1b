import Glibc
import MarketModel
import OperatorKit
import ReferenceData

/// How far a taking order moves the price against itself, before what it meets in a book.
struct ImpactModel {
    private enum Kind {
        case none
        /// So much of price.
        case constant(Double)
        /// Y·σ·√(Q/V), as a fraction of the price.
        case squareRoot(y: Double)
        case almgren(Almgren)
    }

    private let kind: Kind
    /// A day's volatility as a fraction, and the contracts traded in a day; no number until they are known.
    private(set) var sigma = 0.0
    private(set) var volume = 1.0
    private var learnsSigma = false
    private var learnsVolume = false
    private var pace: MarketPace?
    /// Orders that were filled before volatility and volume were known, and so had no impact.
    private(set) var unknown = 0

    /// What the models are, for documentation.
    static let manual = """
        impact: {model: square_root, y, sigma, volume} adds y·σ·√(Q/V) of the price for an order of Q, {model: almgren, \
        sigma, volume, shares, days, gamma, eta} the average cost of Almgren and others (2005); σ and V are those of a \
        day. `learned` takes them from the market before the fill: by trades sampled every `minutes` (1), or by the \
        bars, Σwr²/Σw and Σwv/Σw times the intervals of a session (24 hours without `calendar`), where w halves \
        every `half_life` sessions (5), quiet intervals count with 0, and nights between sessions don't count. \
        Before 20 returns there is no impact; such fills are counted as impact_unknown.
        """

    /// No impact.
    static let none = ImpactModel(kind: .none)

    private init(kind: Kind) { self.kind = kind }

    /// Reads `impact`: none, a number of ticks, or a mapping with `model`.
    ///
    /// - Parameters:
    ///   - clock: when the market is open, for what is learned of it.
    ///   - hasSamples: whether `minutes` says how trades are sampled.
    init(
        _ value: ArgumentValue?, tick: Double, clock: SessionClock = SessionClock(), hasSamples: Bool = true
    ) throws(OperatorError) {
        guard let value else {
            self = .none
            return
        }
        let reader = TreeReader("impact", value)
        if reader.word == "none" {
            self = .none
        } else if let ticks = reader.number {
            self.init(kind: .constant(try Self.distance(ticks, tick, reader)))
        } else {
            let own = hasSamples ? ["minutes"] : []
            let known = [
                "model", "ticks", "y", "sigma", "volume", "shares", "days", "gamma", "eta", "half_life",
            ]
            _ = try reader.keys(among: known + own)
            self.init(kind: try Self.kind(reader, tick))
            if case .constant = kind { return }
            try learn(reader, clock)
        }
    }

    private static func kind(_ reader: TreeReader, _ tick: Double) throws(OperatorError) -> Kind {
        switch reader.text("model") {
        case "constant":
            return .constant(try distance(try reader.real("ticks", in: 0...1e6), tick, reader))
        case "square_root":
            return .squareRoot(y: try reader.real("y", in: 0...100, default: 1))
        case "almgren":
            return .almgren(
                Almgren(
                    shares: try reader.real("shares", in: 1e-9...1e18),
                    days: try reader.real("days", in: 1e-6...1000, default: 1),
                    gamma: try reader.real("gamma", in: 0...10, default: 0.314),
                    eta: try reader.real("eta", in: 0...10, default: 0.142)))
        default:
            throw reader.complaint(
                "impact names a model",
                help: "none, constant, square_root or almgren, as {model: constant, ticks: 1}")
        }
    }

    /// Volatility and volume as given, or learned from the market.
    private mutating func learn(_ reader: TreeReader, _ clock: SessionClock) throws(OperatorError) {
        learnsSigma = reader.text("sigma") == "learned"
        learnsVolume = reader.text("volume") == "learned"
        sigma = learnsSigma ? .nan : try reader.real("sigma", in: 0...10)
        volume = learnsVolume ? .nan : try reader.real("volume", in: 1e-9...1e18)
        guard learnsSigma || learnsVolume else {
            for key in ["half_life", "minutes"] where reader.has(key) {
                throw reader.complaint(
                    "'\(key)' is for what is learned", help: "sigma: learned, volume: learned")
            }
            return
        }
        let minutes = try reader.real("minutes", in: 1.0 / 60...1440, default: 1)
        pace = MarketPace(
            every: Int64(minutes * 60e9),
            halfLife: try reader.real("half_life", in: 1e-3...10_000, default: 5),
            clock: clock)
    }

    private static func distance(
        _ ticks: Double, _ tick: Double, _ reader: TreeReader
    ) throws(OperatorError) -> Double {
        guard (0...1e6).contains(ticks) else { throw reader.complaint("impact in ticks is 0 to 1e6") }
        guard ticks == 0 || tick > 0 else {
            throw reader.complaint("impact is in ticks, and the tick is not given", help: "tick: 0.25")
        }
        return ticks * tick
    }

    /// Whether it must see the market.
    @inline(__always) var learns: Bool { pace != nil }

    /// Learns from a trade.
    mutating func see(_ trade: Trade) {
        if pace?.add(trade) == true { take() }
    }

    /// Learns from a bar.
    mutating func see(_ bar: Bar) {
        pace?.add(bar)
        take()
    }

    private mutating func take() {
        if learnsSigma { sigma = pace?.sigma ?? .nan }
        if learnsVolume { volume = pace?.volume ?? .nan }
    }

    /// What an order of `size` contracts pays beyond `price`, in price; 0 for no size, and it never falls with size.
    ///
    /// 0, and counted, while volatility and volume are not known.
    @inline(__always)
    mutating func cost(of size: Double, at price: Double) -> Double {
        let cost =
            switch kind {
            case .none: 0.0
            case .constant(let distance): size > 0 ? distance : 0
            case .squareRoot(let y): abs(price) * y * sigma * (size / volume).squareRoot()
            case .almgren(let model): abs(price) * model.cost(of: size, sigma: sigma, volume: volume)
            }
        guard cost.isNaN else { return cost }
        unknown += 1
        return 0
    }

    func report(into report: inout NodeReport) {
        guard learns else { return }
        report.metric("impact_sigma", sigma.isNaN ? nil : sigma, unit: "fraction a day", headline: false)
        report.metric("impact_volume", volume.isNaN ? nil : volume, unit: "contracts a day", headline: false)
        report.metric(
            "impact_unknown", Double(unknown), unit: "fills without impact, before it was learned",
            headline: unknown > 0)
    }
}
