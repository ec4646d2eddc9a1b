import MarketModel
import OperatorKit

/// The arguments of `ingest.volatility`.
struct VolatilitySettings: AlternativeSettings {
    var table = TableSettings()
    var minimum = 0.001
    var maximum = 5.0
    var width = 0.25
    var minDays = 7.0

    static let parameters: [Parameter<VolatilitySettings>] =
        [
            .real("min_iv", \.minimum, in: 0...10, "refuse lower volatilities", unit: "per year"),
            .real("max_iv", \.maximum, in: 0.01...100, "refuse higher volatilities", unit: "per year"),
            .real(
                "width", \.width, in: 0.001...5, "strikes used, as far as |ln(strike/spot)| goes",
                unit: "log price"),
            .real("min_days", \.minDays, in: 0...3650, "leave out expiries that are nearer", unit: "days"),
        ] + sharedParameters
}

/// `ingest.volatility`: surfaces of implied volatility.
struct Volatility: AlternativeFormat {
    typealias Settings = VolatilitySettings

    static let manual = FeedManual(
        name: "ingest.volatility",
        summary: "Level, skew and term slope of implied-volatility surfaces, at the time they were known.",
        details: """
            Columns of the file: known_at, strike, expiry (or expiration), implied_volatility (or iv), right (or type: \
            C or P), delta, underlying (or underlying_price, spot), close, name, about (or date). Rows known at the \
            same time make one surface, and one row. LEAN's option universes are read as they are: a row with \
            neither strike nor expiry has the underlying's price in 'close'; their day is in the file's name, so set \
            known_at: end_of_day and zone.

            Spot S is the last underlying price of the surface. Without one, it is the strike at which the call delta \
            (that of a put plus 1) crosses 0.5, between two strikes of the nearest expiry that has such; lacking \
            both the surface is refused. x = ln(strike/S); strikes with |x| > 'width' are left out. At each strike the \
            mean of the options out of the money counts (calls with x ≥ 0, puts with x ≤ 0, and those without \
            'right'), and the mean of those in the money only where there is none. An expiry has a level where it has \
            strikes on both sides of S, or at S: the implied volatility at x = 0, linear between the nearest two.

            Sends, for the nearest expiry of at least 'min_days' that has a level: atm, its level (a fraction a \
            year); skew, the least-squares slope of its implied volatilities on x, dσ/dx at the money (Gatheral, \
            The Volatility Surface, 2006; 0 for one strike); days until its expiry, of 86,400 s. For all expiries \
            with a level, of at least 'min_days': slope, the least-squares slope of level on years of 365 days (0 for \
            one). Also quotes, the options that counted within 'width'; expiries, those with a level; spot; about. \
            A surface without level is refused. An expiry that is a date counts from its first midnight.

            Refused are volatilities that are empty, zero or below, under 'min_iv' or above 'max_iv': deep in the \
            money they are often 0, 1e-7 or above 1; and options that had expired.

            Warm-up: none; the first surface gives a row.
            """,
        example:
            "iv: {op: ingest.volatility, path: \"data/spy/*.csv\", known_at: end_of_day, zone: America/New_York}",
        record: "line")

    static let aboutAliases = ["about", "date", "quote_date"]
    static let nameAliases = ["name", "symbol", "underlying_symbol"]
    static let fields = [
        AlternativeColumn(name: "strike", aliases: ["strike"], kind: .number(0)),
        AlternativeColumn(name: "expiry", aliases: ["expiry", "expiration"], kind: .time(1)),
        AlternativeColumn(
            name: "iv", aliases: ["implied_volatility", "iv", "impliedvol"], kind: .number(2)),
        AlternativeColumn(name: "right", aliases: ["right", "type", "option_type"], kind: .right(3)),
        AlternativeColumn(name: "delta", aliases: ["delta"], kind: .number(4)),
        AlternativeColumn(
            name: "underlying", aliases: ["underlying", "underlying_price", "spot"], kind: .number(5)),
        AlternativeColumn(name: "close", aliases: ["close"], kind: .number(6)),
    ]
    static let columns = ["atm", "skew", "slope", "days", "quotes", "expiries", "spot", "about"]
    static let isGrouped = true

    private let settings: VolatilitySettings
    private var quotes: [OptionQuote] = []
    private var spot: Double?
    private var about = 0.0

    init(_ settings: VolatilitySettings) throws(OperatorError) {
        if settings.minimum >= settings.maximum {
            throw OperatorError("'min_iv' is not below 'max_iv'", argument: "min_iv")
        }
        self.settings = settings
    }

    func fault(of row: inout KnownRow) -> String? {
        if row.values[0].isNaN && row.values[1].isNaN {
            if row.values[5].isNaN { row.values[5] = row.values[6] }
            if row.values[5].isNaN { return "row has neither strike nor underlying price" }
        } else {
            if row.values[0].isNaN { return "strike is absent" }
            if row.values[1].isNaN { return "expiry is absent" }
            if row.values[0] <= 0 { return "strike is not above zero" }
            let volatility = row.values[2]
            if volatility.isNaN { return "implied volatility is absent" }
            if volatility <= 0 { return "implied volatility is not above zero" }
            if volatility < settings.minimum { return "implied volatility is below 'min_iv'" }
            if volatility > settings.maximum { return "implied volatility is above 'max_iv'" }
            if row.values[1] * 1e9 <= Double(row.known) { return "option had expired" }
        }
        return row.values[5] <= 0 ? "underlying price is not above zero" : nil
    }

    mutating func take(_ row: KnownRow) {
        if !row.values[5].isNaN { spot = row.values[5] }
        about = row.aboutSeconds
        if row.values[0].isNaN { return }
        quotes.append(
            OptionQuote(
                days: (row.values[1] - Double(row.known) / 1e9) / 86_400, strike: row.values[0],
                volatility: row.values[2], right: row.values[3], delta: row.values[4]))
    }

    mutating func finishGroup() -> AlternativeOutcome {
        defer {
            quotes.removeAll(keepingCapacity: true)
            spot = nil
        }
        if quotes.isEmpty { return .refused("surface has no usable option") }
        quotes.sort()
        guard let spot = spot ?? OptionQuote.spot(quotes) else {
            return .refused("surface has no underlying price, and no deltas that tell it")
        }
        let surface = VolatilitySurface(
            quotes, spot: spot, width: settings.width, minDays: settings.minDays)
        guard let level = surface.level else {
            return .refused("surface has no expiry with strikes on both sides of the money")
        }
        return .row(
            FeatureRow([
                level.volatility, level.skew, surface.termSlope, level.days, Double(surface.quoteCount),
                Double(surface.expiryCount), spot, about,
            ]))
    }
}
