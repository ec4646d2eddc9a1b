import OperatorKit

/// The arguments of `ingest.lean`.
struct LeanSettings: FeedSettings {
    enum Asset: String, CaseIterable, Sendable {
        case auto, equity, future, forex, cfd, crypto, cryptofuture
    }
    enum Resolution: String, CaseIterable, Sendable { case auto, tick, second, minute, hour, daily }
    enum Kind: String, CaseIterable, Sendable { case auto, trade, quote, openinterest }

    /// Whose quote an equity's or a future's row of quotes is.
    enum NBBO: String, CaseIterable, Sendable { case market, exchange }

    var files = FeedFiles()
    var rules = FeedRules()
    var asset = Asset.auto
    var resolution = Resolution.auto
    var kind = Kind.auto
    var zone = ""
    var date = ""
    var suspicious = FeedRules.Keep.drop
    var nbbo = NBBO.market

    static let parameters: [Parameter<LeanSettings>] =
        sharedParameters + [
            .choice("asset", \.asset, "asset class; auto takes it from the path, as equity/usa/tick/spy/…"),
            .choice("resolution", \.resolution, "of the rows; auto takes it from the path"),
            .choice("kind", \.kind, "what the rows are; auto takes it from the file's or the member's name"),
            .text(
                "zone", \.zone,
                "time zone of the times; if not set, the market's: equity/usa New York, fxcm UTC-5, others UTC"
            ),
            .text("date", \.date, "day of the file; if not set, the date in its name"),
            .choice("suspicious", \.suspicious, "what to do with ticks that the file marks as suspicious"),
            .choice(
                "nbbo", \.nbbo,
                "ticks of equity and futures quotes: market, each is one side of the market's best quote; exchange, "
                    + "of its exchange's quote, and the best of all of them goes out"),
        ]
}
