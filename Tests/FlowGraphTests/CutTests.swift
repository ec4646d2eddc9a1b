import Testing

@testable import FlowGraph

@Suite struct CutTests {
    @Test(arguments: 1...200)
    func `a cut is as good as the best of all cuts`(_ seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let count = 2 + random(8)
        let stages = (0..<count).map { _ in
            RunCosts.Stage(load: 1 + random(9), longest: 1 + random(5), tightness: Double(random(4)))
        }
        let crossings = (0..<random(12)).map { _ in (writer: random(count), reader: random(count)) }
            .filter { $0.writer != $0.reader }
        let runs = 1 + random(count)
        let found = RunCosts(stages, crossings: crossings).cut(into: runs)
        #expect(found.count == runs && found.flatMap { Array($0) } == Array(0..<count), "seed \(seed)")
        let best = allCuts(count, runs).map { cost($0, stages, crossings) }.min {
            $0.lexicographicallyPrecedes($1)
        }
        #expect(cost(found, stages, crossings) == best, "seed \(seed)")
    }

    /// Risk, crossings and imbalance of a cut, straight from their definitions.
    private func cost(
        _ cut: [Range<Int>], _ stages: [RunCosts.Stage], _ crossings: [(writer: Int, reader: Int)]
    ) -> [Double] {
        var risk = 0.0
        for run in cut {
            for stage in run {
                for other in run where other != stage {
                    risk = max(risk, Double(stages[other].longest) * stages[stage].tightness)
                }
            }
        }
        let crossed = crossings.count { edge in
            !cut.contains { $0.contains(edge.writer) && $0.contains(edge.reader) }
        }
        let loads = cut.map { run in run.reduce(0) { $0 + stages[$1].load } }
        return [risk, Double(crossed), Double(loads.reduce(0) { $0 + $1 * $1 })]
    }

    private func allCuts(_ count: Int, _ runs: Int) -> [[Range<Int>]] {
        if runs == 1 { return [[0..<count]] }
        return ((runs - 1)..<count).flatMap { start in allCuts(start, runs - 1).map { $0 + [start..<count] } }
    }
}
