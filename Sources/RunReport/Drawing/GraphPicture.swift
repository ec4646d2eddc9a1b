import FlowEngine
import OperatorKit
import Telemetry

/// The graph from top to bottom: a box a node, and under each output the type of its events.
struct GraphPicture {
    private let record: RunRecord
    private let graph: GraphSketch
    private let layout: LayeredLayout
    private let nodeWidth: Double
    private let lane: Double
    private static let nodeHeight = 44.0
    private static let rowHeight = 104.0
    private static let margin = 12.0

    init(_ record: RunRecord) {
        self.record = record
        graph = record.graph
        let longest = graph.nodes.map { max($0.name.count, $0.op.count) }.max() ?? 0
        nodeWidth = min(max(Double(longest) * 7.3 + 30, 130), 230)
        layout = LayeredLayout(
            ranks: graph.nodes.map(\.rank), nodeWidth: nodeWidth,
            edges: graph.edges.map { edge in (edge.from, edge.to) })
        lane = graph.edges.contains(where: \.isFeedback) ? 40 : 0
    }

    func element() -> String {
        var svg = SVG(
            width: max(layout.width + 2 * Self.margin + lane, 360),
            height: Double(layout.rowCount) * Self.rowHeight - (Self.rowHeight - Self.nodeHeight) + 2
                * Self.margin)
        for index in graph.edges.indices { drawEdge(index, &svg) }
        for index in graph.nodes.indices { drawNode(index, &svg) }
        for index in graph.nodes.indices { drawTypes(index, &svg) }
        return svg.element(
            "the graph of \(graph.name)", style: "graph", attributes: "style=\"width:\(px(svg.width))px\"")
    }

    private func top(_ row: Int) -> Double { Self.margin + Double(row) * Self.rowHeight }
    private func centre(_ vertex: Int) -> Double { Self.margin + layout.vertices[vertex].x }

    /// Where the n-th of several ends stands on a node's side.
    private func spread(_ node: Int, _ index: Int, of count: Int) -> Double {
        let room = nodeWidth - 24
        return centre(node) - room / 2 + room * (Double(index) + 0.5) / Double(max(count, 1))
    }

    private func outputX(_ edge: GraphSketch.Edge) -> Double {
        let used = usedOutputs(edge.from)
        return spread(edge.from, used.firstIndex(of: edge.output) ?? 0, of: used.count)
    }

    private func usedOutputs(_ node: Int) -> [Int] {
        Set(graph.edges.filter { $0.from == node }.map(\.output)).sorted()
    }

    private func inputX(_ index: Int) -> Double {
        let edge = graph.edges[index]
        // Ends in the order in which the edges arrive, so that they don't cross just above the box.
        let arriving = graph.edges.indices.filter {
            graph.edges[$0].to == edge.to && !layout.routes[$0].isEmpty
        }
        .sorted { (arrival($0), $0) < (arrival($1), $1) }
        return spread(edge.to, arriving.firstIndex(of: index) ?? 0, of: arriving.count)
    }

    private func arrival(_ index: Int) -> Double {
        let route = layout.routes[index]
        return route.count > 1 ? layout.vertices[route[route.count - 2]].x : 0
    }

    private func drawEdge(_ index: Int, _ svg: inout SVG) {
        let edge = graph.edges[index]
        let style = "edge" + (edge.isFeedback ? " feedback" : edge.isPassive ? " passive" : "")
        let route = layout.routes[index]
        let data = route.isEmpty ? feedbackPath(edge) : path(index, route)
        svg.path(data, style, title: tooltip(index))
    }

    private func path(_ index: Int, _ route: [Int]) -> String {
        var (x, y) = (outputX(graph.edges[index]), top(layout.vertices[route[0]].row) + Self.nodeHeight)
        var data = "M\(px(x)) \(px(y))"
        for (step, vertex) in route.enumerated().dropFirst() {
            let isLast = step == route.count - 1
            let nextX = isLast ? inputX(index) : centre(vertex)
            let nextY = top(layout.vertices[vertex].row) - (isLast ? 5 : 0)
            let bend = (nextY - y) / 2
            data += "C\(px(x)) \(px(y + bend)) \(px(nextX)) \(px(nextY - bend)) \(px(nextX)) \(px(nextY))"
            (x, y) = (nextX, nextY)
            if !isLast {
                y += Self.nodeHeight
                data += "V\(px(y))"
            }
        }
        return data + "m-3.5 -1l3.5 6l3.5 -6"
    }

    /// Feedback goes up to the right of all that stands in the rows between.
    private func feedbackPath(_ edge: GraphSketch.Edge) -> String {
        let rows = graph.nodes[edge.to].rank...max(graph.nodes[edge.from].rank, graph.nodes[edge.to].rank)
        let right = layout.vertices.filter { rows.contains($0.row) }.map { $0.x + $0.width / 2 }.max() ?? 0
        let fromY = top(graph.nodes[edge.from].rank) + Self.nodeHeight / 2
        let toY = top(graph.nodes[edge.to].rank) + Self.nodeHeight / 2
        let border = Self.margin + right + 24
        let toX = centre(edge.to) + nodeWidth / 2
        return "M\(px(centre(edge.from) + nodeWidth / 2)) \(px(fromY))H\(px(border - 10))"
            + "Q\(px(border)) \(px(fromY)) \(px(border)) \(px(fromY - 10))V\(px(toY + 10))"
            + "Q\(px(border)) \(px(toY)) \(px(border - 10)) \(px(toY))H\(px(toX + 5))m1 -3.5l-6 3.5l6 3.5"
    }

    private func tooltip(_ index: Int) -> String {
        let edge = graph.edges[index]
        let type = graph.nodes[edge.from].outputs[edge.output]
        var text = "\(edge.label) (\(type))"
        if index < record.result.edges.count {
            let measured = record.result.edges[index]
            text += "\n\(NumberText.grouped(measured.published)) events"
            if measured.total.count > 0 {
                text +=
                    ", p50 \(NumberText.latency(measured.total.p50)), p99 \(NumberText.latency(measured.total.p99))"
            }
        }
        return text + (edge.isFeedback ? "\nfeedback" : edge.isPassive ? "\nonly updates state" : "")
    }

    private func drawNode(_ index: Int, _ svg: inout SVG) {
        let node = graph.nodes[index]
        let x = centre(index) - nodeWidth / 2
        let y = top(node.rank)
        let cut = Int((nodeWidth - 22) / 7)
        svg.group(title: nodeTooltip(index)) { svg in
            svg.rectangle(x, y, nodeWidth, Self.nodeHeight, radius: 7, "node")
            svg.rectangle(x, y + 7, 4, Self.nodeHeight - 14, radius: 2, "family \(Self.family(node.family))")
            svg.text(x + 14, y + 19, TextLayout.shortened(node.name, to: cut), "node-name")
            svg.text(x + 14, y + 35, TextLayout.shortened(node.op, to: cut + 3), "node-op")
        }
    }

    private func drawTypes(_ index: Int, _ svg: inout SVG) {
        let node = graph.nodes[index]
        let used = usedOutputs(index)
        for (place, output) in used.enumerated() {
            let name = node.outputs[output]
            let x = spread(index, place, of: used.count)
            let width = Double(name.count) * 5.9 + 10
            let y = top(node.rank) + Self.nodeHeight + 6
            svg.rectangle(x - width / 2, y, width, 15, radius: 7.5, "type")
            svg.text(x, y + 11, name, "type-name", anchor: "middle")
        }
    }

    private func nodeTooltip(_ index: Int) -> String {
        let node = graph.nodes[index]
        var text = "\(node.name): \(node.summary)"
        for argument in node.arguments { text += "\n\(argument.name): \(argument.text)" }
        if index < record.result.nodes.count {
            let measured = record.result.nodes[index]
            text +=
                "\nread \(NumberText.grouped(measured.consumed)), wrote "
                + NumberText.grouped(measured.produced.reduce(0) { $0 + $1.count })
                + ", worked \(NumberText.seconds(Double(measured.workNanoseconds) / 1e9))"
        }
        return text
    }

    private static func family(_ name: String) -> String {
        let known = ["ingest", "bars", "indicator", "matrix", "agent", "risk", "execution", "analytics"]
        return "f\(known.firstIndex(of: name) ?? known.count)"
    }
}
