import MarketModel
import OperatorKit

/// `ingest.news`: headlines with a score of sentiment.
struct News: AlternativeFormat {
    typealias Settings = PlainAlternativeSettings

    static let manual = FeedManual(
        name: "ingest.news",
        summary: "News with scores of sentiment, from CSV or JSON lines, at the time they were known.",
        details: """
            Columns of the file: known_at (or published_at, release_time…), sentiment from −1 to 1 (or score, \
            sentiment_score, compound), relevance from 0 to 1 (1 if absent), name (or symbol, ticker), about.

            Headlines known at the same time make one row: sentiment = Σ relevance·score / Σ relevance (their plain \
            mean where all relevances are 0), relevance = their mean relevance, count = how many there were, about = \
            that of the last. Texts are not sent. Scores outside their range are refused.

            Warm-up: none; the first headline gives a row.
            """,
        example: "news: {op: ingest.news, path: data/news.jsonl, only: [AAPL]}",
        record: "line")

    static let aboutAliases = ["about", "event_time", "date"]
    static let nameAliases = ["name", "symbol", "ticker"]
    static let fields = [
        AlternativeColumn(
            name: "sentiment", aliases: ["sentiment", "sentiment_score", "score", "compound"],
            kind: .number(0), isRequired: true),
        AlternativeColumn(name: "relevance", aliases: ["relevance", "relevance_score"], kind: .number(1)),
    ]
    static let columns = ["sentiment", "relevance", "count", "about"]
    static let isGrouped = true

    private var weighted = 0.0
    private var plain = 0.0
    private var relevance = 0.0
    private var count = 0.0
    private var about = 0.0

    init(_ settings: PlainAlternativeSettings) {}

    func fault(of row: inout KnownRow) -> String? {
        if abs(row.values[0]) > 1 { return "sentiment is outside -1...1" }
        if row.values[1].isNaN { row.values[1] = 1 }
        return (0...1).contains(row.values[1]) ? nil : "relevance is outside 0...1"
    }

    mutating func take(_ row: KnownRow) {
        weighted += row.values[0] * row.values[1]
        plain += row.values[0]
        relevance += row.values[1]
        count += 1
        about = row.aboutSeconds
    }

    mutating func finishGroup() -> AlternativeOutcome {
        let sentiment = relevance > 0 ? weighted / relevance : plain / count
        // A weighted mean can't leave the range but by rounding.
        let row = FeatureRow([min(1, max(-1, sentiment)), relevance / count, count, about])
        (weighted, plain, relevance, count) = (0, 0, 0, 0)
        return .row(row)
    }
}
