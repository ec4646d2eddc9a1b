import MarketModel
import OperatorKit
import Rings

/// Combines what strategic and tactical agents think with the synergy, and says what passed.
struct DecisionAgent: Operator {
    struct Settings: OperatorSettings {
        var rule = DecisionRule()
        var last = 1000

        static let parameters: [Parameter<Settings>] = [
            .real("strategic_weight", \.rule.strategicWeight, in: 0...1000, "g of the strategic agent"),
            .real("tactical_weight", \.rule.tacticalWeight, in: 0...1000, "g of the tactical agent"),
            .flag("require_synergy", \.rule.needsSynergy, "trade only while a synergy is live"),
            .real("confidence_threshold", \.rule.confidence, in: 0...1, "least C of a trade"),
            .real("tactical_threshold", \.rule.score, in: 0...1, "least tactical score of a trade"),
            .real(
                "against_threshold", \.rule.against, in: 0...1,
                "least tactical score of a trade against the synergy's direction"),
            .choice(
                "otherwise", \.rule.otherwise,
                "a side that fails a gate keeps the target before, or goes flat"),
            .integer("last", \.last, in: 0...100_000, "newest decisions in the report", unit: "decisions"),
        ]
    }

    static let signature = Signature<DecisionAgent>(
        "agent.decision",
        "Combines strategic and tactical agents with the synergy, and says which gates passed.",
        details: """
            One decision per opinion of `tactical`, once both agents have spoken; agent.strategic, agent.tactical and \
            agent.rules all have such an output. Of each agent i with probabilities p_i of short, flat and long: c_i \
            = 1 − H(p_i)/ln 3; P = Σ g_i c_i p_i / Σ g_i c_i, thirds where no agent leans to anything; I likewise \
            of their mutual information; C = max P·(1 − I/ln 3). The likeliest of P is the choice, of equals flat; \
            the tactical score is the tactical agent's probability of it.

            Gates: sound: no agent fell back. side: the choice is short or long. synergy: one is live, unless \
            `require_synergy: false`. confidence: C ≥ confidence_threshold. tactical: score ≥ \
            tactical_threshold. agreement: the choice is not against the live synergy, or score ≥ \
            against_threshold. All of them passed, the target is the side. Flat as the choice is the target 0, as is \
            an agent that fell back: leaving needs no gate. A side that fails a gate keeps the target before, \
            or with `otherwise: flat` is 0.

            `decision` has it all in plain numbers: P, C, I, score, the gates passed as bits (1 sound, 2 side, \
            4 synergy, 8 confidence, 16 tactical, 32 agreement), and hashes of what the agents decided on. The \
            report counts what failed and lists the newest decisions.

            Warm-up: that of the agents.
            """,
        example: """
            decision:
              op: agent.decision
              from: {strategic: strategic.opinion, tactical: tactical.opinion, synergy: synergy.state}
            """
    )
    .input("tactical", Opinion.self, "the tactical agent: the clock") { node, opinions in
        for i in opinions.indices { node.decide(opinions[i]) }
    }
    .input("strategic", Opinion.self, "the strategic agent", passive: true, optional: true) {
        node, opinions in
        node.strategic = opinions[opinions.count - 1]
    }
    .input("synergy", FeatureRow.self, "the state of agent.synergy", passive: true, optional: true) {
        node, rows in node.synergy?.take(rows)
    }
    .output("signal", Signal.self, "the target, one per decision") { node, outlet in node.signals = outlet }
    .output("decision", Decision.self, "why") { node, outlet in node.decisions = outlet }

    private let rule: DecisionRule
    private let asksStrategic: Bool
    private var strategic: Opinion?
    private var synergy: NamedColumns?
    private var target = 0.0
    private var log: DecisionLog
    private var signals = Outlet<Signal>()
    private var decisions = Outlet<Decision>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        rule = settings.rule
        log = DecisionLog(last: settings.last)
        asksStrategic = context.inputs.contains { $0.port == "strategic" }
        guard rule.strategicWeight + rule.tacticalWeight > 0 else {
            throw OperatorError("both weights are 0", argument: "tactical_weight", help: "tactical_weight: 1")
        }
        if context.inputs.contains(where: { $0.port == "synergy" }) {
            synergy = try NamedColumns(
                ["live", "direction"], port: "synergy", writer: "agent.synergy", context.inputs)
        } else if rule.needsSynergy {
            throw OperatorError(
                "a trade needs a synergy, and none is connected", argument: "require_synergy",
                help: "from: {synergy: synergy.state, …}, or require_synergy: false")
        }
    }

    private mutating func decide(_ tactical: Opinion) {
        guard !asksStrategic || strategic != nil else { return }
        guard tactical.count == 3, strategic?.count ?? 3 == 3 else {
            log.misfits += 1
            return
        }
        var live = 0.0
        if let synergy, synergy.isComplete, synergy[0] != 0 { live = synergy[1] }
        let decision = rule.decision(
            tactical.header, strategic: strategic, tactical: tactical, synergy: live, before: target)
        target = decision.target
        log.add(decision)
        decisions.send(decision)
        let isTrade = decision.passed == .all
        signals.send(
            Signal(
                header: decision.header, target: decision.target,
                confidence: min(1, max(0, decision.confidence)), rule: isTrade ? 1 : 0))
    }

    func report(into report: inout NodeReport) { log.report(into: &report) }
}
