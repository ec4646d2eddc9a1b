public import OperatorKit

/// The operators that watch and count.
public let analyticsOperators: [OperatorEntry] = [
    OperatorEntry(Performance.self),
    OperatorEntry(TCA.self),
]
