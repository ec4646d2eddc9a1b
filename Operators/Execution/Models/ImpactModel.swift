import Glibc
import OperatorKit

/// How far a taking order moves the price against itself, before what it meets in a book.
struct ImpactModel {
    private enum Kind {
        case none
        /// So much of price.
        case constant(Double)
        /// Y·σ·√(Q/V), as a fraction of the price.
        case squareRoot(y: Double, sigma: Double, volume: Double)
        case almgren(Almgren)
    }

    private let kind: Kind

    /// No impact.
    static let none = ImpactModel(kind: .none)

    private init(kind: Kind) { self.kind = kind }

    /// Reads `impact`: none, a number of ticks, or a mapping with `model`.
    init(_ value: ArgumentValue?, tick: Double) throws(OperatorError) {
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
            let known = ["model", "ticks", "y", "sigma", "volume", "shares", "days", "gamma", "eta"]
            _ = try reader.keys(among: known)
            self.init(kind: try Self.kind(reader, tick))
        }
    }

    private static func kind(_ reader: TreeReader, _ tick: Double) throws(OperatorError) -> Kind {
        switch reader.text("model") {
        case "constant":
            return .constant(try distance(try reader.real("ticks", in: 0...1e6), tick, reader))
        case "square_root":
            return .squareRoot(
                y: try reader.real("y", in: 0...100, default: 1), sigma: try reader.real("sigma", in: 0...10),
                volume: try reader.real("volume", in: 1e-9...1e18))
        case "almgren":
            return .almgren(
                Almgren(
                    sigma: try reader.real("sigma", in: 0...10),
                    volume: try reader.real("volume", in: 1e-9...1e18),
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

    private static func distance(
        _ ticks: Double, _ tick: Double, _ reader: TreeReader
    ) throws(OperatorError) -> Double {
        guard (0...1e6).contains(ticks) else { throw reader.complaint("impact in ticks is 0 to 1e6") }
        guard ticks == 0 || tick > 0 else {
            throw reader.complaint("impact is in ticks, and the tick is not given", help: "tick: 0.25")
        }
        return ticks * tick
    }

    /// What an order of `size` contracts pays beyond `price`, in price; 0 for no size, and it never falls with size.
    @inline(__always)
    func cost(of size: Double, at price: Double) -> Double {
        switch kind {
        case .none: 0
        case .constant(let distance): size > 0 ? distance : 0
        case .squareRoot(let y, let sigma, let volume):
            abs(price) * y * sigma * (size / volume).squareRoot()
        case .almgren(let model): abs(price) * model.cost(of: size)
        }
    }
}

/// The cost of an order by Almgren, Thum, Hauptmann and Li, "Direct Estimation of Equity Market Impact" (2005).
///
/// With X contracts traded evenly over T days: permanent I = γ·σ·(X/V)·(Θ/V)^¼, and the order's average cost
/// J = I/2 + η·σ·(X/(V·T))^⅗, as fractions of the price.
struct Almgren {
    /// Daily volatility as a fraction.
    var sigma: Double
    /// Contracts traded a day.
    var volume: Double
    /// Shares outstanding.
    var shares: Double
    /// Time over which the order is traded, in days.
    var days: Double
    var gamma: Double
    var eta: Double

    /// The lasting move, as a fraction of the price.
    func permanent(of size: Double) -> Double {
        gamma * sigma * (size / volume) * pow(shares / volume, 0.25)
    }

    /// The order's average cost, as a fraction of the price.
    func cost(of size: Double) -> Double {
        permanent(of: size) / 2 + eta * sigma * pow(size / (volume * days), 0.6)
    }
}
