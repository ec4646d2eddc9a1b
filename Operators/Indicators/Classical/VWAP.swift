import MarketModel
import OperatorKit

/// Volume-weighted average price.
struct VWAP: BarIndicator {
    struct Settings: OperatorSettings {
        var reset: Int64 = 0
        var offset: Int64 = 0
        var length = 0
        var source = PriceSource.vwap

        static let parameters: [Parameter<Settings>] = [
            .duration("reset", \.reset, in: 0...31_536_000_000_000_000, "a session's length; 0: no sessions"),
            .duration(
                "offset", \.offset, in: 0...31_536_000_000_000_000, "start of the sessions after 00:00 UTC"),
            .integer(
                "length", \.length, in: 0...1_000_000, "n of the rolling average; 0: sessions", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<VWAP>(
        "indicator.vwap", "Volume-weighted average price of a session or of the newest bars.",
        details: """
            Σ price·volume / Σ volume. Unit: that of the price. Give one of two: `reset`, to sum from the \
            start of a session, or `length`, to sum over the newest n bars. Sessions begin at offset + \
            k·reset counted from 1970-01-01 UTC; a bar belongs to the session in which it starts. They \
            don't follow daylight saving: a session from 18:00 New York begins at 22:00 UTC in summer and \
            at 23:00 in winter.

            With the default source a bar's own vwap enters, so that the value is that of all trades, \
            exactly; `source: typical` is what charts draw that know only bars. Where nothing was traded \
            it is the price of the bar.

            Warm-up: none with `reset`, n bars with `length`. Partial bars are passed over.
            """,
        example: "vwap: {op: indicator.vwap, from: bars@5m, reset: 1d, offset: 22h}"
    )
    .reading("the average, once a bar after the warm-up")

    private let reset: Int64
    private let offset: Int64
    private let source: PriceSource
    private var session: Int64 = .min
    private var notional = 0.0
    private var volume = 0.0
    private var rollingNotional: SimpleAverage?
    private var rollingVolume: SimpleAverage?
    let unit = "price"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        guard (settings.reset > 0) != (settings.length > 0) else {
            throw OperatorError(
                settings.reset > 0
                    ? "`reset` and `length` exclude each other" : "neither `reset` nor `length` is given",
                argument: settings.reset > 0 ? "length" : "reset",
                help: "reset: 1d for a session's average, or length: 20 for a rolling one")
        }
        reset = settings.reset
        offset = settings.offset
        source = settings.source
        if settings.length > 0 {
            rollingNotional = SimpleAverage(length: settings.length)
            rollingVolume = SimpleAverage(length: settings.length)
        }
    }

    mutating func next(_ bar: Bar) -> Double? {
        let price = source.price(of: bar)
        guard reset > 0 else {
            let notional = rollingNotional?.add(price * bar.volume)
            let volume = rollingVolume?.add(bar.volume)
            guard let notional, let volume else { return nil }
            return volume > 0 ? notional / volume : price
        }
        // Floored, before 1970 too.
        let time = bar.start &- offset
        let session = time >= 0 ? time / reset : ~(~time / reset)
        if session != self.session { (self.session, notional, volume) = (session, 0, 0) }
        notional += price * bar.volume
        volume += bar.volume
        return volume > 0 ? notional / volume : price
    }
}
