import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct DecisionTests {
    private let decision = entry("agent.decision")

    private func opinion(_ second: Int64, _ p: [Double], information: Double = 0) -> Opinion {
        var opinion = Opinion(
            header: EventHeader(time: second, sequence: second), count: 3, choice: 1)
        for k in 0..<3 { opinion.probabilities[k] = p[k] }
        opinion.information = information
        opinion.inputs = UInt64(second)
        return opinion
    }

    private static let stateColumns = ["direction", "confidence", "pattern", "age", "live"]

    private func state(_ second: Int64, _ direction: Double) -> FeatureRow {
        featureRow(second, [direction, 0.8, 1, 0, direction == 0 ? 0 : 1])
    }

    private func run(
        _ strategic: [Opinion]?, _ tactical: [Opinion], _ states: [FeatureRow] = [],
        _ arguments: [(name: String, value: ArgumentValue)] = []
    ) throws -> DrivenNode {
        var feeds = [Feed("tactical", tactical)]
        if let strategic { feeds.append(Feed("strategic", strategic)) }
        if !states.isEmpty { feeds.append(Feed("synergy", states, columns: Self.stateColumns)) }
        return try NodeHarness(decision, arguments, feeds).run().node
    }

    @Test func `by hand: a sure tactical agent and an unsure strategic one`() throws {
        let node = try run(
            [opinion(1, [1 / 3.0, 1 / 3.0, 1 / 3.0])], [opinion(2, [0.05, 0.05, 0.9])], [state(1, 1)])
        let made = try #require(node.tape(Decision.self).events.first)
        // A uniform opinion has c = 0: the other one alone speaks.
        #expect(abs(made.long - 0.9) < 1e-12 && abs(made.confidence - 0.9) < 1e-12)
        #expect(made.target == 1 && made.passed == .all && made.score == 0.9)
        #expect(made.strategicInputs == 1 && made.tacticalInputs == 2)
        let signal = try #require(node.tape(Signal.self).events.first)
        #expect(signal.target == 1 && signal.rule == 1 && abs(signal.confidence - 0.9) < 1e-12)
    }

    @Test func `each gate by itself refuses, and says so`() throws {
        let sure = [0.02, 0.02, 0.96]
        let cases: [(Decision.Gates, [Double], [Double], Double, Double)] = [
            (.synergy, sure, sure, 0, 0), (.confidence, [0.01, 0.49, 0.5], [0.01, 0.32, 0.67], 1, 0),
            (.tactical, sure, [0.2, 0.2, 0.6], 1, 0), (.agreement, sure, [0.05, 0.05, 0.9], -1, 0),
            (.confidence, sure, sure, 1, 0.5),
        ]
        for (gate, strategic, tactical, synergy, information) in cases {
            let node = try run(
                [opinion(1, strategic, information: information)],
                [opinion(2, tactical, information: information)], [state(1, synergy)])
            let made = try #require(node.tape(Decision.self).events.first)
            #expect(made.passed == Decision.Gates.all.subtracting(gate), "\(gate)")
            #expect(made.target == 0)
            let name = Decision.Gates.names[gate.rawValue.trailingZeroBitCount]
            #expect(node.report.value("failed_\(name)") == 1 && node.report.value("trades") == 0)
        }
    }

    @Test func `against the synergy it takes 0.95`() throws {
        for (score, target) in [(0.949, 0.0), (0.951, 1)] {
            let p = [(1 - score) / 2, (1 - score) / 2, score]
            let node = try run([opinion(1, p)], [opinion(2, p)], [state(1, -1)])
            #expect(node.tape(Decision.self).events.first?.target == target)
        }
    }

    @Test func `flat leaves without a gate, an agent that fell back too, a failed side keeps`() throws {
        let long = [0.0, 0, 1]
        var broken = opinion(5, [1 / 3.0, 1 / 3.0, 1 / 3.0])
        broken.fallbackCode = Opinion.Fallback.badInput.rawValue
        let tactical = [
            opinion(2, long), opinion(3, [0.3, 0.3, 0.4]), opinion(4, [0, 1, 0]), opinion(6, long),
            opinion(7, [0, 0.1, 0.9]), broken,
        ].sorted { $0.header.sequence < $1.header.sequence }
        let open = [("require_synergy", ArgumentValue(.flag(false)))]
        let kept = try run(nil, tactical, [], open).tape(Decision.self).events.map(\.target)
        #expect(kept == [1, 1, 0, 0, 1, 1])
        let left = try run(
            nil, tactical, [], open + [("otherwise", Argument.text("flat"))]
        ).tape(Decision.self).events.map(\.target)
        #expect(left == [1, 0, 0, 0, 1, 1])
    }

    /// The rule written again, the long way.
    private func twin(
        _ agents: [(g: Double, p: [Double], i: Double)], _ tactical: [Double], _ synergy: Double,
        needs: Bool, before: Double
    ) -> (p: [Double], c: Double, target: Double) {
        var weights: [Double] = []
        for agent in agents {
            let entropy = agent.p.map { $0 > 0 ? -$0 * log($0) : 0 }.reduce(0, +)
            weights.append(agent.g * (1 - entropy / log(3)))
        }
        let total = weights.reduce(0, +)
        var p = [0.0, 0, 0]
        for k in 0..<3 { for (w, agent) in zip(weights, agents) { p[k] += w * agent.p[k] / total } }
        let i = zip(weights, agents).map { $0 * $1.i }.reduce(0, +) / total
        let best = p.indices.max { p[$0] < p[$1] } ?? 1
        let c = p[best] * (1 - i / log(3))
        let side = [-1.0, 0, 1][best]
        guard side != 0 else { return (p, c, 0) }
        let isLive = synergy != 0 || !needs
        let isAgainst = synergy != 0 && synergy != side
        let trades = isLive && c >= 0.7 && tactical[best] >= 0.65 && (!isAgainst || tactical[best] >= 0.95)
        return (p, c, trades ? side : before)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `random opinions give what the rule written again gives`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        func share() -> [Double] {
            let power = Double.random(in: 0...8, using: &random)
            let raw = (0..<3).map { _ in pow(Double.random(in: 0.001...1, using: &random), power) }
            return raw.map { $0 / raw.reduce(0, +) }
        }
        let weights = (Double.random(in: 0.1...2, using: &random), Double.random(in: 0.1...2, using: &random))
        let needs = Bool.random(using: &random)
        var strategic: [Opinion] = []
        var tactical: [Opinion] = []
        var states: [FeatureRow] = []
        var expected: [(p: [Double], c: Double, target: Double)] = []
        var (before, s, synergy, si) = (0.0, [1 / 3.0, 1 / 3.0, 1 / 3.0], 0.0, 0.0)
        for step in 0..<400 {
            if step % 6 == 0 {
                (s, si) = (share(), Double.random(in: 0...0.3, using: &random))
                strategic.append(opinion(Int64(step * 10 + 1), s, information: si))
            }
            if step % 4 == 0 {
                synergy = Double(Int.random(in: -1...1, using: &random))
                states.append(state(Int64(step * 10 + 2), synergy))
            }
            let (t, ti) = (share(), Double.random(in: 0...0.3, using: &random))
            tactical.append(opinion(Int64(step * 10 + 3), t, information: ti))
            let made = twin(
                [(weights.0, s, si), (weights.1, t, ti)], t, synergy, needs: needs, before: before)
            before = made.target
            expected.append(made)
        }
        let node = try run(
            strategic, tactical, states,
            [
                ("strategic_weight", Argument.real(weights.0)), ("tactical_weight", Argument.real(weights.1)),
                ("require_synergy", ArgumentValue(.flag(needs))),
            ])
        let made = node.tape(Decision.self).events
        #expect(made.count == 400)
        for (a, b) in zip(made, expected) {
            #expect(abs(a.short - b.p[0]) < 1e-12 && abs(a.flat - b.p[1]) < 1e-12)
            #expect(abs(a.long - b.p[2]) < 1e-12 && abs(a.confidence - b.c) < 1e-12)
            #expect(a.target == b.target)
        }
        #expect(Set(made.map(\.target)) == [-1, 0, 1])
        #expect(node.report.tables.first { $0.name == "decisions" }?.rows.count == 400)
    }

    @Test func `rules have opinions too`() throws {
        let rows = (1...4).map { reading(Int64($0), Double($0)) }
        let rules = Argument.list([
            Argument.table([
                ("when", Argument.text("value > 2")), ("target", Argument.real(-2)),
                ("confidence", Argument.real(0.7)),
            ])
        ])
        let node = try NodeHarness(
            entry("agent.rules"), [("rules", rules)], [Feed("inputs", rows, source: "value")]
        ).run().node
        let opinions = node.tape(Opinion.self).events
        #expect(opinions.count == 4 && opinions.map(\.choice) == [1, 1, 0, 0])
        #expect(abs(opinions[3].probabilities[0] - 0.8) < 1e-12)
        #expect(abs(opinions[3].probabilities[2] - 0.1) < 1e-12)
        // Nothing holds yet: it is not sure of flat, it has nothing to say.
        #expect(abs(opinions[0].probabilities[1] - 1 / 3.0) < 1e-12)
        #expect(Set(opinions.map(\.inputs)).count == 4)
    }

    @Test func `it keeps the laws`() throws {
        let tactical = (1...300).map { opinion(Int64($0), [0.1, 0.1, 0.8]) }
        let faults = try checkOperator(
            decision, [("require_synergy", ArgumentValue(.flag(false)))], [Feed("tactical", tactical)])
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test func `a trade that needs a synergy needs one connected`() {
        #expect(throws: OperatorError.self) { try run(nil, [opinion(1, [0, 0, 1])]) }
    }
}
