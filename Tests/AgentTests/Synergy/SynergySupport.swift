import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// One signal that a test wants to be seen.
struct MadeSignal {
    /// M, N or F.
    var kind: Character
    var bar: Int
    var direction: Double
    var strength = 0.8
}

/// Rows of the three indicators that fire as told, on a clock of five-minute bars.
struct SynergyTape {
    static let five = 5 * minute

    static func place(_ bar: Int) -> Int64 { Int64(bar + 1) * five - 1 }

    let feeds: [Feed]

    init(_ signals: [MadeSignal], bars: Int) {
        var momentum = [featureRow(0, [50, 0.1])]
        var kernel = [featureRow(0, [0.01])]
        var gaps = (0..<bars).map { featureRow(Self.place($0), [0, 0]) }
        for signal in signals.sorted(by: { $0.bar < $1.bar }) {
            let value = signal.direction * signal.strength
            // The half place after it ends the signal, so that the next one is an edge again.
            let place = Self.place(signal.bar)
            switch signal.kind {
            case "M": momentum += [featureRow(place, [50, value]), featureRow(place + 1, [50, 0])]
            case "N": kernel += [featureRow(place, [value]), featureRow(place + 1, [0])]
            default: gaps[signal.bar] = featureRow(place, [signal.direction, signal.strength])
            }
        }
        feeds = [
            Feed("mlmi", momentum, source: "mlmi", columns: ["value", "raw"], triggers: false),
            Feed("nwrqk", kernel, source: "nwrqk", columns: ["slope"], triggers: false),
            Feed("fvg", gaps, source: "fvg", columns: ["mitigation_signal", "mitigation_score"]),
        ]
    }

    func run(_ split: NodeHarness.Split = .longest) throws(OperatorError) -> DrivenNode {
        try NodeHarness(entry("agent.synergy"), [], feeds).run(split).node
    }
}

/// What the rules of the specification find, read off the whole list of signals.
func scannedSynergies(_ signals: [MadeSignal]) -> [Synergy] {
    let patterns = ["MNF": 1, "MFN": 2, "NFM": 3, "NMF": 4]
    let order = signals.enumerated().sorted { a, b in
        (a.element.bar, "MNF".firstIndex(of: a.element.kind) ?? "".startIndex, a.offset)
            < (b.element.bar, "MNF".firstIndex(of: b.element.kind) ?? "".startIndex, b.offset)
    }.map(\.element)
    var found: [Synergy] = []
    var seen: [MadeSignal] = []
    var restUntil = -1
    for signal in order where signal.bar > restUntil {
        if let first = seen.first, signal.bar - first.bar > 10 || signal.direction != first.direction {
            seen = []
        }
        if seen.contains(where: { $0.kind == signal.kind }) { continue }
        seen.append(signal)
        if seen[0].kind == "F" { seen = [] }
        guard seen.count == 3, let pattern = patterns[String(seen.map(\.kind))] else { continue }
        let strengths = seen.map(\.strength)
        let mean = strengths.reduce(0, +) / 3
        let bars = seen[2].bar - seen[0].bar
        let confidence =
            0.4 + 0.3 * mean + 0.2 * (1 - Double(bars) / 10)
            + 0.1 * (strengths.min() ?? 0) / (strengths.max() ?? 1)
        let place = SynergyTape.place(signal.bar)
        found.append(
            Synergy(
                header: EventHeader(time: place, sequence: place), pattern: Int64(pattern),
                direction: signal.direction, confidence: min(max(confidence, 0), 1), strength: mean,
                bars: Int64(bars)))
        restUntil = signal.bar + 5
        seen = []
    }
    return found
}
