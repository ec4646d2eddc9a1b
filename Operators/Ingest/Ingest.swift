public import OperatorKit

/// The family's operators.
public enum Ingest {
    /// What a pipeline can name from this family.
    public static let entries: [OperatorEntry] = [
        OperatorEntry(source: TradeFile.self),
        OperatorEntry(source: SimulatedTrades.self),
    ]
}
