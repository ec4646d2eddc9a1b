import Learning
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct StrategicAgentTests {
    private let strategic = entry("agent.strategic")

    private func run(
        _ model: TestModel, _ arguments: [(name: String, value: ArgumentValue)] = [],
        _ feeds: [Feed]
    ) throws -> DrivenNode {
        try NodeHarness(strategic, [model.argument] + arguments, feeds).run().node
    }

    @Test func `it thinks what the network gives, and takes the likeliest`() throws {
        let model = TestModel(hidden: [512, 256, 128])
        defer { model.remove() }
        let rows = randomRows(200, seed: 5)
        let node = try run(model, [], [rowFeed(rows)])
        let opinions = node.tape(Opinion.self).events
        let signals = node.tape(Signal.self).events
        #expect(opinions.count == 200 && signals.count == 200)
        var seen: Set<Int64> = []
        for (row, (opinion, signal)) in zip(rows, zip(opinions, signals)) {
            let expected = model.probabilities((0..<48).map { row.values[$0] })
            for k in 0..<3 { #expect(abs(opinion.probabilities[k] - expected[k]) < 1e-5) }
            #expect(expected[Int(opinion.choice)] >= (expected.max() ?? 1) - 1e-5)
            #expect(signal.target == Double(opinion.choice) - 1 && signal.header == row.header)
            #expect(abs(signal.confidence - (expected.max() ?? 0)) < 1e-5 && opinion.fallbackCode == 0)
            seen.insert(opinion.choice)
        }
        #expect(seen.count == 3 && Set(opinions.map(\.inputs)).count == 200)
        #expect(opinions.allSatisfy { $0.model == opinions[0].model && $0.model != 0 })
    }

    @Test func `a model with memory remembers from row to row, and not what was no number`() throws {
        let model = TestModel(memory: 12)
        defer { model.remove() }
        var rows = randomRows(60, seed: 15)
        rows[30].values[3] = .nan
        let node = try run(model, [], [rowFeed(rows)])
        let opinions = node.tape(Opinion.self).events
        var memory: [Float] = []
        var changed = 0
        for (index, row) in rows.enumerated() {
            guard index != 30 else {
                #expect(opinions[index].fallback == .badInput && opinions[index].choice == 1)
                continue
            }
            let x = (0..<48).map { row.values[$0] }
            let expected = model.remembered(x, after: memory)
            for k in 0..<3 {
                #expect(abs(opinions[index].probabilities[k] - expected.probabilities[k]) < 1e-5)
            }
            let alone = model.probabilities(x)
            if zip(alone, expected.probabilities).contains(where: { abs($0 - $1) > 0.01 }) { changed += 1 }
            memory = expected.memory
        }
        #expect(changed > 40)
    }

    @Test func `a memory's decisions are explained from what it remembered`() throws {
        let model = TestModel(gain: 0.5, memory: 12)
        defer { model.remove() }
        let node = try run(
            model, [("explain", ArgumentValue(.flag(true))), ("explain_last", Argument.integer(5))],
            [rowFeed(randomRows(20, seed: 13))])
        let table = try #require(node.report.tables.first { $0.name == "explanations" })
        for (row, opinion) in zip(table.rows, node.tape(Opinion.self).events.suffix(5)) {
            #expect(row[1] == TestModel.sides[Int(opinion.choice)] && (Double(row[3]) ?? 1) < 0.011)
        }
    }

    @Test func `with memory it keeps the laws, and allocates nothing`() throws {
        let model = TestModel(memory: 12)
        defer { model.remove() }
        let faults = try checkOperator(strategic, [model.argument], [rowFeed(randomRows(300, seed: 6))])
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test(arguments: [0, 8]) func `it keeps the laws, and allocates nothing`(passes: Int64) throws {
        let model = TestModel()
        defer { model.remove() }
        let faults = try checkOperator(
            strategic, [model.argument, ("passes", Argument.integer(passes))],
            [rowFeed(randomRows(300, seed: 6))])
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test func `what is not a number gives flat, with the reason, and nothing else`() throws {
        let model = TestModel()
        defer { model.remove() }
        var rows = randomRows(50, seed: 7)
        rows[10].values[3] = .nan
        rows[20].values[47] = .infinity
        let clean = try run(model, [], [rowFeed(randomRows(50, seed: 7))]).tape(Signal.self).events
        let node = try run(model, [], [rowFeed(rows)])
        let signals = node.tape(Signal.self).events
        let opinions = node.tape(Opinion.self).events
        for index in 0..<50 {
            if index == 10 || index == 20 {
                #expect(signals[index].target == 0 && opinions[index].fallback == .badInput)
            } else {
                #expect(signals[index] == clean[index])
            }
        }
        #expect(node.report.value("fallback_bad_input") == 2)
        #expect(node.report.tables.first { $0.name == "fallbacks" }?.rows.count == 2)
    }

    @Test func `weights that overflow give flat`() throws {
        var model = TestModel()
        defer { model.remove() }
        for index in model.file.parameters.indices.suffix(51) { model.file.parameters[index] = 3e38 }
        model.write(model.file.bytes)
        let node = try run(model, [], [rowFeed(randomRows(10, seed: 8))])
        #expect(node.tape(Signal.self).events.allSatisfy { $0.target == 0 })
        #expect(node.report.value("fallback_bad_output") == 10)
    }

    @Test func `below the floor it stays flat`() throws {
        let model = TestModel(gain: 1)
        defer { model.remove() }
        let rows = randomRows(200, seed: 9)
        let node = try run(model, [("floor", Argument.real(0.6))], [rowFeed(rows)])
        var unsure = 0
        for (row, opinion) in zip(rows, node.tape(Opinion.self).events) {
            let top = model.probabilities((0..<48).map { row.values[$0] }).max() ?? 0
            guard abs(top - 0.6) > 1e-5 else { continue }
            #expect((opinion.fallback == .unsure) == (top < 0.6))
            if top < 0.6 { unsure += 1 }
            if top < 0.6 { #expect(opinion.choice == 1) }
        }
        #expect(unsure > 10 && unsure < 190)
    }

    @Test func `a gate that is halted leaves flat, a reducing one the side held`() throws {
        let model = TestModel()
        defer { model.remove() }
        let rows = randomRows(300, seed: 10)
        func point(_ second: Int64, _ state: TradingState) -> RiskPoint {
            RiskPoint(
                header: EventHeader(time: second * 1_000_000_000, sequence: second * 1_000_000_000 + 1),
                state: state, cause: nil, equity: 1, dayProfit: 0, drawdown: 0)
        }
        let points = [point(100, .reducing), point(200, .killed)]
        let node = try run(
            model, [], [rowFeed(rows), Feed("state", points, source: "risk", isFeedback: true)])
        let targets = node.tape(Signal.self).events.map(\.target)
        #expect(Set(targets[..<100]) == [-1, 0, 1])
        for index in 100..<200 where targets[index] != 0 {
            #expect(targets[index] == targets[index - 1], "no new side while reducing")
        }
        #expect(targets[200...].allSatisfy { $0 == 0 })
        #expect(node.report.value("masked") == 200)
    }

    @Test func `sampling is by the seed, and follows the probabilities`() throws {
        let model = TestModel(gain: 0.3)
        defer { model.remove() }
        let row = randomRows(1, seed: 11)[0]
        let rows = (0..<4000).map { index in
            var copy = row
            copy.header = EventHeader(time: Int64(index), sequence: Int64(index))
            return copy
        }
        func choices(_ seed: UInt64) throws -> [Int64] {
            let node = try DrivenNode(
                strategic, [model.argument, ("sample", ArgumentValue(.flag(true)))],
                inputs: [rowFeed(rows).input], seed: seed)
            node.deliver(rows)
            return node.tape(Opinion.self).events.map(\.choice)
        }
        let (a, b, c) = (try choices(1), try choices(1), try choices(2))
        #expect(a == b && a != c)
        let expected = model.probabilities((0..<48).map { row.values[$0] })
        for k in 0..<3 {
            let share = Double(a.count { $0 == Int64(k) }) / 4000
            #expect(abs(share - expected[k]) < 0.03)
        }
    }

    @Test func `passes give mutual information and less confidence, by the seed`() throws {
        let model = TestModel()
        defer { model.remove() }
        let arguments = [
            ("passes", Argument.integer(32)), ("dropout", Argument.real(0.3)),
        ]
        let rows = randomRows(100, seed: 12)
        let opinions = try run(model, arguments, [rowFeed(rows)]).tape(Opinion.self).events
        let again = try run(model, arguments, [rowFeed(rows)]).tape(Opinion.self).events
        #expect(zip(opinions, again).allSatisfy { $0.information == $1.information })
        #expect(opinions.allSatisfy { $0.information >= 0 && $0.information < 1.0987 })
        #expect(opinions.count { $0.information > 0.01 } > 50)
    }

    @Test func `explanations name inputs, and are made after the run`() throws {
        let model = TestModel(gain: 0.5)
        defer { model.remove() }
        let node = try run(
            model, [("explain", ArgumentValue(.flag(true))), ("explain_last", Argument.integer(5))],
            [rowFeed(randomRows(20, seed: 13))])
        let report = node.report
        let table = try #require(report.tables.first { $0.name == "explanations" })
        let opinions = node.tape(Opinion.self).events
        #expect(table.rows.count == 5 && table.rows.contains { $0[4].contains(" to ") })
        for (row, opinion) in zip(table.rows, opinions.suffix(5)) {
            #expect(row[0] == "\(opinion.header.time)" && row[1] == TestModel.sides[Int(opinion.choice)])
            #expect(row[2].split(separator: ";").count == 10 && row[2].hasPrefix("c"))
            #expect((Double(row[3]) ?? 1) < 0.011)
            #expect(row[4].contains(" to ") || row[4] == "none within 3")
        }
    }
}
