import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import ReferenceData
import TestSupport
import Testing

/// The continuous future: against a slow twin, its laws, and Lean's map and factor files.
@Suite struct ContinuousTests {
    private struct Output {
        var adjusted: [Trade]
        var mapped: [Trade]
        var rolls: [FeatureRow]
        var report: NodeReport
    }

    private func run(_ trades: [[Trade]], _ arguments: Arguments) throws -> Output {
        let run = try NodeHarness(entry("reference.continuous"), arguments, Contracts.feeds(trades)).run()
        #expect(run.faults == [])
        return Output(
            adjusted: run.node.tape(Trade.self, "adjusted").events,
            mapped: run.node.tape(Trade.self, "mapped").events,
            rolls: run.node.tape(FeatureRow.self).events, report: run.node.report)
    }

    private func texts(_ values: [String]) -> ArgumentValue {
        Argument.list(values.map { Argument.text($0) })
    }

    private func lean(_ name: String) -> String? { RecordedData.path("lean/future/cme/\(name)/es.csv") }

    private static let spring = ["2013-12-20", "2014-03-21"]

    private func decemberRoll(_ more: Arguments) throws -> Output? {
        guard let trades = try Contracts.sp500(["201312", "201403"], from: "20131201") else { return nil }
        return try run(trades, [("expiries", texts(Self.spring))] + more)
    }

    private func days(_ trades: [Trade]) -> [String] {
        trades.map { newYorkDay($0.header.time).description.filter { $0 != "-" } }
    }

    private func expectEqual(_ out: Output, _ twin: ContinuousTwin, byRatio: Bool) {
        #expect(out.mapped == twin.mapped)
        #expect(out.adjusted.count == twin.mapped.count)
        let wrong = out.adjusted.indices.filter { index in
            let trade = out.adjusted[index]
            let isSame =
                byRatio
                ? abs(trade.price.double - twin.byRatio[index]) <= 2e-9
                : trade.price.raw == twin.byDifference[index]
            return !isSame || trade.header != twin.mapped[index].header
        }
        #expect(wrong == [])
        let rolls = out.rolls.map {
            ContinuousTwin.Roll(
                old: Int($0.values[0]), new: Int($0.values[1]), gap: Price($0.values[4]).raw)
        }
        #expect(rolls == twin.rolls)
    }

    @Test func `every rule and adjustment does what the slow twin does`() throws {
        let expiries = ["2013-10-15", "2013-10-21", "2013-11-20"].compactMap { CivilDate(text: $0) }
        let names = texts(expiries.map(\.description))
        // Two sessions before: Friday the 11th and Thursday the 17th.
        let lastDays = ["2013-10-11", "2013-10-17", "2013-11-18"].compactMap { CivilDate(text: $0) }
        for seed: UInt64 in 1...4 {
            let trades = Contracts.random(seed)
            for adjust in ["difference", "ratio"] {
                let how: Arguments = [("adjust", Argument.text(adjust))]
                let calendar = try run(
                    trades, how + [("expiries", names), ("days", Argument.integer(2))])
                let calendarTwin = ContinuousTwin(trades, .calendar(lastDays: lastDays))
                #expect(calendarTwin.rolls.count == 2)
                expectEqual(calendar, calendarTwin, byRatio: adjust == "ratio")
                let volume = try run(trades, how + [("roll", Argument.text("volume"))])
                let volumeTwin = ContinuousTwin(trades, .volume(expiries: []))
                #expect(volumeTwin.rolls.count == 2)
                expectEqual(volume, volumeTwin, byRatio: adjust == "ratio")
                let bounded = try run(
                    trades, how + [("roll", Argument.text("volume")), ("expiries", names)])
                expectEqual(
                    bounded, ContinuousTwin(trades, .volume(expiries: expiries)), byRatio: adjust == "ratio")
            }
        }
    }

    @Test func `within a contract prices move as its trades do, at a roll as the new contract did`() throws {
        for seed: UInt64 in 11...14 {
            let trades = Contracts.random(seed)
            let twin = ContinuousTwin(trades, .volume(expiries: []))
            let rule: Arguments = [("roll", Argument.text("volume"))]
            let difference = try run(trades, rule + [("adjust", Argument.text("difference"))])
            let ratio = try run(trades, rule + [("adjust", Argument.text("ratio"))])
            let wrong = (1..<twin.mapped.count).filter { i in
                let before = standIn(for: i, trades, twin)
                let moved = ratio.adjusted[i].price.double / ratio.adjusted[i - 1].price.double
                return difference.adjusted[i].price.raw - difference.adjusted[i - 1].price.raw
                    != twin.mapped[i].price.raw - before.raw
                    || abs(moved - twin.mapped[i].price.double / before.double) > 1e-11
            }
            #expect(wrong == [])
        }
    }

    /// The price, in the contract of mapped trade `i`, that stands for the trade before.
    private func standIn(for i: Int, _ trades: [[Trade]], _ twin: ContinuousTwin) -> Price {
        let new = twin.contracts[i]
        guard twin.contracts[i - 1] != new else { return twin.mapped[i - 1].price }
        let start = ContinuousTwin.tradingDay(twin.mapped[i].header.sequence)
        let earlier = trades[new].last {
            $0.header.sequence < twin.mapped[i].header.sequence
                && ContinuousTwin.tradingDay($0.header.sequence) < start
        }
        return earlier?.price ?? twin.mapped[i].price
    }

    @Test func `nothing is seen ahead: a shorter tape gives the beginning of the same`() throws {
        let trades = Contracts.random(21)
        let rule: Arguments = [("roll", Argument.text("volume"))]
        let whole = try run(trades, rule)
        let cuts = stride(
            from: trades[0][10].header.sequence, through: trades[2][2400].header.sequence,
            by: 131_000_000_000_000)
        for cut in cuts {
            let early = try run(trades.map { tape in tape.filter { $0.header.sequence <= cut } }, rule)
            #expect(early.adjusted == whole.adjusted.filter { $0.header.sequence <= cut })
            #expect(early.mapped == whole.mapped.filter { $0.header.sequence <= cut })
            #expect(early.rolls.map(\.header) == whole.rolls.map(\.header).filter { $0.sequence <= cut })
        }
    }

    @Test func `gold of October 2013 goes to December, where the volume is`() throws {
        guard let trades = try Contracts.gold(["201310", "201311", "201312", "201402"]) else { return }
        for adjust in ["difference", "ratio"] {
            let out = try run(trades, [("roll", Argument.text("volume")), ("adjust", Argument.text(adjust))])
            let twin = ContinuousTwin(trades, .volume(expiries: []))
            expectEqual(out, twin, byRatio: adjust == "ratio")
            #expect(twin.rolls.map { [$0.old, $0.new] } == [[0, 2]])
            #expect(out.report.value("rolls") == 1)
            #expect(
                (out.report.value("mapped") ?? 0) + (out.report.value("ignored") ?? 0)
                    == Double(trades.map(\.count).reduce(0, +)))
        }
    }

    @Test func `a week of S&P minutes stays with the front contract`() throws {
        guard let trades = try Contracts.sp500Minutes(["201312", "201403"]) else { return }
        for rule: Arguments in [
            [("roll", Argument.text("volume"))], [("expiries", texts(Self.spring))],
        ] {
            let out = try run(trades, rule)
            #expect(out.mapped == trades[0] && out.adjusted == trades[0] && out.rolls.isEmpty)
        }
        // Five trading days before 15 October is Tuesday the 8th; the turn passes that evening at 18:00.
        let out = try run(trades, [("expiries", texts(["2013-10-15", "2014-03-21"]))])
        let evening = noon("20131008") + 10 * 3_600_000_000_000
        #expect(
            out.mapped == trades[0].filter { $0.header.time < evening }
                + trades[1].filter { $0.header.time > evening })
        #expect(out.rolls.count == 1)
        let gaps = out.rolls.map { $0.values[4] }
        let last = trades.map { tape in tape.last { $0.header.time < evening }?.price.double ?? 0 }
        #expect(gaps == [last[1] - last[0]])
    }

    @Test func `the S&P rolls on the Monday after its volume did`() throws {
        // Friday 2013-12-13 is the first day on which March (868,208) trades more than December (347,764).
        guard let out = try decemberRoll([("roll", Argument.text("volume"))]) else { return }
        #expect(out.rolls.count == 1)
        #expect(out.rolls.first?.values[4] == 1768.75 - 1775)
        #expect(days(out.mapped).last { $0 < "20131216" } == "20131213")
        // Sunday evening's trade of December is the first event of Monday's session.
        #expect(out.rolls.map { newYorkDay($0.header.time).description } == ["2013-12-15"])
        let monday = try #require(out.mapped.first { newYorkDay($0.header.time).day == 16 })
        #expect(monday.price == Price(1779))
        #expect(out.adjusted.first { newYorkDay($0.header.time).day == 16 }?.price == Price(1779 + 6.25))
    }

    @Test func `the S&P rolls on the days of Lean's map file`() throws {
        guard let map = lean("map_files") else { return }
        let lastDays = [
            "open_interest": "20131217", "last_trading_day": "20131219", "first_day_of_month": "20131129",
        ]
        for (mapping, last) in lastDays {
            let arguments: Arguments = [
                ("roll", Argument.text("map")), ("map", Argument.text(map)),
                ("mapping", Argument.text(mapping)),
            ]
            guard let trades = try Contracts.sp500(["201312", "201403"], from: "20131101") else { return }
            let out = try run(trades, [("expiries", texts(Self.spring))] + arguments)
            #expect(out.rolls.count == 1)
            #expect(days(out.mapped.filter { trades[0].contains($0) }).max() == last, "\(mapping)")
        }
    }

    @Test func `the gap is the one of Lean's factor file, to a tick`() throws {
        guard let map = lean("map_files"), let factors = lean("factor_files") else { return }
        let files: Arguments = [
            ("roll", Argument.text("map")), ("map", Argument.text(map)), ("factors", Argument.text(factors)),
        ]
        guard let forward = try decemberRoll(files) else { return }
        #expect(forward.rolls.map { $0.values[4] } == [1772 - 1778.25])
        // Lean's chain: −159.50 up to 2013-12-17, −153.00 from the day after.
        #expect(abs((forward.rolls.first?.values[4] ?? 0) - (-159.5 - -153)) <= 0.25)

        let backward: Arguments = files + [("direction", Argument.text("backward"))]
        let difference = try #require(try decemberRoll(backward))
        let ratio = try #require(try decemberRoll(backward + [("adjust", Argument.text("ratio"))]))
        let roll = try #require(difference.rolls.first).header.sequence
        for (index, trade) in difference.mapped.enumerated() {
            let isOld = trade.header.sequence < roll
            #expect(difference.adjusted[index].price.double == trade.price.double - (isOld ? 159.5 : 153))
            let factor = isOld ? 0.9368683946333239 : 0.940301598052699
            #expect(abs(ratio.adjusted[index].price.double - trade.price.double * factor) < 2e-9)
        }
        // Over the roll both directions tell the same moves, to a tick.
        for (a, b) in zip(
            zip(forward.adjusted, forward.adjusted.dropFirst()),
            zip(difference.adjusted, difference.adjusted.dropFirst()))
        {
            let (there, here) = (a.1.price.double - a.0.price.double, b.1.price.double - b.0.price.double)
            #expect(abs(there - here) <= 0.25)
        }
    }

    @Test func `without adjustment the jump stays`() throws {
        guard let out = try decemberRoll([("adjust", Argument.text("none"))]) else { return }
        #expect(out.adjusted == out.mapped)
        #expect(out.rolls.count == 1)
    }

    @Test func `a contract that has not traded takes over with its first trade`() throws {
        let old = TradeTape.of((7...14).map { (noon("201310\($0 < 10 ? "0" : "")\($0)"), 100 + Double($0)) })
        let new = TradeTape.of([(noon("20131011"), 120), (noon("20131014"), 121.5)])
        let out = try run(
            [old, new], [("expiries", texts(["2013-10-08", "2013-12-20"])), ("days", Argument.integer(0))])
        // Held to the 11th, when the new one first trades, after the old one's trade of the same time.
        #expect(out.mapped.map(\.price) == [107, 108, 109, 110, 111, 120, 121.5].map { Price($0) })
        #expect(out.adjusted.map(\.price) == [107, 108, 109, 110, 111, 111, 112.5].map { Price($0) })
        #expect(out.rolls.map { $0.values[4] } == [9])
        #expect(out.rolls.map { $0.values[5] } == [0])
    }

    @Test func `contracts whose turn is over when the data begin are passed by, without a roll`() throws {
        let trades = (0..<3).map {
            TradeTape.of([(noon("20131007"), 100 + Double($0)), (noon("20131008"), 101)])
        }
        let out = try run(
            trades, [("expiries", texts(["2013-08-28", "2013-10-02", "2013-12-27"]))])
        #expect(out.mapped == trades[2] && out.adjusted == trades[2] && out.rolls.isEmpty)
    }

    @Test func `prices below zero have no ratio: the gap stays and is counted`() throws {
        let old = TradeTape.of([(noon("20200417"), 18), (noon("20200420"), -37.63)])
        let new = TradeTape.of([(noon("20200420"), 20.43), (noon("20200422"), 13.78)])
        let expiries = ("expiries", texts(["2020-04-21", "2020-05-19"]))
        let ratio = try run(
            [old, new], [expiries, ("days", Argument.integer(1)), ("adjust", Argument.text("ratio"))])
        #expect(ratio.report.value("unadjusted_rolls") == 1)
        #expect(ratio.adjusted.last?.price == Price(13.78))
        let difference = try run([old, new], [expiries, ("days", Argument.integer(1))])
        #expect(difference.adjusted.last?.price == Price(13.78 - 20.43 - 37.63))
    }

    @Test func `it keeps the laws`() throws {
        let names = texts(["2013-10-15", "2013-10-21", "2013-11-20"])
        for arguments: Arguments in [
            [("roll", Argument.text("volume")), ("adjust", Argument.text("ratio"))],
            [("expiries", names), ("days", Argument.integer(2))],
        ] {
            let feeds = Contracts.feeds(Contracts.random(31))
            #expect(try checkOperator(entry("reference.continuous"), arguments, feeds) == [])
        }
    }

    @Test func `bad arguments are told`() throws {
        func refusal(_ arguments: Arguments) -> OperatorError? {
            #expect(throws: OperatorError.self) {
                try NodeHarness(
                    entry("reference.continuous"), arguments, Contracts.feeds([[Trade](), [Trade]()])
                ).run()
            }
        }
        let good = ("expiries", texts(Self.spring))
        #expect(refusal([])?.argument == "expiries")
        #expect(refusal([("expiries", texts(["2013-12-20"]))])?.argument == "expiries")
        #expect(refusal([("expiries", texts(["2013-12-20", "soon"]))])?.message == "'soon' isn't a day")
        #expect(refusal([("expiries", texts(Self.spring.reversed()))])?.argument == "expiries")
        #expect(refusal([good, ("roll", Argument.text("map"))])?.argument == "map")
        #expect(refusal([good, ("calendar", Argument.text("CMEX"))])?.help == "calendar: CMES")
        let backward: Arguments = [good, ("direction", Argument.text("backward"))]
        #expect(refusal(backward)?.argument == "direction")
        #expect(refusal(backward + [("factors", Argument.text("es.csv"))])?.argument == "roll")
        guard let map = lean("map_files") else { return }
        let odd = refusal([
            ("roll", Argument.text("map")), ("map", Argument.text(map)),
            ("expiries", texts(["2013-12-20", "2014-02-21"])),
        ])
        #expect(odd?.argument == "expiries" && odd?.help == "the nearest that is expires on 2014-03-21")
    }

    @Test func `a contract that only updates is refused`() {
        let feeds = [
            Feed("contracts", [Trade](), source: "a"),
            Feed("contracts", [Trade](), source: "b", triggers: false),
        ]
        let error = #expect(throws: OperatorError.self) {
            try NodeHarness(
                entry("reference.continuous"), [("expiries", texts(Self.spring))], feeds
            ).run()
        }
        #expect(error?.help == "leave `on` out")
    }
}
