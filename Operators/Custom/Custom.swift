public import OperatorKit

/// Your own operators: a file each in this folder, and a line each in this list, which may be empty.
public let customOperators: [OperatorEntry] = [
    OperatorEntry(Spread.self)
]
