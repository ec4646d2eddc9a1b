import MarketModel
import OperatorKit

/// What the arguments name.
extension ValidationAgent {
    mutating func readNames(_ context: NodeContext) throws(OperatorError) {
        var names = NameTable(context.inputs)
        if settings.fields.isEmpty {
            for (index, input) in context.inputs.enumerated() {
                guard let field = InputWatch.mainField(input) else { continue }
                inputs[index].watched.append(FieldWatch(field: field))
            }
        }
        for name in settings.fields {
            let place = try Self.place(of: name, &names, argument: "fields")
            inputs[place.input].watched.append(FieldWatch(field: place.field))
        }
        for name in settings.drift {
            let place = try Self.place(of: name, &names, argument: "drift")
            drifts.append(
                DriftWatch(
                    input: place.input, field: place.field, name: name, reference: settings.driftReference,
                    window: settings.driftWindow))
        }
    }

    private static func place(
        of name: String, _ names: inout NameTable, argument: String
    ) throws(OperatorError) -> NameTable.Place {
        do {
            let slot = try names.slot(of: name)
            return names.slots[slot]
        } catch {
            throw OperatorError(error.message, argument: argument, help: error.help)
        }
    }

    mutating func readTables(_ context: NodeContext) throws(OperatorError) {
        for (name, value) in settings.gaps {
            guard let gap = durationNanoseconds(value.text ?? ""), gap >= 0 else {
                throw OperatorError(
                    "'\(value.text ?? "")' isn't a duration", argument: "gaps", help: "\(name): 10m",
                    origin: value.origin)
            }
            for index in try Self.indices(of: name, value, context, argument: "gaps") {
                inputs[index].gap = gap
            }
        }
        for (name, value) in settings.schema {
            for index in try Self.indices(of: name, value, context, argument: "schema") {
                try Self.check(context.inputs[index], value)
            }
        }
        for (name, value) in settings.through {
            let trades = try Self.indices(of: name, value, context, argument: "through")
                .first { inputs[$0].price >= 0 }
            let quotes = try Self.indices(of: value.text ?? "", value, context, argument: "through")
                .first { inputs[$0].touch != nil }
            guard let trades, let quotes else {
                throw OperatorError(
                    "'\(name): \(value.text ?? "")' isn't an input of trades and one of quotes or a book",
                    argument: "through", help: "through: {ticks: quotes}", origin: value.origin)
            }
            pairs.append(
                ThroughWatch(
                    trades: trades, quotes: quotes, window: settings.throughWindow,
                    limit: settings.throughShare))
        }
    }

    /// The inputs that come from `node` or `node.port`.
    private static func indices(
        of name: String, _ value: ArgumentValue, _ context: NodeContext, argument: String
    ) throws(OperatorError) -> [Int] {
        let found = context.inputs.indices.filter { index in
            let input = context.inputs[index]
            return input.source == name || "\(input.source).\(input.sourcePort)" == name
        }
        guard found.isEmpty else { return found }
        let all = context.inputs.map(\.source)
        throw OperatorError(
            "no input comes from '\(name)'", argument: argument,
            help: (nearName(to: name, among: all).map { "did you mean '\($0)'? " } ?? "")
                + "there are: \(all.joined(separator: ", "))", origin: value.origin)
    }

    private static func check(_ input: NodeContext.Input, _ value: ArgumentValue) throws(OperatorError) {
        let hash = String(input.schema, radix: 16)
        guard input.schema != 0 else {
            throw OperatorError(
                "what comes from '\(input.source)' has no schema", argument: "schema",
                help: "rows and windows have one", origin: value.origin)
        }
        guard UInt64(value.text ?? "", radix: 16) != input.schema else { return }
        throw OperatorError(
            "'\(input.source)' writes the schema \(hash), not \(value.text ?? "")", argument: "schema",
            help: "what its columns mean has changed; if that is wanted, \(input.source): \(hash)",
            origin: value.origin)
    }
}
