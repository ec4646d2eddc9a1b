import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct MatrixTests {
    private func make(_ columns: [String], _ feeds: [Feed]) throws(OperatorError) -> DrivenNode {
        try DrivenNode(
            entry("matrix.features"), [("columns", Argument.list(columns.map { Argument.text($0) }))],
            inputs: feeds.map(\.input))
    }

    @Test func `a row waits for every column and then follows its trigger`() throws {
        let feeds = [
            Feed("inputs", [reading(1, 10), reading(5, 11)], source: "fast", triggers: false),
            Feed("inputs", [reading(3, 20), reading(5, 21), reading(7, 22)], source: "slow"),
        ]
        let run = try NodeHarness(entry("matrix.features"), [], feeds).run()
        #expect(run.node.instance.columns == ["fast.value", "slow.value"])
        let rows = run.node.tape(FeatureRow.self).events
        #expect(rows.map(\.header.sequence) == [3, 5, 7] && rows.map(\.count) == [2, 2, 2])
        #expect(rows.map { $0.values[0] } == [10, 11, 11] && rows.map { $0.values[1] } == [20, 21, 22])
    }

    @Test func `columns are picked by name, of family members and of other matrices`() throws {
        let feeds = [
            Feed("inputs", [bar(0, high: 4, low: 1, close: 3)], source: "bars@5m"),
            Feed("inputs", [FeatureRow](), source: "wide", columns: ["a", "b"]),
        ]
        let node = try make(["b", "bars@5m.close", "wide.a"], feeds)
        var row = FeatureRow(header: EventHeader(time: 1, sequence: 1), count: 2)
        row.values[0] = 7
        row.values[1] = 8
        node.deliver([row], to: 1)
        node.deliver([bar(0, high: 4, low: 1, close: 3)], to: 0)
        let out = try #require(node.tape(FeatureRow.self).events.last)
        #expect([out.values[0], out.values[1], out.values[2]] == [8, 3, 7])
        #expect(try make([], feeds).instance.columns.suffix(2) == ["a", "b"])
        #expect(try make([], feeds).instance.columns.contains("bars@5m.partial") == false)
    }

    @Test func `an unknown column is refused with the nearest name`() throws {
        let feeds = [Feed("inputs", [Bar](), source: "bars@5m")]
        let error = #expect(throws: OperatorError.self) { _ = try make(["bars@5m.clse"], feeds) }
        #expect(error?.argument == "columns" && error?.message.contains("bars@5m.clse") == true)
        #expect(error?.help?.contains("did you mean 'bars@5m.close'") == true)
    }

    @Test func `two ports of one node are told apart, and 48 columns are the limit`() throws {
        let ports = [
            Feed("inputs", [Order](), source: "risk", sourcePort: "approved"),
            Feed("inputs", [Denial](), source: "risk", sourcePort: "denied"),
        ]
        #expect(throws: OperatorError.self) { _ = try make(["risk.quantity"], ports) }
        #expect(try make(["risk.denied.quantity"], ports).instance.columns == ["risk.denied.quantity"])
        let names = (0..<49).map { "c\($0)" }
        #expect(throws: OperatorError.self) {
            _ = try make([], [Feed("inputs", [FeatureRow](), columns: names)])
        }
        let most = [Feed("inputs", [FeatureRow](), columns: Array(names.dropLast()))]
        #expect(try make([], most).instance.columns.count == 48)
    }

    @Test func `a partial bar gives no row`() throws {
        let values = [bar(0, high: 2, low: 1, close: 1), bar(1, high: 9, low: 9, close: 9, flags: .partial)]
        let run = try NodeHarness(entry("matrix.features"), [], [Feed("inputs", values, source: "bars")])
            .run()
        #expect(run.node.tape(FeatureRow.self).events.count == 1)
    }

    @Test func `the time of day needs no input, and a column can be percent from another`() throws {
        let hour: Int64 = 3_600_000_000_000
        let feeds = [
            Feed(
                "inputs", [reading(6 * hour, 101), reading(25 * hour, 0)], source: "kernel", triggers: false),
            Feed("inputs", [reading(6 * hour, 100), reading(25 * hour, 0)], source: "price"),
        ]
        let columns = ["kernel.value", "time.hour_sin", "time.hour_cos"].map { Argument.text($0) }
        let percent = Argument.table([("kernel.value", Argument.text("price.value"))])
        let run = try NodeHarness(
            entry("matrix.features"), [("columns", Argument.list(columns)), ("percent_from", percent)], feeds
        ).run()
        let rows = run.node.tape(FeatureRow.self).events
        #expect(run.node.instance.columns == ["kernel.value", "time.hour_sin", "time.hour_cos"])
        let expected = [[1, 1, 0], [0, sin(Double.pi / 12), cos(Double.pi / 12)]]
        for (row, values) in zip(rows, expected) {
            for (column, value) in values.enumerated() { #expect(abs(row.values[column] - value) < 1e-12) }
        }
        #expect(rows.count == 2)
        // Another meaning of the same names is another schema.
        let plain = try make(["kernel.value", "time.hour_sin", "time.hour_cos"], feeds)
        #expect(plain.instance.schema != run.node.instance.schema)
        #expect(plain.instance.schema == schemaHash(plain.instance.columns))
    }

    @Test func `percent of what is no column, or of the clock, is refused`() throws {
        let feeds = [Feed("inputs", [Bar](), source: "bars")]
        for (column, base) in [
            ("bars.open", "bars.close"), ("bars.close", "bars.clse"), ("time.hour_sin", "bars.close"),
        ] {
            let columns = ["bars.close", "time.hour_sin"].map { Argument.text($0) }
            let error = #expect(throws: OperatorError.self) {
                _ = try DrivenNode(
                    entry("matrix.features"),
                    [
                        ("columns", Argument.list(columns)),
                        ("percent_from", Argument.table([(column, Argument.text(base))])),
                    ], inputs: feeds.map(\.input))
            }
            #expect(error?.argument == "percent_from" && error?.help != nil)
        }
    }

    @Test(arguments: [NodeHarness.Split.longest, .single])
    func `a value that is not finite leaves the one before`(split: NodeHarness.Split) throws {
        let feeds = [
            Feed(
                "inputs", [reading(1, 5), reading(2, 6), reading(3, .nan), reading(6, 8)], source: "slow",
                triggers: false),
            Feed("inputs", [reading(4, 1), reading(5, .infinity), reading(7, 3)], source: "fast"),
        ]
        let run = try NodeHarness(entry("matrix.features"), [], feeds).run(split)
        let rows = run.node.tape(FeatureRow.self).events
        #expect(rows.map { $0.values[0] } == [6, 6, 8] && rows.map { $0.values[1] } == [1, 1, 3])
        #expect(run.node.report.value("rows_with_old_values") == 2)
    }

    @Test func `rows keep the laws of operators and see nothing later`() throws {
        var random = SplitMix64(seed: 9)
        let places = (0..<600).map { _ in Int64.random(in: 0..<400, using: &random) }
        let fast = Set(places.prefix(300)).sorted().map { reading($0, Double($0)) }
        let slow = Set(places.suffix(300)).sorted().map { reading($0, Double($0)) }
        let feeds = [
            Feed("inputs", fast, source: "fast", triggers: false), Feed("inputs", slow, source: "slow"),
        ]
        #expect(try checkOperator(entry("matrix.features"), [], feeds) == [])
        let run = try NodeHarness(entry("matrix.features"), [], feeds).run(.random(3))
        for row in run.node.tape(FeatureRow.self).events {
            let latest = fast.last { $0.header.sequence <= row.header.sequence }
            #expect(row.values[0] == latest?.value && row.values[1] == Double(row.header.sequence))
        }
    }
}
