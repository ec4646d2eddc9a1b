import MarketModel
import OperatorKit

/// Which field of which input goes to which column.
struct ColumnPlan {
    /// One column.
    struct Column {
        var name: String
        var input: Int
        var field: Int
    }

    private(set) var columns: [Column] = []

    /// Resolves the wanted names, or takes the inputs' own columns where none is wanted.
    init(_ wanted: [String], _ inputs: [NodeContext.Input]) throws(OperatorError) {
        if wanted.isEmpty {
            columns = Self.ownColumns(of: inputs)
        } else {
            for name in wanted { columns.append(try Self.resolve(name, inputs)) }
        }
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
            if !input.columns.isEmpty {
                columns += input.fields.map { Column(name: $0.name, input: index, field: $0.index) }
            } else if let value = input.type.index(of: "value") {
                columns.append(Column(name: "\(input.source).value", input: index, field: value))
            } else {
                columns += input.fields.filter { $0.name != "partial" }
                    .map { Column(name: "\(input.source).\($0.name)", input: index, field: $0.index) }
            }
        }
        return columns
    }

    /// Accepts `node.field`, `node.port.field`, and a column of another matrix by its own name.
    private static func resolve(
        _ name: String, _ inputs: [NodeContext.Input]
    ) throws(OperatorError) -> Column {
        var found: [Column] = []
        for (index, input) in inputs.enumerated() {
            for field in input.fields where names(of: field.name, input).contains(name) {
                found.append(Column(name: name, input: index, field: field.index))
            }
        }
        guard let column = found.first else {
            let all = inputs.flatMap { input in input.fields.map { "\(input.source).\($0.name)" } }
            let near = nearName(to: name, among: all)
            let shown = all.prefix(16).joined(separator: ", ") + (all.count > 16 ? ", …" : "")
            throw OperatorError(
                "no input has a field '\(name)'", argument: "columns",
                help: (near.map { "did you mean '\($0)'? " } ?? "") + "there are: \(shown)")
        }
        guard found.count == 1 else {
            throw OperatorError(
                "'\(name)' names \(found.count) fields", argument: "columns",
                help: "write node.port.field: "
                    + found.map { "\(inputs[$0.input].source).\(inputs[$0.input].sourcePort)" }
                    .joined(separator: ", "))
        }
        return column
    }

    private static func names(of field: String, _ input: NodeContext.Input) -> [String] {
        let long = ["\(input.source).\(field)", "\(input.source).\(input.sourcePort).\(field)"]
        return input.columns.isEmpty ? long : [field] + long
    }
}
