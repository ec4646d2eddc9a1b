/// An operator as documentation and checker see it.
public struct OperatorManual: Sendable {
    /// Name in `op:`, as `bars.time`; the part before the dot is the family.
    public var name: String
    /// One sentence.
    public var summary: String
    /// Formula, units, source, warm-up: paragraphs.
    public var details: String
    /// A node in YAML.
    public var example: String
    /// Input ports.
    public var inputs: [InputManual] = []
    /// Output ports.
    public var outputs: [OutputManual] = []
    /// Arguments.
    public var parameters: [ParameterManual] = []
    /// Whether it makes events of its own.
    public var isSource = false

    init(name: String, summary: String, details: String, example: String) {
        self.name = name
        self.summary = summary
        self.details = details
        self.example = example
    }

    /// The part of the name before the dot.
    public var family: String { String(name.prefix { $0 != "." }) }
}

/// One input port.
public struct InputManual: Sendable {
    /// Name in `from: {name: …}`.
    public let name: String
    /// Event type; nil takes any.
    public let type: EventType?
    /// What it is for.
    public let doc: String
    /// Only updates state; feedback may only enter such a port.
    public let isPassive: Bool
    /// May be left unconnected.
    public let isOptional: Bool
    /// Takes any number of inputs.
    public let isVariadic: Bool
    /// Only a gate's output may feed it.
    public let isGated: Bool

    @usableFromInline
    init(
        name: String, type: EventType?, doc: String, isPassive: Bool, isOptional: Bool, isVariadic: Bool,
        isGated: Bool
    ) {
        self.name = name
        self.type = type
        self.doc = doc
        self.isPassive = isPassive
        self.isOptional = isOptional
        self.isVariadic = isVariadic
        self.isGated = isGated
    }
}

/// One output port.
public struct OutputManual: Sendable {
    /// Name in `node.name`.
    public let name: String
    /// Event type.
    public let type: EventType
    /// What comes out.
    public let doc: String
    /// Whether a gated input accepts it.
    public let isGate: Bool

    @usableFromInline
    init(name: String, type: EventType, doc: String, isGate: Bool) {
        self.name = name
        self.type = type
        self.doc = doc
        self.isGate = isGate
    }
}
