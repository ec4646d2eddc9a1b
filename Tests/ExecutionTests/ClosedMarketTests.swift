import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Orders that reach a venue outside the session of its instrument.
@Suite struct ClosedMarketTests {
    // 2024-07-03, the day before a holiday: XNYS is open from 13:30 to 17:00 UTC.
    private static let second: Int64 = 1_000_000_000
    private static let day: Int64 = 1_719_964_800 * second
    private static let open = day + 48_600 * second
    private static let close = day + 61_200 * second
    private let calendar = ("calendar", Argument.text("XNYS"))

    private func trades(_ times: [Int64]) -> [Trade] {
        times.map {
            Trade(header: EventHeader(time: $0, sequence: $0), price: Price(550), quantity: 100, side: .buy)
        }
    }

    private func run(_ orders: [Order], _ arguments: [(String, ArgumentValue)] = []) throws -> VenueRun {
        let times = [-20, -5, 5, 3600].map { Self.open + $0 * Self.second }
        let late = [-1, 1, 5].map { Self.close + $0 * Self.second }
        return try VenueRun(
            "execution.simulated", [calendar, ("tick", Argument.real(0.01))] + arguments,
            [Feed("market", trades(times + late)), Feed("order", orders)])
    }

    @Test func `SPY takes orders from its open to its close`() throws {
        let orders = [
            request(Self.open - 1, 1, 1), request(Self.open, 2, 1), request(Self.close - 1, 3, 1),
            request(Self.close, 4, 1), request(Self.close + Self.second, 5, 1),
        ]
        let run = try run(orders)
        for id in [1, 4, 5] as [Int64] {
            #expect(run.end(id) == "rejected MARKET_CLOSED")
            let release = try #require(run.fills.first { $0.orderID == id })
            #expect(
                release.outcome == .cancelled && release.quantity == 1
                    && release.header == orders[Int(id) - 1].header)
        }
        #expect(run.end(2) == "filled" && run.end(3) == "filled")
        #expect(run.count("MARKET_CLOSED") == 3 && run.report.value("rejected") == 3)
        #expect(try self.run(orders, [("closed", Argument.text("wait"))]).trades.count == 5)
    }

    @Test func `it is the arrival that counts`() throws {
        let early = request(Self.close - Self.second / 2, 1, 1)
        #expect(try run([early]).end(1) == "filled")
        #expect(
            try run([early], [("latency", Argument.integer(Self.second))]).end(1) == "rejected MARKET_CLOSED")
    }

    @Test func `changes are refused too, cancels never`() throws {
        let replace = request(Self.close + 1, 1, 1, .limit, limit: 501) {
            $0.actionCode = Order.Action.replace.rawValue
        }
        let cancel = request(Self.close + 2, 1, 0) { $0.actionCode = Order.Action.cancel.rawValue }
        let run = try run([request(Self.open, 1, 1, .limit, limit: 500), replace, cancel])
        #expect(run.count("MARKET_CLOSED") == 1 && run.end(1) == "cancelled USER_CANCELLED")
        #expect(run.updates.contains { $0.reason == .marketClosed && $0.state == .acknowledged })
    }

    @Test func `bars wait unless told otherwise, since their last one decides at the close`() throws {
        func days(_ closed: String?) throws -> VenueRun {
            let bars = (0..<3).map { step -> Bar in
                let start = Self.open + Int64(step * 24 * 3600) * Self.second
                let end = start + 12_600 * Self.second
                return Bar(
                    header: EventHeader(time: end, sequence: end - 1), start: start, end: end,
                    open: Price(550),
                    high: Price(551), low: Price(549), close: Price(550), volume: 1000)
            }
            let order = request(bars[0].end, 1, 1)
            return try VenueRun(
                "execution.bars", [calendar] + (closed.map { [("closed", Argument.text($0))] } ?? []),
                [Feed("bars", bars), Feed("order", [order])])
        }
        #expect(try days(nil).trades == ["1: 1.0 at 550"])
        #expect(try days("reject").end(1) == "rejected MARKET_CLOSED")
    }
}
