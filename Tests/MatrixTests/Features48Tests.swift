import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@testable import MatrixOperators

@Suite struct Features48Tests {
    private let arguments: [(name: String, value: ArgumentValue)] = [
        ("window", Argument.integer(60)), ("warmup", Argument.integer(110)),
        ("position_limit", Argument.real(2)), ("drawdown_limit", Argument.real(0.2)),
    ]

    private static let madeUp: [Bar]? = try? Array(
        bars(TradeTape.random(24_000, seed: 21, meanGap: 20_000_000_000), every: 30 * minute).dropLast()
            .prefix(260))
    private static let gold: [Bar]? = goldTrades.flatMap {
        try? Array(bars($0, every: 5 * minute).dropLast())
    }

    private func vectors(_ tape: Features48Tape, all: Bool = true) throws -> [FeatureRow] {
        let run = try NodeHarness(entry("matrix.features48"), arguments, tape.feeds(all: all)).run()
        #expect(run.faults == [])
        return run.node.tape(FeatureRow.self).events
    }

    private func values(_ row: FeatureRow) -> [Double] { (0..<48).map { row.values[$0] } }

    @Test(arguments: ["made up", "gold"])
    func `vectors are those of their definitions`(source: String) throws {
        guard let made = source == "gold" ? Self.gold : Self.madeUp else { return }
        #expect(made.count > 250)
        let tape = Features48Tape(made, seed: 5)
        let rows = try vectors(tape)
        #expect(rows.count == made.count - 109)
        let twin = Features48Twin(tape, window: 60, start: 7)
        for (offset, row) in rows.enumerated() {
            let t = offset + 109
            #expect(row.header == made[t].header && row.count == 48)
            for (column, (value, wanted)) in zip(values(row), twin.vector(t)).enumerated() {
                #expect(
                    abs(value - wanted) < 1e-9,
                    "\(Features48Schema.columns[column].name) of bar \(t): \(value), not \(wanted)")
                #expect(value.isFinite && abs(value) <= 3)
            }
        }
    }

    @Test func `changing what comes later changes no vector before it`() throws {
        let made = try #require(Self.madeUp)
        let tape = Features48Tape(made, seed: 6)
        let before = try vectors(tape).map(values)
        for t in [115, 150, 200, made.count - 2] {
            let after = try vectors(tape.changed(after: t)).map(values)
            let kept = t - 109 + 1
            #expect(Array(after.prefix(kept)) == Array(before.prefix(kept)), "bar \(t)")
            #expect(after[kept] != before[kept])
        }
    }

    @Test func `without synergy and account their three values are 0`() throws {
        let tape = Features48Tape(try #require(Self.madeUp), seed: 7)
        let rows = try vectors(tape, all: false)
        #expect(!rows.isEmpty && rows.allSatisfy { values($0).suffix(3) == [0, 0, 0] })
        let with = try vectors(tape)
        #expect(zip(rows, with).allSatisfy { values($0).prefix(45) == values($1).prefix(45) })
    }

    @Test func `a market that stands still gives calm vectors`() throws {
        let still = (0..<170).map { bar(Int64($0) * 30, high: 10, low: 10, close: 10) }
        let rows = try vectors(Features48Tape(still, seed: 8))
        #expect(rows.count == 61)
        for row in rows {
            let market = (26..<38).map { row.values[$0] }
            #expect(market == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0] && row.values[39] == 0)
        }
    }

    @Test func `prices that are not positive give finite vectors`() throws {
        var made = try #require(Self.madeUp)
        for index in 120..<140 { made[index].close = Price(index % 2 == 0 ? 0 : -37.63) }
        for row in try vectors(Features48Tape(made, seed: 9)) {
            #expect(values(row).allSatisfy { $0.isFinite && abs($0) <= 3 })
        }
    }

    @Test func `a missing column is told by name`() throws {
        let tape = Features48Tape(try #require(Self.madeUp), seed: 1)
        let inputs = tape.feeds().map { feed -> NodeContext.Input in
            var input = feed.input
            input.columns.removeAll { $0 == "slope" }
            return input
        }
        let error = #expect(throws: OperatorError.self) {
            _ = try DrivenNode(entry("matrix.features48"), inputs: inputs)
        }
        #expect(error?.message == "'nwrqk' on port 'nwrqk' has no column 'slope'")
        #expect(error?.help?.contains("indicator.nwrqk") == true)
        let none = #expect(throws: OperatorError.self) {
            _ = try DrivenNode(entry("matrix.features48"), inputs: [inputs[0]])
        }
        #expect(none?.message == "nothing is connected to 'mlmi'")
    }

    /// The number stands in model files: if this test fails, the schema has changed and needs a new version.
    @Test func `the schema's hash stays`() throws {
        #expect(Features48Schema.columns.count == 48)
        #expect(Set(Features48Schema.columns.map(\.name)).count == 48)
        let tape = Features48Tape(try #require(Self.madeUp), seed: 1)
        let node = try DrivenNode(entry("matrix.features48"), inputs: tape.feeds().map(\.input))
        #expect(node.instance.columns == Features48Schema.columns.map(\.name))
        #expect(String(node.instance.schema, radix: 16) == "6fd43e3e2d387958")
        let table = try #require(node.report.tables.first { $0.name == "schema" })
        #expect(table.rows.prefix(2) == [["version", "1"], ["hash", "6fd43e3e2d387958"]])
        let other = try DrivenNode(entry("matrix.features48"), arguments, inputs: tape.feeds().map(\.input))
        #expect(other.instance.schema != node.instance.schema, "another z is another schema")
    }

    @Test func `the vector keeps the laws of operators`() throws {
        let tape = Features48Tape(try #require(Self.madeUp), seed: 3)
        #expect(try checkOperator(entry("matrix.features48"), arguments, tape.feeds()) == [])
    }
}
