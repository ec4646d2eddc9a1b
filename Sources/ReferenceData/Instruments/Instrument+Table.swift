extension Instrument {
    /// Instruments that pipelines often trade.
    ///
    /// Tick sizes and multipliers are the exchanges' contract specifications (CME Group for futures, Binance
    /// for BTCUSDT; EURUSD and XAUUSD as OANDA quotes them) and agree with the symbol-properties database of
    /// QuantConnect's Lean, to which a test holds them. Margins are the last ones in Lean's margin files;
    /// brokers ask more.
    public static let table: [Instrument] = metals + energy + equityIndices + others

    /// The instrument of that symbol in the table, in any case of letters.
    public static func named(_ symbol: String) -> Instrument? {
        table.first { $0.symbol == symbol.uppercased() }
    }

    private static let metals = [
        future("GC", "comex", "Gold Futures", tick: "0.1", multiplier: "100", (6600, 6000, "2022-01-21")),
        future("MGC", "comex", "Micro Gold Futures", tick: "0.1", multiplier: "10"),
        future("SI", "comex", "Silver Futures", tick: "0.005", multiplier: "5000"),
    ]

    private static let energy = [
        future(
            "CL", "nymex", "Crude Oil Futures", tick: "0.01", multiplier: "1000", (7480, 6800, "2022-02-07")),
        future("MCL", "nymex", "Micro WTI Crude Oil Futures", tick: "0.01", multiplier: "100"),
    ]

    private static let equityIndices = [
        future(
            "ES", "cme", "E-mini S&P 500 Futures", tick: "0.25", multiplier: "50",
            calendar: "CMES-INDEX",
            (11_880, 10_800, "2022-01-21")),
        future(
            "MES", "cme", "Micro E-mini S&P 500 Futures", tick: "0.25", multiplier: "5",
            calendar: "CMES-INDEX",
            (1188, 1080, "2022-01-21")),
        future(
            "NQ", "cme", "E-mini Nasdaq-100 Futures", tick: "0.25", multiplier: "20",
            calendar: "CMES-INDEX",
            (16_500, 15_000, "2022-01-21")),
        future(
            "MNQ", "cme", "Micro E-mini Nasdaq-100 Futures", tick: "0.25", multiplier: "2",
            calendar: "CMES-INDEX",
            (1650, 1500, "2022-01-21")),
    ]

    private static let others = [
        Instrument(
            symbol: "SPY", market: "usa", name: "SPDR S&P 500 ETF", assetClass: .equity, tick: "0.01",
            calendar: "XNYS"),
        Instrument(
            symbol: "EURUSD", market: "oanda", name: "Euro in US dollars", assetClass: .forex,
            tick: "0.00001", calendar: "FX"),
        Instrument(
            symbol: "XAUUSD", market: "oanda", name: "Gold in US dollars", assetClass: .cfd, tick: "0.001"),
        Instrument(
            symbol: "BTCUSDT", market: "binance", name: "Bitcoin perpetual in Tether",
            assetClass: .perpetual, currency: "USDT", tick: "0.1", lot: "0.001", calendar: "24/7"),
    ]

    private static func future(
        _ symbol: String, _ market: String, _ name: String, tick: ExactDecimal, multiplier: ExactDecimal,
        calendar: String = "CMES", _ margin: (initial: Double, maintenance: Double, since: String)? = nil
    ) -> Instrument {
        Instrument(
            symbol: symbol, market: market, name: name, assetClass: .future, tick: tick,
            multiplier: multiplier, calendar: calendar,
            margin: margin.flatMap { margin in
                CivilDate(text: margin.since).map {
                    Margin(initial: margin.initial, maintenance: margin.maintenance, since: $0)
                }
            })
    }
}
