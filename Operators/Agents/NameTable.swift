import OperatorKit

/// The names that an expression may use, and the slots of those that it does use.
struct NameTable {
    /// Where a value is read.
    struct Place: Hashable {
        var input: Int
        var field: Int
    }

    private var places: [String: [Place]] = [:]
    private var names: [String] = []
    /// Places in use; a slot is an index into it.
    private(set) var slots: [Place] = []

    /// The names of `inputs`: `node` (its first field), `node.field`, `node.port.field`; a row's columns
    /// bare.
    init(_ inputs: [NodeContext.Input]) {
        for (index, input) in inputs.enumerated() {
            for (position, field) in input.fields.enumerated() {
                let place = Place(input: index, field: field.index)
                if position == 0, input.columns.isEmpty { add(input.source, place) }
                if !input.columns.isEmpty { add(field.name, place) }
                add("\(input.source).\(field.name)", place)
                add("\(input.source).\(input.sourcePort).\(field.name)", place, isShown: false)
            }
        }
    }

    private mutating func add(_ name: String, _ place: Place, isShown: Bool = true) {
        if places[name] == nil, isShown { names.append(name) }
        if places[name]?.contains(place) != true { places[name, default: []].append(place) }
    }

    /// The slot of a name; the error's column is for the caller to set.
    mutating func slot(of name: String) throws(ExpressionError) -> Int {
        guard let found = places[name], let place = found.first else {
            let shown = names.prefix(16).joined(separator: ", ") + (names.count > 16 ? ", …" : "")
            let near = nearName(to: name, among: names).map { "did you mean '\($0)'? " } ?? ""
            throw ExpressionError(
                column: 1, message: "there is no name '\(name)'", help: near + "there are: \(shown)")
        }
        guard found.count == 1 else {
            throw ExpressionError(
                column: 1, message: "'\(name)' names \(found.count) fields",
                help: "write node.field or node.port.field")
        }
        if let slot = slots.firstIndex(of: place) { return slot }
        slots.append(place)
        return slots.count - 1
    }
}
