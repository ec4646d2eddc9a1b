public import JSON
import Learning
import RunReport

/// What came of all seeds of a plan: each of them, and their middle with its uncertainty; never the best alone.
public struct RunSummary: Sendable {
    /// The plan's name.
    public let name: String
    /// The results, by seed.
    public let results: [SeedResult]
    /// Those of the controls, which learnt from what was shuffled.
    public let noise: [SeedResult]
    /// Interquartile mean of the seeds' scores; nil if none finished.
    public let middle: Double?
    /// 95 % of the bootstrap of it.
    public let interval: ClosedRange<Double>?

    /// Sums up some seeds.
    public init(name: String, _ results: [SeedResult], noise: [SeedResult] = []) {
        self.noise = noise.sorted { $0.seed < $1.seed }
        self.name = name
        self.results = results.sorted { $0.seed < $1.seed }
        let scores = results.compactMap(\.score)
        middle = scores.isEmpty ? nil : Self.middle(scores)
        interval = Self.interval(scores)
    }

    /// Reads the results of the seeds that ended in a folder.
    public static func read(_ folder: String, _ plan: TrainingPlan) throws(TrainingError) -> RunSummary {
        func all(_ seeds: [UInt64], _ isNoise: Bool) throws(TrainingError) -> [SeedResult] {
            var results: [SeedResult] = []
            for seed in seeds {
                let leg = TrainingLeg(seed: seed, isNoise: isNoise)
                if let result = try result("\(folder)/\(leg.path)") { results.append(result) }
            }
            return results
        }
        return RunSummary(
            name: plan.name, try all(plan.seeds, false), noise: try all(plan.noiseSeeds, true))
    }

    /// Reads `result.json` of a seed's folder; nil if there is none.
    public static func result(_ folder: String) throws(TrainingError) -> SeedResult? {
        let path = "\(folder)/result.json"
        let bytes: [UInt8]
        do { bytes = try InputFile.bytes(path) } catch {
            if error.isMissing { return nil }
            throw TrainingError(error)
        }
        do { return try SeedResult(JSONField(JSONReader.value(bytes))) } catch let misfit as JSONMisfit {
            throw TrainingError("\(path): \(misfit.reason)")
        } catch {
            throw TrainingError("\(path) is no JSON", help: "train the seed again")
        }
    }

    /// The mean of the middle half.
    static func middle(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        // Values at the edges count in part, so that any number of seeds has a middle half.
        let cut = Double(sorted.count) / 4
        var (sum, weight) = (0.0, 0.0)
        for (index, value) in sorted.enumerated() {
            let low = max(Double(index), cut)
            let high = min(Double(index + 1), Double(sorted.count) - cut)
            let part = max(0, high - low)
            sum += part * value
            weight += part
        }
        return sum / weight
    }

    private static func interval(_ scores: [Double]) -> ClosedRange<Double>? {
        guard scores.count > 1 else { return nil }
        var random = RandomStream(seed: 12_345)
        let draws = (0..<2000).map { _ in
            middle((0..<scores.count).map { _ in scores[random.below(scores.count)] })
        }.sorted()
        return draws[50]...draws[1949]
    }

    /// As it is kept in `summary.json`.
    public var json: JSONValue {
        .object([
            ("name", .string(name)), ("seeds", .array(results.map(\.json))),
            ("interquartile_mean", .optional(middle)),
            (
                "interval_95",
                interval.map { .array([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null
            ), ("noise", .array(noise.map(\.json))),
        ])
    }

    /// A table of the seeds and a line with their middle.
    public var text: String {
        var table = TextTable([
            ("seed", .left), ("outcome", .left), ("steps", .right), ("greedy", .right), ("drawn", .right),
            ("random", .right), ("steps/CPU-s", .right),
        ])
        func number(_ value: Double?) -> String { value.map { NumberText.fixed($0, decimals: 3) } ?? "-" }
        for result in results {
            let group = result.groups.first
            table.add([
                "\(result.seed)", result.outcome.rawValue, NumberText.grouped(result.steps),
                number(group?.greedy.mean), number(group?.drawn.mean), number(group?.random.mean),
                NumberText.grouped(Int(result.stepsPerCPUSecond)),
            ])
        }
        let (header, rows) = table.lines(width: 100, indent: "  ")
        var text = ([header] + rows).joined(separator: "\n") + "\n"
        for reference in results.first(where: { !$0.references.isEmpty })?.references ?? [] {
            text += "  \(reference.name): \(number(reference.value))\n"
        }
        if let middle {
            text += "  middle of the seeds (interquartile mean): \(number(middle))"
            if let interval {
                text += ", 95 % \(number(interval.lowerBound)) to \(number(interval.upperBound))"
            }
            text += "\n"
        }
        return text + MarketTables(self).all.map(\.text).joined()
    }
}
