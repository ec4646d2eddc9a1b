import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import ReferenceData
import TestSupport
import Testing

@testable import ExecutionOperators

/// Volatility and volume learned from the market, against the same sums written down in one go.
@Suite struct LearnedImpactTests {
    private static let minute: Int64 = 60_000_000_000
    private static let session: Int64 = 390 * minute
    // 2024-07-01, 13:30 UTC: XNYS opens; the 3rd is a short day, the 4th a holiday.
    private static let open: Int64 = 1_719_840_600_000_000_000

    /// An interval as the twin sees it: its number, whether its return counts, the return and the volume.
    private struct Interval {
        var change: Double?
        var volume: Double
    }

    /// Σwx/Σw with w = 2^(−age/(n·halfLife)), the newest interval having age 0.
    private func weighted(_ values: [Double?], _ perDay: [Double], _ halfLife: Double) -> Double {
        var (sum, weight, factor) = (0.0, 0.0, 1.0)
        for (value, n) in zip(values, perDay).reversed() {
            if let value {
                sum += factor * value
                weight += factor
                factor *= exp2(-1 / (n * halfLife))
            }
        }
        return sum / weight
    }

    private func trades(_ times: [Int64], seed: UInt64) -> [Trade] {
        var random = SplitMix64(seed: seed)
        var price = 100.0
        return times.map { time in
            price *= 1 + Double.random(in: -0.001...0.001, using: &random)
            return Trade(
                header: EventHeader(time: time, sequence: time), price: Price(price),
                quantity: Double(Int.random(in: 1...50, using: &random)), side: .buy)
        }
    }

    @Test func `trades around the clock give what the sums over their minutes give`() {
        var random = SplitMix64(seed: 2)
        var time: Int64 = 1_000 * Self.minute
        let times = (0..<3000).map { _ -> Int64 in
            // Some minutes stay empty.
            time += Int64.random(
                in: 1...(Int64.random(in: 0..<40, using: &random) == 0 ? 9 : 1) * 40_000_000_000,
                using: &random)
            return time
        }
        let trades = trades(times, seed: 3)
        var pace = MarketPace(every: Self.minute, halfLife: 0.05, clock: SessionClock())
        for trade in trades { _ = pace.add(trade) }
        let first = times[0] / Self.minute
        var minutes = [[Trade]](repeating: [], count: Int(times[times.count - 1] / Self.minute - first))
        for trade in trades where trade.header.time / Self.minute - first < Int64(minutes.count) {
            minutes[Int(trade.header.time / Self.minute - first)].append(trade)
        }
        var last = minutes[0].last?.price.double ?? 0
        var changes: [Double?] = [nil]
        for minute in minutes.dropFirst() {
            let price = minute.last?.price.double ?? last
            changes.append(log(price / last))
            last = price
        }
        let volumes = minutes.map { $0.reduce(0) { $0 + $1.quantity } }
        let n = [Double](repeating: 1440, count: minutes.count)
        let sigma = (1440 * weighted(changes.map { $0.map { $0 * $0 } }, n, 0.05)).squareRoot()
        let volume = 1440 * weighted(volumes.map { $0 }, n, 0.05)
        #expect(minutes.contains { $0.isEmpty } && minutes.count > 500)
        #expect(abs((pace.sigma ?? 0) / sigma - 1) < 1e-9)
        #expect(abs((pace.volume ?? 0) / volume - 1) < 1e-9)
    }

    @Test func `nights between sessions count for nothing, and trades outside them neither`() throws {
        let clock = try SessionClock(named: "XNYS")
        func learned(_ gap: Double, _ isLate: Bool) -> MarketPace {
            var pace = MarketPace(every: Self.minute, halfLife: 5, clock: clock)
            for day in 0..<2 as Range<Int64> {
                let open = Self.open + day * 1440 * Self.minute
                for minute in 0..<390 as Range<Int64> {
                    let base = day == 0 ? 100.0 : 100 * gap
                    let price = Price(minute % 2 == 0 ? base : base * 1.001)
                    let time = open + minute * Self.minute
                    _ = pace.add(
                        Trade(
                            header: EventHeader(time: time, sequence: time), price: price, quantity: 10,
                            side: .buy))
                }
                let late = open + 400 * Self.minute
                if isLate {
                    _ = pace.add(
                        Trade(
                            header: EventHeader(time: late, sequence: late), price: Price(1), quantity: 1e9,
                            side: .buy))
                }
            }
            return pace
        }
        let quiet = learned(1, false)
        let sigma = try #require(quiet.sigma)
        #expect(abs(sigma - log(1.001) * Double(390).squareRoot()) < 1e-9)
        #expect(abs((quiet.volume ?? 0) - 3900) < 1e-6)
        let wild = learned(2, true)
        #expect(abs((wild.sigma ?? 0) - sigma) < 1e-9 && abs((wild.volume ?? 0) - 3900) < 1e-6)
    }

    @Test func `daily bars are days of their own`() throws {
        var pace = MarketPace(every: Self.minute, halfLife: 10, clock: try SessionClock(named: "XNYS"))
        let closes = (0..<40).map { 100 * pow(1.01, Double($0 % 3)) }
        for (day, close) in closes.enumerated() {
            #expect((pace.sigma == nil) == (day <= 20))
            let start = Self.open + Int64(day) * 1440 * Self.minute - 570 * Self.minute
            pace.add(
                Bar(
                    header: EventHeader(time: start, sequence: start), start: start,
                    end: start + 1440 * Self.minute, open: Price(close), high: Price(close),
                    low: Price(close),
                    close: Price(close), volume: Double(1000 + day)))
        }
        let changes =
            [nil] + zip(closes, closes.dropFirst()).map { Optional(log(Price($1).double / Price($0).double)) }
        let n = [Double](repeating: 1, count: closes.count)
        let sigma = weighted(changes.map { $0.map { $0 * $0 } }, n, 10).squareRoot()
        let volume = weighted(closes.indices.map { Double(1000 + $0) }, n, 10)
        #expect(abs((pace.sigma ?? 0) - sigma) < 1e-9 && abs((pace.volume ?? 0) - volume) < 1e-6)
    }

    @Test func `an order pays by what was learned before it, and before that nothing, counted`() throws {
        let times = (0..<200).map { 1_000 * Self.minute + Int64($0) * Self.minute / 2 }
        let trades = trades(times, seed: 7)
        let impact = Argument.table([
            (key: "model", value: Argument.text("square_root")),
            (key: "sigma", value: Argument.text("learned")),
            (key: "volume", value: Argument.text("learned")), (key: "half_life", value: Argument.real(2)),
        ])
        let orders = [request(times[4] - 1, 1, 50), request(times[150] - 1, 2, 50)]
        let run = try VenueRun(
            "execution.simulated", [("impact", impact)], [Feed("market", trades), Feed("order", orders)])
        let fills = run.fills.filter(\.isTrade)
        #expect(fills.map { $0.header.time } == [times[4], times[150]])
        #expect(fills[0].price == trades[4].price && run.report.value("impact_unknown") == 1)
        var pace = MarketPace(every: Self.minute, halfLife: 2, clock: SessionClock())
        for trade in trades[0...150] { _ = pace.add(trade) }
        let (sigma, volume) = (try #require(pace.sigma), try #require(pace.volume))
        let price = trades[150].price.double
        let expected = price + price * sigma * (50 / volume).squareRoot()
        #expect(abs(fills[1].price.double - expected) < 2e-9 && fills[1].price > trades[150].price)
    }

    @Test func `what is said of learning must be meant`() {
        func fails(_ entries: [(String, ArgumentValue)]) -> Bool {
            let tree = Argument.table(entries.map { (key: $0.0, value: $0.1) })
            return (try? ImpactModel(tree, tick: 0)) == nil
        }
        let model = ("model", Argument.text("square_root"))
        let (sigma, volume) = (("sigma", Argument.real(0.02)), ("volume", Argument.real(1e6)))
        #expect(!fails([model, sigma, volume]))
        #expect(
            !fails([model, ("sigma", Argument.text("learned")), volume, ("half_life", Argument.real(3))]))
        #expect(fails([model, sigma, volume, ("half_life", Argument.real(3))]))
        #expect(fails([model, ("sigma", Argument.text("learnt")), volume]))
        #expect(fails([model, sigma]))
        #expect(fails([model, ("sigma", Argument.text("learned")), volume, ("minutes", Argument.real(0))]))
    }
}

/// The margin that instruments say.
@Suite struct InstrumentMarginTests {
    private let terms = [("margin_initial", Argument.real(100)), ("margin_maintenance", Argument.real(80))]

    private func run(_ quantity: Double, _ arguments: [(String, ArgumentValue)]) throws -> VenueRun {
        let bars = [bar(0, [100, 100, 100, 100]), bar(10, [100, 101, 99, 100])]
        return try VenueRun(
            "execution.bars", [("tick", Argument.real(1))] + arguments,
            [Feed("bars", bars), Feed("order", [request(9, 1, quantity)])])
    }

    @Test func `with capital the instrument's margin binds, without it is only told`() throws {
        let capital = ("capital", Argument.real(1000))
        #expect(try run(10, terms + [capital]).end(1) == "filled")
        #expect(try run(11, terms + [capital]).end(1) == "rejected MARGIN_INSUFFICIENT")
        #expect(try run(11, terms).end(1) == "filled")
        #expect(try run(11, [capital]).end(1) == "filled")
        let own = Argument.table([
            (key: "initial", value: Argument.real(10)), (key: "maintenance", value: Argument.real(10)),
        ])
        #expect(
            try run(11, terms + [capital, ("margin", own)]).end(1) == "filled", "`margin` says it itself")
        #expect(throws: OperatorError.self) {
            try run(
                1, [capital, ("margin_initial", Argument.real(5)), ("margin_maintenance", Argument.real(6))])
        }
    }

    @Test func `a position that the equity does not keep is closed`() throws {
        let bars = [
            bar(0, [100, 100, 100, 100]), bar(10, [100, 101, 99, 100]), bar(20, [80, 80, 70, 75]),
            bar(30, [75, 75, 75, 75]),
        ]
        let run = try VenueRun(
            "execution.bars", [("tick", Argument.real(1)), ("capital", Argument.real(1000))] + terms,
            [Feed("bars", bars), Feed("order", [request(9, 1, 10)])])
        #expect(run.report.value("liquidations") == 1 && run.report.value("position") == 0)
    }
}
