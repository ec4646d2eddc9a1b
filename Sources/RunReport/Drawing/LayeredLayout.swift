/// Places a graph in rows by rank: few crossings, and nodes near what they are joined to (after Sugiyama).
struct LayeredLayout {
    /// A node, or a bend of an edge that passes its row.
    struct Vertex {
        var row: Int
        var width: Double
        var x = 0.0
        var above: [Int] = []
        var below: [Int] = []
    }

    private(set) var vertices: [Vertex]
    /// Of each edge the vertices from its upper end to its lower one; empty for one that does not lead down.
    private(set) var routes: [[Int]]
    private var rows: [[Int]]
    private let nodeCount: Int
    private static let gap = 26.0

    init(ranks: [Int], nodeWidth: Double, edges: [(from: Int, to: Int)]) {
        vertices = ranks.map { Vertex(row: $0, width: nodeWidth) }
        routes = []
        nodeCount = ranks.count
        for edge in edges {
            guard ranks[edge.from] < ranks[edge.to] else {
                routes.append([])
                continue
            }
            var route = [edge.from]
            for row in ranks[edge.from] + 1..<ranks[edge.to] {
                route.append(vertices.count)
                vertices.append(Vertex(row: row, width: 12))
            }
            route.append(edge.to)
            routes.append(route)
            for (upper, lower) in zip(route, route.dropFirst()) {
                vertices[upper].below.append(lower)
                vertices[lower].above.append(upper)
            }
        }
        rows = Array(repeating: [], count: (ranks.max() ?? -1) + 1)
        for index in vertices.indices { rows[vertices[index].row].append(index) }
        order()
        place()
    }

    var rowCount: Int { rows.count }
    /// The right end of the rightmost vertex; the leftmost begins at 0.
    var width: Double { vertices.map { $0.x + $0.width / 2 }.max() ?? 0 }

    private mutating func order() {
        var best = rows
        var fewest = crossings()
        for sweep in 0..<12 where fewest > 0 {
            let isDown = sweep % 2 == 0
            for row in isDown ? Array(rows.indices.dropFirst()) : Array(rows.indices.dropLast().reversed()) {
                let other = rows[isDown ? row - 1 : row + 1]
                let place = Dictionary(uniqueKeysWithValues: other.enumerated().map { ($1, Double($0)) })
                let keyed = rows[row].enumerated().map { position, vertex in
                    let near = isDown ? vertices[vertex].above : vertices[vertex].below
                    let sum = near.reduce(0) { $0 + (place[$1] ?? 0) }
                    let key = near.isEmpty ? Double(position) : sum / Double(near.count)
                    return (key: key, position: position, vertex: vertex)
                }
                rows[row] = keyed.sorted { ($0.key, $0.position) < ($1.key, $1.position) }.map(\.vertex)
            }
            let count = crossings()
            if count < fewest { (best, fewest) = (rows, count) }
        }
        rows = best
    }

    private func crossings() -> Int {
        var count = 0
        for (upper, lower) in zip(rows, rows.dropFirst()) {
            let place = Dictionary(uniqueKeysWithValues: lower.enumerated().map { ($1, $0) })
            let ends = upper.map { vertices[$0].below.compactMap { place[$0] } }
            for first in ends.indices {
                for second in ends.indices.dropFirst(first + 1) {
                    for a in ends[first] { count += ends[second].count { $0 < a } }
                }
            }
        }
        return count
    }

    private mutating func place() {
        for row in rows {
            var x = 0.0
            for vertex in row {
                vertices[vertex].x = x + vertices[vertex].width / 2
                x += vertices[vertex].width + Self.gap
            }
        }
        for sweep in 0..<16 {
            for row in sweep % 2 == 0 ? rows : rows.reversed() {
                let wanted = row.map { vertex -> Double in
                    let near = vertices[vertex].above + vertices[vertex].below
                    guard !near.isEmpty else { return vertices[vertex].x }
                    // Bends pull at their neighbours the most, so that a long edge runs straight.
                    let weights = near.map { isBend(vertex) && isBend($0) ? 8.0 : isBend($0) ? 0.5 : 1 }
                    let sum = zip(near, weights).reduce(0) { $0 + vertices[$1.0].x * $1.1 }
                    return sum / weights.reduce(0, +)
                }
                spread(row, wanted)
            }
        }
        let left = vertices.map { $0.x - $0.width / 2 }.min() ?? 0
        for index in vertices.indices { vertices[index].x -= left }
    }

    private func isBend(_ vertex: Int) -> Bool { vertex >= nodeCount }

    /// Moves a row to its wanted places as far as room allows: the mean of pushing right and of pushing left.
    private mutating func spread(_ row: [Int], _ wanted: [Double]) {
        var right = wanted
        var left = wanted
        func distance(_ a: Int, _ b: Int) -> Double {
            (vertices[row[a]].width + vertices[row[b]].width) / 2 + Self.gap
        }
        for i in row.indices.dropFirst() { right[i] = max(right[i], right[i - 1] + distance(i - 1, i)) }
        for i in row.indices.dropLast().reversed() {
            left[i] = min(left[i], left[i + 1] - distance(i, i + 1))
        }
        for i in row.indices { vertices[row[i]].x = (right[i] + left[i]) / 2 }
    }
}
