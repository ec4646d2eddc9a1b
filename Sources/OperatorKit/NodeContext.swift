/// What a node knows of where it stands when it is made.
public struct NodeContext: Sendable {
    /// One connected input.
    public struct Input: Sendable {
        /// The port of this node.
        public var port: String
        /// The writing node, as `bars@5m`.
        public var source: String
        /// The writing port.
        public var sourcePort: String
        /// The event type that comes.
        public var type: EventType
        /// Columns where the type is `FeatureRow`, else empty.
        public var columns: [String]
        /// The writer's `Operator.schema` where the type is `FeatureRow` or `MatrixWindow`, else 0.
        public var schema: UInt64
        /// Whether an event of it triggers the node (false: it only updates the state).
        public var triggers: Bool
        /// Whether it is there only to trigger (named in `on`, not in `from`).
        public var onlyTriggers: Bool

        /// Makes an input.
        public init(
            port: String, source: String, sourcePort: String, type: EventType, columns: [String] = [],
            schema: UInt64 = 0, triggers: Bool = true, onlyTriggers: Bool = false
        ) {
            self.port = port
            self.source = source
            self.sourcePort = sourcePort
            self.type = type
            self.columns = columns
            self.schema = schema
            self.triggers = triggers
            self.onlyTriggers = onlyTriggers
        }

        /// Names readable from this input and where to read them: the columns, or the type's fields.
        public var fields: [(name: String, index: Int)] {
            columns.isEmpty
                ? type.fields.enumerated().map { ($1.name, $0) }
                : columns.enumerated().map { ($1, $0) }
        }
    }

    /// The node's name.
    public var name: String
    /// Inputs, port by port; a variadic port's in file order.
    public var inputs: [Input]
    /// Seed of the node's own random numbers: from the run's seed and the node's name.
    public var seed: UInt64

    /// Makes a context.
    public init(name: String, inputs: [Input] = [], seed: UInt64 = 0) {
        self.name = name
        self.inputs = inputs
        self.seed = seed
    }
}
