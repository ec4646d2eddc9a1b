import OperatorKit
import ReferenceData

/// Arguments of the operators that undo splits and dividends.
struct AdjustmentSettings: OperatorSettings {
    /// What is undone.
    enum Mode: String, CaseIterable, Sendable { case splits, total, raw }

    var factors = ""
    var mode = Mode.splits
    var asOf = "last"
    var names = ""

    static let parameters: [Parameter<AdjustmentSettings>] = [
        .path("factors", \.factors, "the stock's factor file, as Lean keeps it", required: true),
        .choice(
            "mode", \.mode, "undo splits, or splits and dividends (total), or nothing (raw)"),
        .text(
            "as_of", \.asOf,
            "the day whose shares prices are told in: last (of the file), first (of the data), or a day as "
                + "2014-06-09"),
        .path("names", \.names, "the stock's map file: what lies outside its life is dropped, and counted"),
    ]

    static let details = """
        A factor file has rows (until, price factor p, split factor s), in force up to and including the New \
        York day `until`; after the last row both are 1. With f = s (splits), s·p (total) or 1 (raw):

        adjusted price = price · f(day) / f(as_of), rounded to 1e-9; adjusted quantity = quantity · s(as_of) \
        / s(day), so that price × quantity is the same across a split. Dividends change no quantity.

        as_of. `last` tells prices in today's shares, as most vendors do; the level of a price then depends \
        on splits and dividends that come after it, its returns do not. `first` leaves the first day's \
        prices as they are and adjusts those that follow: that needs nothing from the future. A day in \
        between makes prices comparable with those quoted on that day.

        Orders meet raw prices: connect signals to this operator, and execution to what feeds it.

        A price that would round to 0 or leave ±9.2e9 is dropped and counted. With `names`, so is what comes \
        before the stock's first day or after its last: a ticker that passed from one stock to another has \
        two lives, and the factors of one are wrong for the other.
        """

    static let source = """
        Source of the method: the factor and map files of QuantConnect's Lean; a dividend d over the close c \
        before it has the factor 1 − d/c (the convention of CRSP and Yahoo).
        """
}
