import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// A gate whose prices are quotes.
@Suite struct QuoteGateTests {
    private let inputs = ["signal.a", "market.m", "quotes.q", "fills.v", "orders.api"]

    private func gate(_ more: [(String, ArgumentValue)], _ inputs: [String]? = nil) throws -> GateBench {
        try GateBench(more, inputs: inputs ?? self.inputs)
    }

    @Test func `equity is marked half way between bid and ask, and trades no longer price`() throws {
        let gate = try gate(numbers([("capital", 1000), ("drawdown_kill", 0.1)]))
        gate.trade(1, 100)
        gate.signal(2, 10)
        gate.fill(try #require(gate.approved.first), at: 3, 100)
        gate.quote(4, 99, 101)
        gate.trade(5, 80)
        gate.quote(6, 90, 91)
        #expect(gate.approved.isEmpty && gate.node.report.value("equity") == 905)
        gate.quote(7, 89, 91)
        #expect(gate.approved.map(\.action).first == .cancelAll, "1 − 900/1000")
        #expect(gate.points.last?.state == .killed)
    }

    @Test func `one-sided and crossed quotes price nothing, and are counted`() throws {
        let gate = try gate(numbers([("price_collar", 0.1)]), ["signal.a", "quotes.q", "fills.v"])
        gate.quote(1, 100, 0)
        gate.signal(2, 1)
        #expect(gate.codes == ["PRICE_UNKNOWN"])
        gate.quote(3, 101, 100)
        gate.signal(4, 1)
        #expect(gate.codes == ["PRICE_UNKNOWN"])
        gate.quote(5, 100, 101)
        gate.signal(6, 1)
        #expect(gate.approved.count == 1 && gate.node.report.value("quotes_unusable") == 2)
        gate.quote(7, 120, 121)
        gate.signal(8, 2)
        #expect(gate.codes == ["PRICE_COLLAR"])
    }

    @Test func `the limit collar looks at the side that an order meets`() throws {
        let gate = try gate(numbers([("limit_collar", 0.01)]))
        gate.trade(1, 100)
        gate.quote(2, 98, 102)
        for (quantity, limit, code) in [
            (1.0, 103.0, nil), (1, 103.1, "PRICE_LIMIT_COLLAR"), (-1, 97.1, nil),
            (-1, 96.9, "PRICE_LIMIT_COLLAR"),
        ] as [(Double, Double, String?)] {
            gate.request(3, quantity, limit: limit)
            #expect(gate.codes == [code].compactMap { $0 }, "\(quantity) at \(limit)")
        }
    }

    @Test func `a price is as old as its quote`() throws {
        let gate = try gate([("stale_after", Argument.integer(2 * second))])
        gate.trade(1, 100)
        gate.quote(2, 99, 101)
        gate.trade(5, 100)
        gate.signal(5, 1)
        #expect(gate.codes == ["PRICE_STALE"], "a trade does not make the quote newer")
        gate.quote(6, 99, 101)
        gate.signal(8, 1)
        #expect(gate.approved.count == 1)
    }

    @Test func `quotes carry the mark's time as trades do`() throws {
        let gate = try gate(
            numbers([("capital", 1000)]) + [("mark_every", Argument.integer(10 * second))],
            ["signal.a", "quotes.q", "fills.v"])
        for step in 1...5 { gate.quote(Double(step) * 7, 99, 101) }
        #expect(gate.points.map { Double($0.header.time) / 1e9 } == [14, 21, 35])
    }

    @Test func `each instrument names its quotes, and a passive one is refused`() throws {
        func item(_ symbol: String, _ quotes: String) -> [(key: String, value: ArgumentValue)] {
            [("symbol", Argument.text(symbol)), ("quotes", Argument.text(quotes))]
        }
        let gate = try gate(
            [instruments([item("X", "p"), item("Y", "q")]), ("price_collar", Argument.real(0.1))],
            ["signal.a", "quotes.q", "quotes.p", "fills.v"])
        gate.quote(1, 9, 11, "quotes.p")
        gate.signal(2, 1, for: "Y")
        #expect(gate.codes == ["PRICE_UNKNOWN"])
        gate.signal(3, 1, for: "X")
        #expect(gate.approved.count == 1)
        #expect(throws: OperatorError.self) {
            try self.gate([instruments([item("X", "z")])], ["signal.a", "quotes.q", "fills.v"])
        }
        #expect(throws: OperatorError.self) {
            try self.gate([], ["signal.a", "quotes.q", "quotes.p", "fills.v"])
        }
    }
}
