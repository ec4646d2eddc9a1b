import MarketModel
import OperatorKit

/// `ingest.dividends`: cash dividends as they are declared.
struct Dividends: AlternativeFormat {
    typealias Settings = PlainAlternativeSettings

    static let manual = FeedManual(
        name: "ingest.dividends",
        summary: "Cash dividends, at the time their declaration was known.",
        details: """
            Columns of the file: known_at (or declaration_date, declared_at, declared), amount (or dividend, \
            cash_amount): cash a share in the share's currency, about (or ex_date, ex_dividend_date, date): the day \
            from which a buyer no longer receives it, name (or symbol, ticker).

            Sends amount, days = (ex-date − known at) in days of 86,400 s, negative where the ex-date was over, and \
            about = the ex-date. A declaration that is a date without time takes 'known_at: end_of_day', as the day's \
            market did not know it. Rows without an ex-date and amounts below 0 are refused; an amount of 0 tells \
            that a dividend is left out.

            Warm-up: none; the first declaration gives a row.
            """,
        example:
            "dividends: {op: ingest.dividends, path: data/dividends.csv, known_at: end_of_day, zone: America/New_York}",
        record: "line")

    static let aboutAliases = ["about", "ex_date", "ex_dividend_date", "exdate", "date"]
    static let nameAliases = ["name", "symbol", "ticker"]
    static let fields = [
        AlternativeColumn(
            name: "amount", aliases: ["amount", "dividend", "cash_amount", "dividend_amount"],
            kind: .number(0), isRequired: true)
    ]
    static let columns = ["amount", "days", "about"]
    static let isGrouped = false

    private var row = KnownRow()

    init(_ settings: PlainAlternativeSettings) {}

    func fault(of row: inout KnownRow) -> String? {
        if !row.hasAbout { return "ex-date is absent" }
        return row.values[0] < 0 ? "amount is below zero" : nil
    }

    mutating func take(_ row: KnownRow) { self.row = row }

    mutating func finishGroup() -> AlternativeOutcome {
        let days = (Double(row.about) - Double(row.known)) / 86_400e9
        return .row(FeatureRow([row.values[0], days, row.aboutSeconds]))
    }
}
