import RunReport

/// What a market's trainings are worth, as tables: all seeds, all windows, all costs, all baselines.
struct MarketTables {
    private let results: [SeedResult]
    private let noise: [SeedResult]
    private let tape: [SeedResult.TapePart]

    init(_ summary: RunSummary) {
        tape = summary.results.first?.parts ?? []
        results = summary.results.filter { $0.gains("test") != nil }
        noise = summary.noise.filter { $0.gains("test") != nil }
    }

    /// In the order in which they are read; of what is no market the data alone.
    var all: [FigureTable] {
        guard !results.isEmpty else { return [parts] }
        return [parts, samples, costs, figures, baselines, windows, controls]
    }

    private typealias Table = FigureTable
    private func mean(_ result: SeedResult, _ name: String) -> String {
        Table.number(result.gains(name)?.score.mean)
    }

    private var parts: FigureTable {
        var table = Table("Data", ["part", "rows", "from", "to"])
        for part in tape {
            table.add([
                part.name, "\(part.rows.lowerBound) to \(part.rows.upperBound - 1)",
                part.times.map { TimeText.plain($0.lowerBound) } ?? "–",
                part.times.map { TimeText.plain($0.upperBound) } ?? "–",
            ])
        }
        return table
    }

    private var samples: FigureTable {
        var table = Table(
            "In and out of the sample, gains a step",
            ["seed", "in sample (not evidence)", "validation", "test", "t of the test"])
        for result in results {
            table.add([
                "\(result.seed)", mean(result, "in_sample"), mean(result, "validation"),
                mean(result, "test"), Table.number(result.gains("test")?.t, decimals: 2),
            ])
        }
        return table
    }

    private var costs: FigureTable {
        var table = Table(
            "Costs and delays, gains a step in the test",
            ["seed", "no costs", "costs", "costs twice", "a bar late", "two bars late", "costs survived"])
        for result in results {
            table.add(
                ["\(result.seed)"]
                    + ["test_costs_0", "test", "test_costs_2", "test_late_1", "test_late_2"].map {
                        mean(result, $0)
                    } + [Self.survived(result)])
        }
        table.notes = ["Costs survived: how many times the costs there are would take all of the gain."]
        return table
    }

    /// Where the line through no costs and costs once meets zero.
    private static func survived(_ result: SeedResult) -> String {
        guard let free = result.gains("test_costs_0")?.score.mean,
            let once = result.gains("test")?.score.mean, free > 0, free > once
        else { return "–" }
        return NumberText.fixed(free / (free - once), decimals: 2) + " ×"
    }

    private var figures: FigureTable {
        var table = Table(
            "What it does in the test",
            [
                "seed", "Sharpe a step", "95 %", "drawdown", "hit rate", "exposure", "turnover a step",
                "windows",
            ])
        for result in results {
            guard let test = result.gains("test") else { continue }
            let interval = test.interval.map {
                "\(Table.number($0.lowerBound)) to \(Table.number($0.upperBound))"
            }
            table.add([
                "\(result.seed)", Table.number(test.sharpe), interval ?? "–",
                Table.number(test.drawdown, decimals: 1), Table.percent(test.hits),
                Table.percent(test.exposure), Table.percent(test.turnover), Table.percent(test.windows),
            ])
        }
        table.notes = [
            "The interval is a block bootstrap's. Drawdown is that of the sum of gains; exposure and turnover are in "
                + "units of target; windows is the share of those with a gain."
        ]
        return table
    }

    /// Rules don't depend on seeds.
    private var baselines: FigureTable {
        var table = Table(
            "Baselines, on the same rows with the same costs",
            ["rule", "gain a step", "t", "Sharpe a step", "drawdown", "hit rate"])
        for gains in results[0].gains where gains.name.hasPrefix("rule_") {
            table.add([
                String(gains.name.dropFirst(5)), Table.number(gains.score.mean),
                Table.number(gains.t, decimals: 2), Table.number(gains.sharpe),
                Table.number(gains.drawdown, decimals: 1), Table.percent(gains.hits),
            ])
        }
        return table
    }

    private var windows: FigureTable {
        let seeds = results.map { "seed \($0.seed)" }
        var table = Table("Windows, gains a step in the test", ["window", "test from", "to"] + seeds)
        for window in results[0].windows {
            let test = window.parts.first { $0.name == "test" }
            func end(_ time: Int64?, _ row: Int?) -> String {
                time.map { TimeText.plain($0) } ?? row.map { "row \($0)" } ?? "–"
            }
            table.add(
                [
                    "\(window.window)", end(test?.times?.lowerBound, test?.rows.lowerBound),
                    end(test?.times?.upperBound, test?.rows.upperBound),
                ]
                    + results.map { result in
                        Table.number(result.windows.first { $0.window == window.window }?.test)
                    })
        }
        return table
    }

    private var controls: FigureTable {
        var table = Table(
            "Noise control: the same plan on shuffled features",
            ["seed", "in sample (not evidence)", "test", "t of the test"])
        for result in noise {
            table.add([
                "\(result.seed)", mean(result, "in_sample"), mean(result, "test"),
                Table.number(result.gains("test")?.t, decimals: 2),
            ])
        }
        let best = noise.compactMap { $0.gains("test")?.t }.max() ?? 0
        table.notes = [
            best > 2
                ? "A control has t > 2 out of the sample: something is known that can't be known, or it is luck."
                : "No control has t > 2 out of the sample, as it should be: nothing can be learnt from them."
        ]
        return table
    }
}
