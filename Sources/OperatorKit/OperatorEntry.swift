/// An operator in the catalogue: its manual, and how to make a node of it.
public struct OperatorEntry: Sendable {
    /// What documentation and checker see.
    public let manual: OperatorManual
    @usableFromInline let make:
        @Sendable ([(name: String, value: ArgumentValue)], NodeContext) throws(OperatorError) ->
            any OperatorInstance

    /// The entry of an operator without inputs or with them.
    @inlinable
    public init<Op: Operator>(_ type: Op.Type) {
        manual = Self.manual(of: type, isSource: false)
        make = { arguments, context throws(OperatorError) in
            Instance(try Op(Self.settings(arguments), context), produce: nil)
        }
    }

    /// The entry of a source.
    @inlinable
    public init<Op: Source>(source type: Op.Type) {
        manual = Self.manual(of: type, isSource: true)
        make = { arguments, context throws(OperatorError) in
            Instance(
                try Op(Self.settings(arguments), context),
                produce: { node, limit in node.produce(limit: limit) })
        }
    }

    /// Makes a node: `arguments` are checked and converted by the parameters' kinds.
    public func instance(
        _ arguments: [(name: String, value: ArgumentValue)], _ context: NodeContext
    ) throws(OperatorError) -> any OperatorInstance {
        try make(arguments, context)
    }

    @usableFromInline
    static func manual<Op: Operator>(of type: Op.Type, isSource: Bool) -> OperatorManual {
        var manual = Op.signature.manual
        manual.isSource = isSource
        let defaults = Op.Settings()
        manual.parameters = Op.Settings.parameters.map { parameter in
            var described = parameter.manual
            if !described.isRequired { described.defaultText = parameter.defaultText(defaults) }
            return described
        }
        return manual
    }

    @usableFromInline
    static func settings<S: OperatorSettings>(_ arguments: [(name: String, value: ArgumentValue)]) -> S {
        var settings = S()
        for (name, value) in arguments {
            for parameter in S.parameters where parameter.manual.name == name {
                parameter.apply(value, &settings)
            }
        }
        return settings
    }
}
