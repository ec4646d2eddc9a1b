/// A pipeline that the program brings along to measure itself with.
struct BenchPipeline {
    let name: String
    let doc: String
    let text: String

    /// From little work on a tick to every family.
    static let all = [
        BenchPipeline(
            name: "cross", doc: "minute bars, two averages, rules, risk gate, execution, account",
            text: text("bench-cross", every: "1m", extra: "")),
        BenchPipeline(
            name: "features", doc: "five-second bars, four indicators, a matrix, and the same from there on",
            text: text(
                "bench-features", every: "5s",
                extra: """
                      rsi: {op: indicator.rsi, from: bars, length: 14}
                      atr: {op: indicator.atr, from: bars, length: 14}
                      matrix: {op: matrix.features, from: [fast, slow, rsi, atr], on: bars}

                    """)),
    ]

    private static func text(_ name: String, every: String, extra: String) -> String {
        let decides = extra.isEmpty ? "[fast, slow], on: slow" : "matrix"
        let rules =
            extra.isEmpty
            ? "[{when: fast > slow, target: 1}, {else: -1}]"
            : "[{when: fast.value > slow.value and rsi.value < 70, target: 1}, {else: -1}]"
        return """
            pipeline: \(name)
            params: {ticks: {default: 1000000, range: [1000, 1000000000]}}
            nodes:
              ticks: {op: ingest.simulated, count: $ticks, rate: 50, seed: 7}
              bars: {op: bars.time, from: ticks, every: \(every)}
              fast: {op: indicator.ema, from: bars, length: 12}
              slow: {op: indicator.ema, from: bars, length: 26}
            \(extra)\
              agent: {op: agent.rules, from: \(decides), warmup: 26, rules: \(rules)}
              risk: {op: risk.gate, from: {signal: agent, market: ticks, fills: {prev: exec.fills}}}
              exec: {op: execution.simulated, from: {market: ticks, order: risk.approved}, fee: 2, multiplier: 20}
              report: {op: analytics.performance, from: {fills: exec.fills, marks: bars}}
            """
    }
}
