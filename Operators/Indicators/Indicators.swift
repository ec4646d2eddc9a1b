public import OperatorKit

/// The operators that compute one number a bar.
public let indicatorsOperators: [OperatorEntry] = [
    OperatorEntry(ATR.self),
    OperatorEntry(EMA.self),
    OperatorEntry(RSI.self),
    OperatorEntry(FVG.self),
    OperatorEntry(MLMI.self),
    OperatorEntry(NWRQK.self),
]
