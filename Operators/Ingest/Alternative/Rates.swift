import MarketModel
import OperatorKit

/// The arguments of `ingest.rates`.
struct RateSettings: AlternativeSettings {
    enum Unit: String, CaseIterable, Sendable {
        case percent, fraction
        case basisPoints = "basis_points"

        /// How many make 1.
        var scale: Double {
            switch self {
            case .percent: 100
            case .fraction: 1
            case .basisPoints: 10_000
            }
        }
    }

    var table = TableSettings()
    var unit = Unit.percent

    static let parameters: [Parameter<RateSettings>] =
        [.choice("unit", \.unit, "what the file's rates are written in")] + sharedParameters
}

/// `ingest.rates`: interest rates.
struct Rates: AlternativeFormat {
    typealias Settings = RateSettings

    static let manual = FeedManual(
        name: "ingest.rates",
        summary: "Interest rates, at the time they were known.",
        details: """
            Columns of the file: known_at, rate (or value, yield, interest_rate, pcredit8: the Federal Reserve's \
            primary credit rate as LEAN's files name it), about (or date, effective_date), name (or tenor, series).

            Sends rate as a fraction a year (0.05 is 5 %; the file's unit is 'unit'), change = rate − the rate before \
            (0 at first), and about. Negative rates are taken; beyond ±10 (1000 %) a rate is refused, as its unit \
            must be wrong. Where a file has one column of dates, from which rates hold, say by 'delay' or 'known_at: \
            end_of_day' when they were known. 'only' takes one tenor a node.

            Warm-up: none; the first rate gives a row.
            """,
        example: "rates: {op: ingest.rates, path: data/interest-rate.csv, delay: 1d, zone: America/New_York}",
        record: "line")

    static let aboutAliases = ["about", "date", "effective_date"]
    static let nameAliases = ["name", "tenor", "series"]
    static let fields = [
        AlternativeColumn(
            name: "rate", aliases: ["rate", "value", "yield", "interest_rate", "pcredit8"], kind: .number(0),
            isRequired: true)
    ]
    static let columns = ["rate", "change", "about"]
    static let isGrouped = false

    private let scale: Double
    private var row = KnownRow()
    private var last: Double?

    init(_ settings: RateSettings) { scale = settings.unit.scale }

    func fault(of row: inout KnownRow) -> String? {
        row.values[0] /= scale
        return abs(row.values[0]) > 10 ? "rate is beyond 1000 % a year" : nil
    }

    mutating func take(_ row: KnownRow) { self.row = row }

    mutating func finishGroup() -> AlternativeOutcome {
        let rate = row.values[0]
        defer { last = rate }
        return .row(FeatureRow([rate, rate - (last ?? rate), row.aboutSeconds]))
    }
}
