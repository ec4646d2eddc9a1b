public import PipelineFormat

extension TradingPipeline {
    /// What a pipeline's venue says of costs, delays and impact, in its own words.
    public struct Assumptions: Sendable {
        /// Arguments of the venue, as `fee` and `2.5`.
        public let entries: [(name: String, value: String)]

        /// Reads a node's arguments; none if there is no such node.
        public init(_ spec: PipelineSpec, venue: String) {
            guard let node = spec.nodes.first(where: { $0.name.value == venue }) else {
                entries = []
                return
            }
            entries =
                [("venue", "`\(node.op.value)`: fills at trades that come later")]
                + node.arguments.map { ($0.key.value, $0.value.text) }
        }
    }
}
