import MarketModel
import OperatorKit

/// `ingest.economic`: an economic calendar.
struct Economic: AlternativeFormat {
    typealias Settings = PlainAlternativeSettings

    static let manual = FeedManual(
        name: "ingest.economic",
        summary: "Releases of an economic calendar with their surprise, at the time they were known.",
        details: """
            Columns of the file: known_at (or release_time, published_at…), actual, forecast (or consensus, expected), \
            previous (or prior), name (or event, indicator, series), about (or reference_date, period): what the \
            figure measures. Figures are plain numbers in the release's own unit, which the columns keep.

            surprise = actual − forecast, in that unit. A row without actual announces: released is 0, actual is \
            the forecast, surprise is 0; released is 1 otherwise. Without forecast there is no surprise: forecast is \
            the actual. Without previous it is the last actual before, or the actual itself where none came. A row \
            with neither actual nor forecast is refused. A revision is a row of its own, known when it was published.

            Different releases have different units: 'only' takes one of them a node.

            Warm-up: none; the first release gives a row.
            """,
        example: "cpi: {op: ingest.economic, path: data/calendar.csv, only: [CPI], zone: America/New_York}",
        record: "line")

    static let aboutAliases = ["about", "reference_date", "period", "date"]
    static let nameAliases = ["name", "event", "indicator", "series"]
    static let fields = [
        AlternativeColumn(name: "actual", aliases: ["actual", "value"], kind: .number(0)),
        AlternativeColumn(
            name: "forecast", aliases: ["forecast", "consensus", "expected", "estimate"], kind: .number(1)),
        AlternativeColumn(name: "previous", aliases: ["previous", "prior"], kind: .number(2)),
    ]
    static let columns = ["actual", "forecast", "previous", "surprise", "released", "about"]
    static let isGrouped = false

    private var row = KnownRow()
    private var lastActual: Double?

    init(_ settings: PlainAlternativeSettings) {}

    func fault(of row: inout KnownRow) -> String? {
        if row.values[0].isNaN && row.values[1].isNaN { return "neither actual nor forecast" }
        let difference = row.values[0] - row.values[1]
        return difference.isInfinite ? "surprise is out of range" : nil
    }

    mutating func take(_ row: KnownRow) { self.row = row }

    mutating func finishGroup() -> AlternativeOutcome {
        let isReleased = !row.values[0].isNaN
        let actual = isReleased ? row.values[0] : row.values[1]
        let forecast = row.values[1].isNaN ? actual : row.values[1]
        let previous = row.values[2].isNaN ? lastActual ?? actual : row.values[2]
        if isReleased { lastActual = actual }
        return .row(
            FeatureRow([actual, forecast, previous, actual - forecast, isReleased ? 1 : 0, row.aboutSeconds]))
    }
}
