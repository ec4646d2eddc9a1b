/// Assigns stages to cores: those with a core of their own first, the rest in contiguous runs.
///
/// Of all ways to cut the stages into runs, one for each core, it takes the one with the least head-of-line
/// risk (the longest single work of another stage on the core, over the tightest budget that waits for it),
/// then the fewest budgeted edges between cores, then the most even load. Same graph, same plan.
struct CoreAssignment {
    private let graph: Graph
    private let stages: [FormedStage]
    private let cores: [Int]
    private let stageOf: [Int]

    init(graph: Graph, stages: [FormedStage], cores: [Int]) {
        self.graph = graph
        self.stages = stages
        self.cores = Array(Set(cores)).sorted()
        var stageOf = [Int](repeating: 0, count: graph.nodes.count)
        for (index, stage) in stages.enumerated() {
            for node in stage.planned.nodes { stageOf[node] = index }
        }
        self.stageOf = stageOf
    }

    /// Pinned workers in core order, then those with a thread of their own.
    func workers() -> [PlannedWorker] {
        var byCore: [Int: [Int]] = [:]
        for (index, stage) in stages.enumerated() {
            if let core = stage.core { byCore[core, default: []].append(index) }
        }
        let movable = stages.indices.filter { stages[$0].core == nil && !stages[$0].ownThread }
        // A core that the user asked for is left to its stage, unless there is no other.
        let open = cores.filter { byCore[$0] == nil }
        let targets = open.isEmpty ? cores : open
        var loose: [Int] = []
        if targets.isEmpty {
            loose = movable
        } else {
            for (run, core) in zip(runs(of: movable, into: targets.count), targets) {
                byCore[core, default: []] += run
            }
        }
        var workers = byCore.keys.sorted().map { core in
            PlannedWorker(core: core, stages: (byCore[core] ?? []).sorted())
        }
        if !loose.isEmpty { workers.append(PlannedWorker(core: nil, stages: loose)) }
        for index in stages.indices where stages[index].ownThread {
            workers.append(PlannedWorker(core: nil, stages: [index]))
        }
        return workers
    }

    /// Cuts the stages into as many runs as there are cores, or into single stages where cores abound.
    private func runs(of movable: [Int], into cores: Int) -> [[Int]] {
        guard movable.count > cores else { return movable.map { [$0] } }
        let costs = RunCosts(movable.map { weightAndTightness($0) }, crossings: crossings(movable))
        return costs.cut(into: cores).map { $0.map { movable[$0] } }
    }

    /// A stage's load, longest single work and tightest budget (in budgets per nanosecond; 0 is none).
    private func weightAndTightness(_ stage: Int) -> RunCosts.Stage {
        let weights = stages[stage].planned.nodes.map { FamilyProfile.of(graph.nodes[$0].family).weight }
        var tightness = 0.0
        for budget in graph.budgets {
            guard budget.edges.contains(where: { stageOf[graph.edges[$0].to] == stage }) else { continue }
            for limit in budget.limits { tightness = max(tightness, 1 / Double(max(limit.nanoseconds, 1))) }
        }
        return RunCosts.Stage(load: weights.reduce(0, +), longest: weights.max() ?? 0, tightness: tightness)
    }

    /// Budgeted edges between stages that may yet share a core, as positions in `movable`.
    private func crossings(_ movable: [Int]) -> [(writer: Int, reader: Int)] {
        let position = Dictionary(uniqueKeysWithValues: movable.enumerated().map { ($1, $0) })
        let budgeted = Set(graph.budgets.flatMap(\.edges)).sorted()
        return budgeted.compactMap { index in
            let edge = graph.edges[index]
            guard let writer = position[stageOf[edge.from]], let reader = position[stageOf[edge.to]],
                writer != reader
            else { return nil }
            return (writer, reader)
        }
    }
}

/// The costs of cutting a row of stages into runs, and the best cut.
struct RunCosts {
    /// One stage of the row.
    struct Stage {
        var load: Int
        var longest: Int
        var tightness: Double
    }

    /// What a cut costs beyond its risk: first crossings, then the sum of squared loads.
    private struct Cost {
        var crossings = 0
        var imbalance = 0

        static func < (a: Cost, b: Cost) -> Bool {
            (a.crossings, a.imbalance) < (b.crossings, b.imbalance)
        }
    }

    private let count: Int
    /// By first stage, then by number of stages less one.
    private var risks: [[Double]] = []
    private var costs: [[Cost]] = []

    init(_ stages: [Stage], crossings: [(writer: Int, reader: Int)]) {
        count = stages.count
        var writersOf = [[Int]](repeating: [], count: count)
        for crossing in crossings { writersOf[crossing.reader].append(crossing.writer) }
        for first in stages.indices {
            var (risk, load) = ([Double](), 0)
            var row: [Cost] = []
            for last in first..<count {
                load += stages[last].load
                risk.append(Self.risk(stages[first...last]))
                let outside = (first...last).reduce(0) { sum, reader in
                    sum + writersOf[reader].count { $0 < first || $0 > last }
                }
                row.append(Cost(crossings: outside, imbalance: load * load))
            }
            risks.append(risk)
            costs.append(row)
        }
    }

    /// The worst of: longest single work of another stage, over the tightest budget of this one.
    private static func risk(_ run: ArraySlice<Stage>) -> Double {
        // The longest and the second longest give "the longest of the others" for every stage.
        var (first, second, holder) = (0, 0, run.startIndex)
        for index in run.indices {
            if run[index].longest > first {
                (first, second, holder) = (run[index].longest, first, index)
            } else {
                second = max(second, run[index].longest)
            }
        }
        return run.indices.reduce(0) { worst, index in
            max(worst, Double(index == holder ? second : first) * run[index].tightness)
        }
    }

    /// The best cut into exactly `runs` runs, as positions of the row.
    func cut(into runs: Int) -> [Range<Int>] {
        let limit = leastRisk(runs)
        // best[k][end]: least cost of the first `end` stages in k runs within the risk, and the last cut.
        var best = [[(cost: Cost, start: Int)?]](
            repeating: [(cost: Cost, start: Int)?](repeating: nil, count: count + 1), count: runs + 1)
        best[0][0] = (Cost(), 0)
        for k in 1...runs {
            for end in k..<(count + 1) {
                for start in (k - 1)..<end where risks[start][end - start - 1] <= limit {
                    guard let before = best[k - 1][start]?.cost else { continue }
                    let run = costs[start][end - start - 1]
                    let cost = Cost(
                        crossings: before.crossings + run.crossings,
                        imbalance: before.imbalance + run.imbalance)
                    if let found = best[k][end], !(cost < found.cost) { continue }
                    best[k][end] = (cost, start)
                }
            }
        }
        var (result, end) = ([Range<Int>](), count)
        for k in stride(from: runs, to: 0, by: -1) {
            let start = best[k][end]?.start ?? 0
            result.append(start..<end)
            end = start
        }
        return result.reversed()
    }

    /// The least risk that the worst run can have.
    private func leastRisk(_ runs: Int) -> Double {
        var least = [[Double]](repeating: [Double](repeating: .infinity, count: count + 1), count: runs + 1)
        least[0][0] = 0
        for k in 1...runs {
            for end in k..<(count + 1) {
                for start in (k - 1)..<end {
                    least[k][end] = min(
                        least[k][end], max(least[k - 1][start], risks[start][end - start - 1]))
                }
            }
        }
        return least[runs][count]
    }
}
