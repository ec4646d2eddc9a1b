import OperatorKit
import PipelineFormat

/// Pass 6: a topological order and each node's longest path from a source.
struct Topology: Sendable {
    /// Node indices so that every non-feedback edge goes forward; the first in the file where several can be.
    let order: [Int]
    /// Longest path from a source, by node.
    let ranks: [Int]

    /// Orders the nodes; nil, with each cycle reported once, when they wait for each other.
    static func of(_ draft: Draft, _ diagnostics: inout Diagnostics) -> Topology? {
        var waits = [Int](repeating: 0, count: draft.nodes.count)
        var readers = [[Int]](repeating: [], count: draft.nodes.count)
        for edge in draft.edges where !edge.isFeedback {
            waits[edge.to] += 1
            readers[edge.from].append(edge.to)
        }
        var ready = IndexHeap()
        for node in waits.indices where waits[node] == 0 { ready.insert(node) }
        var order: [Int] = []
        var ranks = [Int](repeating: 0, count: draft.nodes.count)
        while let node = ready.removeFirst() {
            order.append(node)
            for reader in readers[node] {
                ranks[reader] = max(ranks[reader], ranks[node] + 1)
                waits[reader] -= 1
                if waits[reader] == 0 { ready.insert(reader) }
            }
        }
        if order.count == draft.nodes.count { return Topology(order: order, ranks: ranks) }
        let stuck = Set(draft.nodes.indices).subtracting(order)
        CycleFinder(draft: draft, stuck: stuck, readers: readers).report(&diagnostics)
        return nil
    }
}

/// A binary heap of indices, least first.
struct IndexHeap {
    private var items: [Int] = []

    mutating func insert(_ item: Int) {
        items.append(item)
        var child = items.count - 1
        while child > 0, items[child] < items[(child - 1) / 2] {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() -> Int? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return first }
        items[0] = last
        var parent = 0
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < items.count }
            guard let least = children.min(by: { items[$0] < items[$1] }), items[least] < items[parent] else {
                return first
            }
            items.swapAt(parent, least)
            parent = least
        }
    }
}

/// Reports each group of nodes that wait for each other by one shortest cycle through its first node.
private struct CycleFinder {
    let draft: Draft
    let stuck: Set<Int>
    let readers: [[Int]]

    func report(_ diagnostics: inout Diagnostics) {
        var writers = [[Int]](repeating: [], count: readers.count)
        for (writer, all) in readers.enumerated() {
            for reader in all { writers[reader].append(writer) }
        }
        var left = stuck
        for node in stuck.sorted() where left.contains(node) {
            guard let cycle = shortestCycle(through: node, in: left) else {
                left.remove(node)
                continue
            }
            say(cycle, &diagnostics)
            // The rest of the group is the same cause.
            left.subtract(
                reachable(from: node, readers, in: left).intersection(
                    reachable(from: node, writers, in: left)))
        }
    }

    private func reachable(from start: Int, _ next: [[Int]], in left: Set<Int>) -> Set<Int> {
        var seen: Set<Int> = [start]
        var queue = [start]
        while let node = queue.popLast() {
            for other in next[node] where left.contains(other) && seen.insert(other).inserted {
                queue.append(other)
            }
        }
        return seen
    }

    private func shortestCycle(through start: Int, in left: Set<Int>) -> [Int]? {
        var before: [Int: Int] = [:]
        var queue = [start]
        var next = 0
        while next < queue.count {
            let node = queue[next]
            next += 1
            for reader in readers[node] where left.contains(reader) {
                if reader == start {
                    var path = [node]
                    while let step = path.last, step != start, let previous = before[step] {
                        path.append(previous)
                    }
                    return path.reversed()
                }
                if before[reader] == nil {
                    before[reader] = node
                    queue.append(reader)
                }
            }
        }
        return nil
    }

    private func say(_ cycle: [Int], _ diagnostics: inout Diagnostics) {
        let steps = zip(cycle, cycle.dropFirst() + cycle.prefix(1))
        let edges = steps.compactMap { from, to in
            draft.edges.first { $0.from == from && $0.to == to && !$0.isFeedback }
        }
        // Feedback may only enter a passive port; else the reference back up the file is the likely one.
        guard
            let closing = edges.first(where: \.isPassive) ?? edges.first(where: { $0.from >= $0.to })
                ?? edges.first
        else { return }
        let path = (cycle + cycle.prefix(1)).map { draft.nodes[$0].name }.joined(separator: " -> ")
        let output = closing.output == 0 ? "" : draft.output(of: closing).map { ".\($0.name)" } ?? ""
        let writer = draft.nodes[closing.from].name + output
        diagnostics.error(
            .cycle, closing.origin, "nodes wait for each other: \(path)",
            help: "make one input feedback, as `{prev: \(writer)}` in `\(draft.nodes[closing.to].name)`: "
                + "it comes strictly later than what caused it")
    }
}
