import FlowEngine
import Glibc
import JSON
import OperatorKit
import Telemetry

@testable import RunReport

/// A run as it could have been: two years of days, with all that analytics may tell.
enum MadeUpRun {
    static let day: Int64 = 86_400_000_000_000
    /// 2022-01-03.
    static let start: Int64 = 1_641_168_000_000_000_000

    /// - Parameters:
    ///   - days: marks of the account.
    ///   - seed: of the profits.
    static func record(days: Int = 520, seed: UInt64 = 7) -> RunRecord {
        var random = Random(state: seed)
        let market = source()
        let account = RunResult.Node(
            name: "report", op: "analytics.performance", consumed: days, produced: [("equity", days)],
            workNanoseconds: 4_200_000, report: report(days, &random))
        let summary = LatencySummary(
            count: 4000, p50: 1800, p90: 9000, p99: 41_000, p999: 90_000, max: 300_000)
        let edges = [
            RunResult.Edge(
                label: "ticks.trades -> report.marks", from: "ticks", to: "report", published: 4000,
                consumed: 4000, spilled: 0, hash: 0x1234_5678_9abc_def0, crossesThreads: true, wait: summary,
                work: summary, total: summary)
        ]
        var balance = RunResult.Balance()
        balance.received = 4003
        balance.out = 4000
        balance.refused = 2
        balance.late = 1
        let verdict = Verdict(
            outcome: .met, count: 4000, value: 41_000, over: 0, preempted: 0, reason: "")
        let result = RunResult(
            pipeline: "made-up", outcome: .completed, load: .init(wall: 0.25, cpu: 0.125),
            run: .init(wall: 1.5, cpu: 2.75), nodes: [market, account], edges: edges,
            budgets: [
                RunResult.Budget(
                    name: "ticks -> report", quantile: 0.99, limit: 1_000_000, p50: 1800, verdict: verdict,
                    isDefault: false)
            ],
            workers: [
                RunResult.Worker(
                    core: 0, pinned: true, stages: ["ingest", "analytics"], cpuNanoseconds: 2_750_000_000,
                    involuntarySwitches: 3)
            ],
            balance: balance, headlines: [("orders", 126), ("undefined", nil)],
            marketTime: start...(start + Int64(days) * day), residentBytes: 54_321_000)
        return RunRecord(graph: graph, result: result, manifest: manifest)
    }

    private static var graph: GraphSketch {
        GraphSketch(
            name: "made-up",
            nodes: [
                .init(
                    name: "ticks", op: "ingest.csv", summary: "Reads rows of CSV.", rank: 0,
                    outputs: ["Trade"], arguments: [("path", "a.csv")]),
                .init(
                    name: "report", op: "analytics.performance", summary: "Keeps the account.", rank: 1,
                    outputs: ["EquityPoint"], arguments: []),
            ],
            edges: [
                .init(
                    from: 0, output: 0, to: 1, isPassive: false, isFeedback: false,
                    label: "ticks.trades -> report.marks")
            ], budgets: [("ticks -> report", [0])])
    }

    private static var manifest: RunManifest {
        RunManifest(
            version: "0.1.0", compiler: "Swift 6.3", command: ["run", "made-up.yaml", "--set", "fast=12"],
            sources: ["made-up.yaml": "pipeline: made-up\n", "--set": "fast: 12\n"],
            parameters: [("fast", "12"), ("slow", "26")], seed: UInt64.max,
            machine: [("cpu", .string("a processor")), ("cores_online", .integer(2)), ("quota", .null)],
            started: start, ended: start + 1_750_000_000)
    }

    private static func source() -> RunResult.Node {
        var report = NodeReport()
        report.metric("events", 4000, unit: "events")
        report.metric("gaps", 2, unit: "events")
        report.received = 4003
        report.refusals = [
            .init(reason: "price is not positive", count: 2, isLate: false, examples: ["line 7: -1 <b>"]),
            .init(reason: "time goes back", count: 1, isLate: true, examples: []),
        ]
        report.inputs = [("a.csv", "00ff")]
        return RunResult.Node(
            name: "ticks", op: "ingest.csv", consumed: 0, produced: [("trades", 4000)],
            workNanoseconds: 12_000_000, report: report)
    }

    private static func report(_ days: Int, _ random: inout Random) -> NodeReport {
        var report = NodeReport()
        let times = (0..<days).map { start + Int64($0) * day }
        var equity = 100_000.0
        var price = 4200.0
        var peak = equity
        var lines: [String: [Double]] = [:]
        var recent: [Double] = []
        for index in 0..<days {
            let gain = 0.0006 + 0.008 * random.normal()
            equity *= 1 + gain
            price *= 1 + 0.0002 + 0.011 * random.normal()
            peak = max(peak, equity)
            recent = (recent + [gain]).suffix(63)
            let mean = recent.reduce(0, +) / Double(recent.count)
            let deviation =
                (recent.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(recent.count - 1, 1)))
                .squareRoot()
            let band = 2400 * Double(index).squareRoot() / 3
            for (name, value) in [
                ("equity", equity), ("equity_low", equity - band), ("equity_high", equity + band),
                ("drawdown", 1 - equity / peak), ("price", price), ("benchmark", 100_000 * price / 4200),
                ("rolling_sharpe", recent.count < 63 ? .nan : mean / deviation * 252.0.squareRoot()),
                ("exposure", Double(index / 9 % 3) - 1),
            ] {
                lines[name, default: []].append(value)
            }
        }
        for name in lines.keys.sorted() {
            let unit = name == "drawdown" ? "fraction of the peak" : name == "rolling_sharpe" ? "63 days" : ""
            report.series.append(
                NodeReport.Series(name: name, unit: unit, times: times, values: lines[name] ?? []))
        }
        report.metric("pnl", equity - 100_000, unit: "account currency")
        report.metric("return", equity / 100_000 - 1, unit: "fraction of capital")
        report.metric("sharpe", 1.2345, unit: "a year, from 520 daily returns")
        report.metric("max_drawdown", lines["drawdown"]?.max(), unit: "fraction of the peak")
        report.metric("trades", 126, unit: "round trips")
        report.metric("win_rate", 0.5397, unit: "fraction")
        report.metric("profit_factor", 1.31)
        report.metric("calmar", nil)
        report.tables = tables(times, lines["price"] ?? [], &random)
        return report
    }

    private static func tables(_ times: [Int64], _ prices: [Double], _ random: inout Random)
        -> [NodeReport.Table]
    {
        var trades: [[String]] = []
        for index in stride(from: 0, to: max(times.count - 12, 0), by: 4) {
            let exit = index + 1 + Int(random.uniform() * 10)
            let side = random.uniform() < 0.5 ? 1.0 : -1.0
            let pnl = side * (prices[exit] - prices[index]) * 2 - 4
            trades.append([
                TimeText.iso(times[index]), TimeText.iso(times[exit]), side > 0 ? "long" : "short", "2",
                "\(prices[index])", "\(prices[exit])", "\(pnl)", "4.0",
                "\(min(pnl, 0) - 40 * random.uniform())", "\(max(pnl, 0) + 40 * random.uniform())", "trend",
                "ES",
            ])
        }
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let monthly = [2022, 2023].map { year in
            ["\(year)"] + months.map { _ in "\(0.03 * random.normal())" } + ["\(0.1 * random.normal())"]
        }
        return [
            .init(
                name: "trades",
                columns: [
                    "entry_time", "exit_time", "side", "quantity", "entry", "exit", "pnl", "fees", "mae",
                    "mfe", "agent", "instrument",
                ], rows: trades),
            .init(name: "monthly", columns: ["year"] + months + ["total"], rows: monthly),
            .init(
                name: "agents", columns: ["name", "pnl", "fees", "trades", "win_rate", "turnover"],
                rows: [
                    ["trend", "9120.5", "180", "80", "0.56", "12.5"],
                    ["reversion", "-2210", "76", "46", "0.49", "7.25"],
                ]),
            .init(
                name: "instruments", columns: ["name", "pnl", "fees", "trades", "win_rate", "turnover"],
                rows: [["ES", "6910.5", "256", "126", "0.54", "19.75"]]),
            .init(
                name: "metrics", columns: ["metric", "value", "low", "high", "unit", "convention"],
                rows: [
                    [
                        "sharpe", "1.2345", "-0.21", "2.6", "a year",
                        "mean/sd of daily returns, n-1, times sqrt 252",
                    ],
                    ["return", "0.0691", "-0.02", "0.15", "fraction", "compounded"],
                    ["calmar", "", "", "", "", "annual return / deepest drawdown"],
                ]),
            .init(
                name: "lint", columns: ["code", "severity", "message"],
                rows: [
                    ["LINT_IN_SAMPLE", "warning", "all of it is in sample: no walk-forward was run"],
                    ["LINT_SIGNIFICANCE", "warning", "the interval of the Sharpe ratio holds 0"],
                    ["LINT_COSTS", "info", "fees are 2 % of gross profit <&>"],
                ]),
            .init(
                name: "tca",
                columns: ["order", "quantity", "arrival_bp", "shortfall_bp", "vwap_bp", "fill_rate"],
                rows: [
                    ["1048577", "500", "1.25", "2.125", "-0.5", "1"],
                    ["1048578", "300", "-0.75", "0.5", "0.25", "0.9667"],
                ]),
        ]
    }

    /// SplitMix64, and normal numbers by the sum of twelve.
    struct Random {
        var state: UInt64

        mutating func uniform() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
            return Double((word ^ word >> 31) >> 11) / 9_007_199_254_740_992
        }

        mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
    }
}
