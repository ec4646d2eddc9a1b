public import OperatorKit

/// The operators that join values into rows.
public let matrixOperators: [OperatorEntry] = [
    OperatorEntry(FeatureMatrix.self)
]
