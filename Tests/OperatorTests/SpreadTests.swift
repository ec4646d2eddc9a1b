import MarketModel
import OperatorSupport
import TestSupport
import Testing

@Suite struct SpreadTests {
    @Test func `a spread joins readings of the same event only`() throws {
        let run = try NodeHarness(
            entry("custom.spread"), [("ratio", Argument.real(2))],
            [
                Feed("plus", [reading(1, 10), reading(2, 11), reading(4, 12)]),
                Feed("minus", [reading(2, 3), reading(3, 4), reading(4, 5)]),
            ]
        ).run(.single)
        #expect(run.node.tape(Reading.self).events.map(\.value) == [5, 2])
        let plus = Feed("plus", (0..<400).map { reading($0, Double($0)) })
        let minus = Feed("minus", (0..<400).map { reading($0 + 7, 1) })
        #expect(try checkOperator(entry("custom.spread"), [], [plus, minus]) == [])
    }
}
