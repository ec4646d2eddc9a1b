import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Orders outside the sessions of their instrument.
@Suite struct SessionGateTests {
    // 2024-07-03, the day before a holiday: XNYS is open from 13:30 to 17:00 UTC, and next on the 5th from 13:30.
    private static let day = 1_719_964_800.0
    private static let open = day + 13.5 * 3600
    private static let close = day + 17 * 3600
    private static let nextOpen = day + 61.5 * 3600

    private func spy(_ more: [(String, ArgumentValue)] = []) throws -> GateBench {
        try GateBench(
            [("calendar", Argument.text("XNYS")), ("closed", Argument.text("reject"))] + more,
            inputs: ["signal.a", "market.m", "fills.v", "orders.api"])
    }

    @Test func `orders pass within SPY's session and are refused outside it`() throws {
        let gate = try spy()
        for (time, target, passes) in [
            (Self.open - 1, 1.0, false), (Self.open, 1, true), (Self.close - 0.001, 2, true),
            (Self.close, 3, false), (Self.close + 3600, 3, false), (Self.nextOpen - 1, 3, false),
            (Self.nextOpen, 3, true),
        ] {
            gate.signal(time, target)
            #expect(gate.approved.count == (passes ? 1 : 0), "at \(time - Self.day) s")
            #expect(gate.codes == (passes ? [] : ["MARKET_CLOSED"]), "at \(time - Self.day) s")
        }
        #expect(gate.node.report.value("denied_closed") == 4)
        gate.signal(Self.close + 60, 9)
        let denial = try #require(gate.denials.last)
        #expect(denial.value == Self.nextOpen - Self.close - 60, "seconds until it opens")
    }

    @Test func `what is there may be taken back while the market is closed, not changed`() throws {
        let gate = try spy()
        gate.request(Self.open + 1, 1, id: 7, limit: 100)
        #expect(gate.approved.count == 1)
        gate.request(Self.close + 1, 2, id: 7, limit: 101, action: .replace)
        #expect(gate.codes == ["MARKET_CLOSED"] && gate.approved.isEmpty)
        gate.request(Self.close + 2, 0, id: 7, action: .cancel)
        #expect(gate.approved.map(\.action) == [.cancel] && gate.codes.isEmpty)
    }

    @Test func `without a word of refusing, a calendar refuses nothing`() throws {
        let gate = try GateBench([("calendar", Argument.text("XNYS"))])
        gate.signal(Self.close + 1, 1)
        #expect(gate.approved.count == 1 && gate.codes.isEmpty)
    }

    @Test func `the switch goes flat when the market opens, not before`() throws {
        let gate = try GateBench(
            [("calendar", Argument.text("XNYS")), ("closed", Argument.text("reject"))],
            inputs: ["signal.a", "market.m", "fills.v", "command.c"])
        gate.signal(Self.open, 2)
        gate.fill(try #require(gate.approved.first), at: Self.open + 1, 100)
        gate.signal(Self.close + 1, -2, "command.c")
        #expect(gate.approved.map(\.action) == [.cancelAll])
        gate.trade(Self.close + 2, 100)
        #expect(gate.approved.isEmpty, "trades after hours open no market")
        gate.trade(Self.nextOpen, 100)
        #expect(gate.approved.map(\.quantity) == [-2])
    }

    @Test func `each instrument has hours of its own`() throws {
        let gate = try GateBench(
            [
                instruments([
                    [
                        ("symbol", Argument.text("SPY")), ("market", Argument.text("m")),
                        ("calendar", Argument.text("XNYS")),
                    ],
                    [("symbol", Argument.text("BTC")), ("calendar", Argument.text("24/7"))],
                ]),
                ("closed", Argument.text("reject")),
            ])
        gate.signal(Self.close + 1, 1, for: "SPY")
        #expect(gate.codes == ["MARKET_CLOSED"])
        gate.signal(Self.close + 2, 1, for: "BTC")
        #expect(gate.approved.count == 1)
    }

    @Test func `a calendar that is none, or is missing, is told with its place`() {
        func fault(_ arguments: [(String, ArgumentValue)]) -> OperatorError? {
            do {
                _ = try GateBench(arguments)
                return nil
            } catch { return error as? OperatorError }
        }
        let reject = ("closed", Argument.text("reject"))
        #expect(fault([reject])?.argument == "closed")
        let wrong = fault([("calendar", Argument.text("XNYSE"))])
        #expect(wrong?.argument == "calendar" && wrong?.help == "did you mean `XNYS`?")
        let market = ("market", Argument.text("m"))
        let one = fault([instruments([[("symbol", Argument.text("GC")), market]]), reject])
        #expect(one?.message == "nothing says when the market of GC is closed")
        let other = fault([
            instruments([[("symbol", Argument.text("GC")), market, ("calendar", Argument.integer(5))]])
        ])
        #expect(other?.argument == "instruments")
    }
}
