public import OperatorKit

/// The operators that join values into rows and matrices.
public let matrixOperators: [OperatorEntry] = [
    OperatorEntry(FeatureMatrix.self),
    OperatorEntry(WindowMatrix.self),
    OperatorEntry(BarStatistics.self),
    OperatorEntry(Features48.self),
]
