import JSON

/// Reads a stored graph's sketch; every index in it leads somewhere.
struct GraphReader {
    private let root: JSONField

    init(_ root: JSONField) { self.root = root }

    func graph() throws(JSONMisfit) -> GraphSketch {
        let nodes = try root["nodes"].items
        let sketches = try root["nodes"].map { (item) throws(JSONMisfit) in try node(item, of: nodes.count) }
        let edges = try root["edges"].map { (item) throws(JSONMisfit) in try edge(item, sketches) }
        let budgets = try root["budgets"].map { (item) throws(JSONMisfit) in
            (
                name: try item["name"].string,
                edges: try item["edges"].map { (index) throws(JSONMisfit) in
                    try Self.index(index, of: edges.count)
                }
            )
        }
        return GraphSketch(name: try root["name"].string, nodes: sketches, edges: edges, budgets: budgets)
    }

    private static func index(_ field: JSONField, of count: Int) throws(JSONMisfit) -> Int {
        guard count > 0 else { throw field.misfit("points to nothing") }
        return try field.integer(in: 0...count - 1)
    }

    private func node(_ field: JSONField, of count: Int) throws(JSONMisfit) -> GraphSketch.Node {
        let arguments = try field["arguments"].map { (item) throws(JSONMisfit) in
            let words = try item.strings
            guard words.count == 2 else { throw item.misfit("is no pair of name and text") }
            return (name: words[0], text: words[1])
        }
        return GraphSketch.Node(
            name: try field["name"].string, op: try field["op"].string,
            summary: try field["summary"].string, rank: try Self.index(field["rank"], of: count),
            outputs: try field["outputs"].strings, arguments: arguments)
    }

    private func edge(_ field: JSONField, _ nodes: [GraphSketch.Node]) throws(JSONMisfit)
        -> GraphSketch.Edge
    {
        let from = try Self.index(field["from"], of: nodes.count)
        return GraphSketch.Edge(
            from: from, output: try Self.index(field["output"], of: nodes[from].outputs.count),
            to: try Self.index(field["to"], of: nodes.count), isPassive: try field["passive"].bool,
            isFeedback: try field["feedback"].bool, label: try field["label"].string)
    }
}
