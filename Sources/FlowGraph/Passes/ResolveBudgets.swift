import OperatorKit
import PipelineFormat

/// Pass 10: turns budgets into chains of edges: the user's own, then the families' for all other edges.
struct BudgetResolver {
    /// More concrete paths of one budget than this are a mistake of its patterns.
    private static let pathLimit = 1_000

    private let draft: Draft
    /// Outgoing edges by node, without feedback: that is later by design and has no latency.
    private let outgoing: [[Int]]
    private var diagnostics = Diagnostics()

    /// All budgets of a graph, the user's first, in file order.
    static func resolve(_ draft: Draft, _ spec: PipelineSpec, _ diagnostics: inout Diagnostics)
        -> [GraphBudget]
    {
        var resolver = BudgetResolver(draft)
        var own: [GraphBudget] = []
        for budget in spec.budgets { own += resolver.concrete(budget) }
        own = withoutOverridden(own)
        resolver.checkSums(own)
        diagnostics.add(resolver.diagnostics)
        return own + resolver.defaults(besides: own)
    }

    private init(_ draft: Draft) {
        self.draft = draft
        var outgoing = [[Int]](repeating: [], count: draft.nodes.count)
        for (index, edge) in draft.edges.enumerated() where !edge.isFeedback {
            outgoing[edge.from].append(index)
        }
        self.outgoing = outgoing
    }

    private mutating func concrete(_ budget: BudgetSpec) -> [GraphBudget] {
        let steps = budget.path.map { NodeMatch($0.value, draft) }
        if let missing = zip(budget.path, steps).first(where: { $1.nodes.isEmpty })?.0 {
            diagnostics.error(
                .noPath, missing.origin, "no node is named `\(missing.value)`",
                help: didYouMean(missing.value, draft.nodes.map(\.name)))
            return []
        }
        var chains: [[Int]] = []
        for node in steps[0].nodes.sorted() { extend([], at: node, steps.dropFirst(), &chains) }
        guard chains.count <= Self.pathLimit else {
            diagnostics.error(
                .tooManyPaths, budget.origin, "the budget fits more than \(Self.pathLimit) paths",
                help: "name the nodes instead of patterns")
            return []
        }
        if chains.isEmpty, !steps.contains(where: \.hasBadNode) { sayNoPath(budget, steps) }
        let nodePaths = chains.map(nodes(along:))
        return zip(chains, nodePaths).map { chain, path in
            // Parallel edges between the same nodes are told apart by their ports.
            let isUnique = nodePaths.count { $0 == path } == 1
            return GraphBudget(
                name: isUnique
                    ? path.map { draft.nodes[$0].name }.joined(separator: " -> ") : portPath(chain),
                edges: chain, startsAtSource: draft.nodes[path[0]].manual?.isSource ?? false,
                limits: budget.limits, isDefault: false, miss: budget.miss, origin: budget.origin)
        }
    }

    private func extend(_ chain: [Int], at node: Int, _ steps: ArraySlice<NodeMatch>, _ chains: inout [[Int]])
    {
        guard let step = steps.first else {
            chains.append(chain)
            return
        }
        for edge in outgoing[node] where step.nodes.contains(draft.edges[edge].to) {
            guard chains.count <= Self.pathLimit else { return }
            extend(chain + [edge], at: draft.edges[edge].to, steps.dropFirst(), &chains)
        }
    }

    private func nodes(along chain: [Int]) -> [Int] {
        chain.prefix(1).map { draft.edges[$0].from } + chain.map { draft.edges[$0].to }
    }

    private func portPath(_ chain: [Int]) -> String {
        chain.map { index in
            let edge = draft.edges[index]
            let ends = (draft.output(of: edge)?.name ?? "", draft.input(of: edge)?.name ?? "")
            let member = draft.input(of: edge)?.isVariadic == true ? "[\(edge.member)]" : ""
            return
                "\(draft.nodes[edge.from].name).\(ends.0) -> \(draft.nodes[edge.to].name).\(ends.1)\(member)"
        }.joined(separator: ", ")
    }

    private mutating func sayNoPath(_ budget: BudgetSpec, _ steps: [NodeMatch]) {
        let name = budget.path.map(\.value).joined(separator: " -> ")
        let broken = zip(steps, steps.dropFirst()).enumerated().first { _, pair in
            !pair.0.nodes.contains { node in
                outgoing[node].contains { pair.1.nodes.contains(draft.edges[$0].to) }
            }
        }
        guard let (index, (writers, readers)) = broken else {
            diagnostics.error(.noPath, budget.origin, "no single path fits `\(name)`")
            return
        }
        let (from, to) = (budget.path[index], budget.path[index + 1])
        let isFeedback = draft.edges.contains {
            $0.isFeedback && writers.nodes.contains($0.from) && readers.nodes.contains($0.to)
        }
        let detour = shortestPath(from: writers.nodes, to: readers.nodes).map {
            "write the whole path: \($0.map { draft.nodes[$0].name }.joined(separator: " -> "))"
        }
        diagnostics.error(
            .noPath, to.origin, "no edge leads from `\(from.value)` to `\(to.value)`",
            help: isFeedback
                ? "the only edge is feedback, which is later by design and has no latency"
                : detour ?? neighbours(of: writers, readers, draft))
    }

    private func shortestPath(from starts: Set<Int>, to ends: Set<Int>) -> [Int]? {
        var before: [Int: Int] = [:]
        var queue = starts.sorted()
        var next = 0
        while next < queue.count {
            let node = queue[next]
            next += 1
            if ends.contains(node), !starts.contains(node) {
                var path = [node]
                while let last = path.last, let previous = before[last] { path.append(previous) }
                return path.reversed()
            }
            for edge in outgoing[node] {
                let reader = draft.edges[edge].to
                guard before[reader] == nil, !starts.contains(reader) else { continue }
                before[reader] = node
                queue.append(reader)
            }
        }
        return nil
    }
}

extension BudgetResolver {
    /// Of two budgets on the same edges the later one says what a quantile's limit is.
    private static func withoutOverridden(_ budgets: [GraphBudget]) -> [GraphBudget] {
        var taken: [[Int]: Set<Double>] = [:]
        var kept: [GraphBudget] = []
        for budget in budgets.reversed() {
            var budget = budget
            let later = taken[budget.edges] ?? []
            budget.limits.removeAll { later.contains($0.quantile) }
            taken[budget.edges] = later.union(budget.limits.map(\.quantile))
            if !budget.limits.isEmpty { kept.append(budget) }
        }
        return kept.reversed()
    }

    /// A path's budget must be at least what its edges may take together.
    private mutating func checkSums(_ budgets: [GraphBudget]) {
        var parts: [Int: [Double: Int64]] = [:]
        for budget in budgets where budget.edges.count == 1 {
            for limit in budget.limits {
                parts[budget.edges[0], default: [:]][limit.quantile] = limit.nanoseconds
            }
        }
        for budget in budgets where budget.edges.count > 1 {
            for limit in budget.limits {
                let known = budget.edges.compactMap { parts[$0]?[limit.quantile] }
                let sum = known.reduce(Int64(0)) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
                guard sum > limit.nanoseconds else { continue }
                let (parts, whole) = (durationText(sum), durationText(limit.nanoseconds))
                diagnostics.error(
                    .partsExceedWhole, budget.origin,
                    "the edges of `\(budget.name)` may take \(parts) together, "
                        + "but the whole \(whole) at \(quantileText(limit.quantile))",
                    help: "raise the path's budget or lower those of its edges")
            }
        }
    }

    /// The families' budgets for edges that the user gave none.
    private func defaults(besides own: [GraphBudget]) -> [GraphBudget] {
        let taken = Set(own.filter { $0.edges.count == 1 }.map { $0.edges[0] })
        var counts: [[Int]: Int] = [:]
        for edge in draft.edges where !edge.isFeedback { counts[[edge.from, edge.to], default: 0] += 1 }
        return draft.edges.indices.compactMap { index in
            let edge = draft.edges[index]
            guard !edge.isFeedback, !taken.contains(index), let manual = draft.nodes[edge.to].manual,
                let limit = FamilyProfile.of(manual.family).budgetNanoseconds
            else { return nil }
            let name = "\(draft.nodes[edge.from].name) -> \(draft.nodes[edge.to].name)"
            return GraphBudget(
                name: counts[[edge.from, edge.to]] == 1 ? name : portPath([index]), edges: [index],
                startsAtSource: draft.nodes[edge.from].manual?.isSource ?? false, limits: [(0.99, limit)],
                isDefault: true, miss: .count, origin: draft.nodes[edge.to].spec.name.origin)
        }
    }
}

/// A quantile as pipelines write it, `p99` or `p99.9`; all is `max`.
func quantileText(_ quantile: Double) -> String {
    if quantile >= 1 { return "max" }
    // Rounded to a millionth of a percent, since 0.999 × 100 is not 99.9 in binary.
    let scaled = Int64(quantile * 1e8 + 0.5)
    var digits = String(scaled % 1_000_000)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return "p\(scaled / 1_000_000)" + (digits.isEmpty ? "" : ".\(digits)")
}
