import Learning
import MarketModel
import OperatorKit

/// What an agent with a network keeps for its report: counts, the first fallbacks, the newest inputs to explain.
struct PolicyLog {
    private static let listed = 100

    private let explains: Bool
    private let capacity: Int
    private let width: Int
    /// Numbers that the network remembers, and what it remembered before each decision that is kept.
    private let memory: Int
    private var memories: [Float] = []
    private var chosen: [Int]
    private var fallbacks = [Int](repeating: 0, count: Opinion.Fallback.allCases.count)
    private var first: [(time: Int64, fallback: Opinion.Fallback)] = []
    private var certainty = 0.0
    private var decisions = 0
    private var masked = 0
    private var times: [Int64] = []
    private var inputs: [Float] = []

    init(_ arguments: PolicyArguments, inputs width: Int, memory: Int, choices: Int) {
        explains = arguments.explain
        capacity = arguments.explainLast
        self.width = width
        self.memory = memory
        chosen = [Int](repeating: 0, count: choices)
        first.reserveCapacity(Self.listed)
        if explains {
            times = [Int64](repeating: 0, count: capacity)
            inputs = [Float](repeating: 0, count: capacity * width)
            memories = [Float](repeating: 0, count: capacity * memory)
        }
    }

    /// Notes what is remembered before the next decision.
    mutating func note(_ remembered: [Float]) {
        guard explains else { return }
        let place = decisions % capacity
        for index in 0..<memory { memories[place * memory + index] = remembered[index] }
    }

    mutating func add(_ opinion: Opinion, _ input: [Float]) {
        chosen[Int(opinion.choice)] += 1
        fallbacks[Int(opinion.fallbackCode)] += 1
        certainty += opinion.certainty
        if opinion.allowed != (1 << UInt64(opinion.count)) - 1 { masked += 1 }
        if opinion.fallback != .none, first.count < Self.listed {
            first.append((opinion.header.time, opinion.fallback))
        }
        if explains, opinion.fallback != .badInput {
            let place = decisions % capacity
            times[place] = opinion.header.time
            for index in 0..<width { inputs[place * width + index] = input[index] }
            decisions += 1
        }
    }

    func report(into report: inout NodeReport, actions: [String], model: PolicyModel, names: [String]) {
        let total = chosen.reduce(0, +)
        report.metric("decisions", Double(total))
        for (name, count) in zip(actions, chosen) {
            report.metric(
                "chose_" + name.split(separator: " ").joined(separator: "_"), Double(count),
                unit: "decisions",
                headline: false)
        }
        report.metric(
            "certainty", total > 0 ? certainty / Double(total) : nil, unit: "mean of max p·(1 − I/ln n)",
            headline: false)
        report.metric("masked", Double(masked), unit: "decisions with choices forbidden", headline: false)
        for (fallback, name) in [
            (Opinion.Fallback.badInput, "bad_input"), (.badOutput, "bad_output"), (.unsure, "unsure"),
        ] {
            report.metric(
                "fallback_" + name, Double(fallbacks[Int(fallback.rawValue)]), unit: "decisions",
                headline: false)
        }
        report.inputs.append((name: "model", hash: String(model.hash, radix: 16)))
        if !first.isEmpty {
            report.tables.append(
                NodeReport.Table(
                    name: "fallbacks", columns: ["time", "reason"],
                    rows: first.map { ["\($0.time)", "\($0.fallback)"] }))
        }
        guard explains, decisions > 0 else { return }
        report.tables.append(explanations(model, actions: actions, names: names))
    }

    /// The newest decisions, oldest first, with the ten largest shares and the nearest other choice.
    private func explanations(
        _ model: PolicyModel, actions: [String], names: [String]
    ) -> NodeReport.Table {
        var explainer = Explainer(model.file)
        var rows: [[String]] = []
        for number in max(0, decisions - capacity)..<decisions {
            let place = number % capacity
            let input = Array(inputs[(place * width)..<((place + 1) * width)])
            let before = Array(memories[(place * memory)..<((place + 1) * memory)])
            let why = explainer.explain(input, after: before)
            let top = why.top(10).map { "\(names[$0.input]) \(short($0.share))" }.joined(separator: "; ")
            var other = "none within 3"
            if let flip = explainer.flip(input, after: before) {
                other =
                    "\(names[flip.input]) \(short(flip.before)) to \(short(flip.after)): \(actions[flip.choice])"
            }
            rows.append(["\(times[place])", actions[why.choice], top, short(why.residual), other])
        }
        return NodeReport.Table(
            name: "explanations", columns: ["time", "choice", "shares", "residual", "what_if"], rows: rows)
    }

    private func short(_ value: Double) -> String {
        let scaled = (value * 1000).rounded() / 1000
        return scaled == 0 ? "0" : "\(scaled)"
    }
}
