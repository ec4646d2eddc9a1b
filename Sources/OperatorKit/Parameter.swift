/// The arguments of an operator: a struct whose initial values are the defaults.
public protocol OperatorSettings: Sendable {
    /// The defaults.
    init()
    /// What a pipeline may set, in the order that documentation shows.
    static var parameters: [Parameter<Self>] { get }
}

/// What kind of value an argument takes, with its range.
public enum ParameterKind: Sendable, Equatable {
    case integer(ClosedRange<Int64>)
    case real(ClosedRange<Double>)
    /// `5m`, `90ms`; nanoseconds inside.
    case duration(ClosedRange<Int64>)
    case flag
    case text
    /// A path, relative to the current directory or else to the pipeline's folder.
    case path
    /// One path or a list of them, each as `path`.
    case paths
    case choice([String])
    /// One text or a list of them.
    case texts
    /// Names to scalars.
    case table
    /// Any YAML.
    case tree
    /// The path of a YAML file, whose content is the value.
    case treeFile
}

/// One argument: name, kind, documentation, and how it enters the settings.
public struct Parameter<Settings>: Sendable {
    /// Its description, without the settings' type.
    public let manual: ParameterManual
    let apply: @Sendable (ArgumentValue, inout Settings) -> Void
    let defaultText: @Sendable (Settings) -> String

    init<Value>(
        _ name: String, _ path: any WritableKeyPath<Settings, Value> & Sendable, _ kind: ParameterKind,
        _ doc: String, unit: String, required: Bool,
        show: @escaping @Sendable (Value) -> String, convert: @escaping @Sendable (ArgumentValue) -> Value?
    ) {
        manual = ParameterManual(name: name, kind: kind, doc: doc, unit: unit, isRequired: required)
        apply = { value, settings in
            if let converted = convert(value) { settings[keyPath: path] = converted }
        }
        defaultText = { show($0[keyPath: path]) }
    }
}

/// One argument as documentation and checker see it.
public struct ParameterManual: Sendable {
    /// Key in YAML.
    public let name: String
    /// What it takes.
    public let kind: ParameterKind
    /// One line on what it means.
    public let doc: String
    /// Unit, or empty.
    public let unit: String
    /// Whether a pipeline must set it.
    public let isRequired: Bool
    /// The default as text; empty when required.
    public var defaultText = ""
}
