public import OperatorKit

/// The operators that bring market data in.
public let ingestOperators: [OperatorEntry] = [
    OperatorEntry(source: Feed<CSVFormat>.self),
    OperatorEntry(source: Feed<LeanFormat>.self),
    OperatorEntry(source: Feed<Binance>.self),
    OperatorEntry(source: Feed<BitMEX>.self),
    OperatorEntry(source: Feed<Coinbase>.self),
    OperatorEntry(source: AlternativeFeed<News>.self),
    OperatorEntry(source: AlternativeFeed<Economic>.self),
    OperatorEntry(source: AlternativeFeed<Dividends>.self),
    OperatorEntry(source: AlternativeFeed<Rates>.self),
    OperatorEntry(source: AlternativeFeed<Volatility>.self),
    OperatorEntry(source: SimulatedTrades.self),
    OperatorEntry(source: Feed<Databento>.self),
    OperatorEntry(source: Feed<FIX>.self),
]
