import MarketModel
import OperatorKit

/// What goes to which column.
struct ColumnPlan {
    /// A field of an input.
    struct Place: Hashable {
        var input: Int
        var field: Int
    }

    /// Where a column's value comes from.
    enum Origin: Hashable {
        case field(Place)
        /// 100·(the first / the second − 1).
        case percent(Place, from: Place)
        /// The time of day of the row.
        case clock(DayPhase)
    }

    /// One column.
    struct Column {
        var name: String
        var origin: Origin
        /// What it holds, for the schema: its name, unless that says too little.
        var meaning: String

        init(_ name: String, _ origin: Origin) {
            self.name = name
            self.origin = origin
            meaning = name
        }
    }

    private(set) var columns: [Column] = []

    /// Resolves the wanted names, or takes the inputs' own columns where none is wanted.
    ///
    /// - Parameter percentFrom: columns to be told as percent from another field: column to field.
    init(
        _ wanted: [String], percentFrom: [(key: String, value: ArgumentValue)] = [],
        _ inputs: [NodeContext.Input]
    ) throws(OperatorError) {
        if wanted.isEmpty {
            columns = Self.ownColumns(of: inputs)
        } else {
            for name in wanted {
                columns.append(Column(name, try Self.resolve(name, inputs, argument: "columns")))
            }
        }
        try applyPercent(percentFrom, inputs)
        guard columns.count <= FeatureRow.capacity else {
            throw OperatorError(
                "\(columns.count) columns are more than the \(FeatureRow.capacity) that a row holds",
                argument: "columns", help: "name the ones you need, or use two matrices")
        }
        var seen: Set<String> = []
        for column in columns where !seen.insert(column.name).inserted {
            throw OperatorError(
                "the column '\(column.name)' is there twice", argument: "columns",
                help: "name each column once, as node.field")
        }
        guard !columns.isEmpty else {
            throw OperatorError(
                "the matrix has no column", argument: "columns", help: "connect an input by `from`")
        }
    }

    /// `value` of a reading, all columns of a row, all fields of anything else.
    private static func ownColumns(of inputs: [NodeContext.Input]) -> [Column] {
        var columns: [Column] = []
        for (index, input) in inputs.enumerated() where !input.onlyTriggers {
            func add(_ name: String, _ field: Int) {
                columns.append(Column(name, .field(Place(input: index, field: field))))
            }
            if !input.columns.isEmpty {
                for field in input.fields { add(field.name, field.index) }
            } else if let value = input.type.index(of: "value") {
                add("\(input.source).value", value)
            } else {
                for field in input.fields where field.name != "partial" {
                    add("\(input.source).\(field.name)", field.index)
                }
            }
        }
        return columns
    }

    private mutating func applyPercent(
        _ entries: [(key: String, value: ArgumentValue)], _ inputs: [NodeContext.Input]
    ) throws(OperatorError) {
        for (name, value) in entries {
            guard let index = columns.firstIndex(where: { $0.name == name }) else {
                throw OperatorError(
                    "percent_from names '\(name)', which is no column", argument: "percent_from",
                    help: "write the column as it is in `columns`, as nwrqk.value: bars.close",
                    origin: value.origin)
            }
            let from = try Self.resolve(value.text ?? "", inputs, argument: "percent_from")
            guard case .field(let base) = from, case .field(let place) = columns[index].origin else {
                throw OperatorError(
                    "a column of time has no percent", argument: "percent_from",
                    help: "write two fields of inputs, as nwrqk.value: bars.close", origin: value.origin)
            }
            columns[index].origin = .percent(place, from: base)
            columns[index].meaning += " in percent from \(value.text ?? "")"
        }
    }

    /// Accepts `node.field`, `node.port.field`, a column of another matrix by its own name, and the time of
    /// day.
    private static func resolve(
        _ name: String, _ inputs: [NodeContext.Input], argument: String
    ) throws(OperatorError) -> Origin {
        var found: [Place] = []
        for (index, input) in inputs.enumerated() {
            for field in input.fields where names(of: field.name, input).contains(name) {
                found.append(Place(input: index, field: field.index))
            }
        }
        if found.isEmpty, let phase = DayPhase(rawValue: name) { return .clock(phase) }
        guard let place = found.first else {
            let all =
                inputs.flatMap { input in input.fields.map { "\(input.source).\($0.name)" } }
                + DayPhase.allCases.map(\.rawValue)
            let near = nearName(to: name, among: all)
            let shown = all.prefix(16).joined(separator: ", ") + (all.count > 16 ? ", …" : "")
            throw OperatorError(
                "no input has a field '\(name)'", argument: argument,
                help: (near.map { "did you mean '\($0)'? " } ?? "") + "there are: \(shown)")
        }
        guard found.count == 1 else {
            throw OperatorError(
                "'\(name)' names \(found.count) fields", argument: argument,
                help: "write node.port.field: "
                    + found.map { "\(inputs[$0.input].source).\(inputs[$0.input].sourcePort)" }
                    .joined(separator: ", "))
        }
        return .field(place)
    }

    private static func names(of field: String, _ input: NodeContext.Input) -> [String] {
        let long = ["\(input.source).\(field)", "\(input.source).\(input.sourcePort).\(field)"]
        return input.columns.isEmpty ? long : [field] + long
    }
}
