import Glibc
import MarketModel

/// When agents that agree enough may trade: opinions, a synergy and thresholds in, a decision out.
struct DecisionRule {
    /// What is wanted when a side is likeliest and a gate fails.
    enum Otherwise: String, CaseIterable, Sendable { case keep, flat }

    var strategicWeight = 1.0
    var tacticalWeight = 1.0
    var needsSynergy = true
    var confidence = 0.7
    var score = 0.65
    var against = 0.95
    var otherwise = Otherwise.keep

    /// Decides with the target `before` in hand; a strategic opinion of nil is none to ask.
    func decision(
        _ header: EventHeader, strategic: Opinion?, tactical: Opinion, synergy: Double, before: Double
    ) -> Decision {
        var decision = Decision(header: header)
        combine(strategic, tactical, &decision)
        decision.synergy = synergy
        decision.tacticalInputs = tactical.inputs
        decision.strategicInputs = strategic?.inputs ?? 0
        let (choice, share) = likeliest(decision)
        decision.confidence = share * max(0, 1 - decision.information / log(3))
        decision.score = tactical.probabilities[choice]
        let side = Double(choice) - 1
        let isSound = tactical.fallbackCode == 0 && (strategic?.fallbackCode ?? 0) == 0
        if isSound { decision.passed.insert(.sound) }
        if side != 0 { decision.passed.insert(.side) }
        if synergy != 0 || !needsSynergy { decision.passed.insert(.synergy) }
        if decision.confidence >= confidence { decision.passed.insert(.confidence) }
        if decision.score >= score { decision.passed.insert(.tactical) }
        if synergy * side >= 0 || decision.score >= against { decision.passed.insert(.agreement) }
        if !isSound || side == 0 {
            decision.target = 0
        } else if decision.passed == .all {
            decision.target = side
        } else {
            decision.target = otherwise == .keep ? before : 0
        }
        return decision
    }

    /// P = Σ g·c·p / Σ g·c and I likewise, with c = 1 − H(p)/ln 3; equal shares where nobody is sure of anything.
    private func combine(_ strategic: Opinion?, _ tactical: Opinion, _ decision: inout Decision) {
        var (sum, short, flat, long, information) = (0.0, 0.0, 0.0, 0.0, 0.0)
        func add(_ opinion: Opinion, _ weight: Double) {
            let weight = weight * max(0, 1 - opinion.entropy / log(3))
            sum += weight
            short += weight * opinion.probabilities[0]
            flat += weight * opinion.probabilities[1]
            long += weight * opinion.probabilities[2]
            information += weight * opinion.information
        }
        if let strategic { add(strategic, strategicWeight) }
        add(tactical, tacticalWeight)
        let isEmpty = sum < 1e-12
        decision.short = isEmpty ? 1.0 / 3 : short / sum
        decision.flat = isEmpty ? 1.0 / 3 : flat / sum
        decision.long = isEmpty ? 1.0 / 3 : long / sum
        decision.information = isEmpty ? 0 : information / sum
    }

    /// The likeliest of short, flat and long; of equals flat, then short.
    private func likeliest(_ decision: Decision) -> (choice: Int, share: Double) {
        var best = (choice: 1, share: decision.flat)
        if decision.short > best.share { best = (0, decision.short) }
        if decision.long > best.share { best = (2, decision.long) }
        return best
    }
}
