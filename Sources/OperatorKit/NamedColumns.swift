public import MarketModel

/// The latest values of some columns of the rows that come in by one port, found by name.
public struct NamedColumns: Sendable {
    private let places: [Int]
    private var values: [Double]
    /// Whether every column has had a finite value.
    public private(set) var isComplete = false

    /// Finds `names` among the columns of the node on `port`.
    ///
    /// - Parameter writer: the operator that usually stands there, for the message.
    public init(
        _ names: [String], port: String, writer: String, _ inputs: [NodeContext.Input]
    ) throws(OperatorError) {
        guard let input = inputs.first(where: { $0.port == port }) else {
            throw OperatorError("nothing is connected to '\(port)'", help: "connect a node of \(writer)")
        }
        var places: [Int] = []
        for name in names {
            guard let place = input.columns.firstIndex(of: name) else {
                throw OperatorError(
                    "'\(input.source)' on port '\(port)' has no column '\(name)'",
                    help: "connect a node of \(writer), or one with columns " + names.joined(separator: ", "))
            }
            places.append(place)
        }
        self.places = places
        values = [Double](repeating: .nan, count: names.count)
    }

    /// Takes rows in order; a value that is not finite leaves the one before.
    public mutating func take(_ rows: Span<FeatureRow>) {
        for i in rows.indices { take(rows[i]) }
    }

    /// Takes one row.
    public mutating func take(_ row: FeatureRow) {
        for (index, place) in places.enumerated() where row.values[place].isFinite {
            values[index] = row.values[place]
        }
        if !isComplete { isComplete = values.allSatisfy { $0.isFinite } }
    }

    /// The value of the column of that number in `names`; NaN before the first.
    public subscript(index: Int) -> Double { values[index] }
}
