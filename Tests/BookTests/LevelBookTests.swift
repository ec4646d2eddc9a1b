import MarketModel
import OperatorKit
import OperatorSupport
import OrderBooks
import TestSupport
import Testing

@Suite struct LevelBookTests {
    private func told(
        _ changes: [LevelChange], invalidates: Bool = true, onlyTouch: Bool = false, every: Int64 = 0,
        holds: Bool = false
    ) -> Told {
        var book = NaiveLevels()
        return Told(
            changes, flags: { $0.flags }, clears: { $0.action == .clear && $0.side == .none },
            invalidates: invalidates, onlyTouch: onlyTouch, every: every, holds: holds,
            reset: { book = NaiveLevels() }, apply: { book.apply($0) }, depth: { book.depth($0) })
    }

    private func run(
        _ changes: [LevelChange], _ arguments: [(name: String, value: ArgumentValue)] = []
    ) throws -> DrivenNode {
        try NodeHarness(entry("book.l2"), arguments, [Feed("levels", changes)]).run().node
    }

    private func change(
        _ sequence: Int64, _ side: BookSide, _ price: Double, _ size: Double, _ flags: BookFlags = .last
    ) -> LevelChange {
        LevelChange(
            header: EventHeader(time: sequence, sequence: sequence), price: Price(price), size: size,
            side: side, flags: flags)
    }

    @Test(arguments: 0..<6) func `it tells what the brute-force book tells`(seed: UInt64) throws {
        let changes = BookFlow.levels(6000, seed: seed)
        let cases: [(arguments: [(name: String, value: ArgumentValue)], told: Told)] = [
            ([], told(changes)),
            ([("on_gap", Argument.text("continue"))], told(changes, invalidates: false)),
            ([("emit", Argument.text("touch"))], told(changes, onlyTouch: true)),
            ([("crossed", Argument.text("hold"))], told(changes, holds: true)),
            ([("every", Argument.integer(5_000_000))], told(changes, every: 5_000_000)),
            (
                [("every", Argument.integer(777_777)), ("emit", Argument.text("touch"))],
                told(changes, onlyTouch: true, every: 777_777)
            ),
        ]
        for (arguments, told) in cases {
            let node = try run(changes, arguments)
            #expect(told.depths.count > 50 && told.quotes.count > 50 && told.gaps > 2 && told.crossed > 10)
            #expect(same(node.tape(Depth.self).events, told.depths), "\(arguments)")
            #expect(node.tape(Quote.self).events == told.quotes, "\(arguments)")
            #expect(node.report.value("gaps") == Double(told.gaps))
            #expect(node.report.value("crossed") == Double(told.crossed))
        }
    }

    @Test func `it keeps the laws of operators`() throws {
        let feed = Feed("levels", BookFlow.levels(4000, seed: 9))
        #expect(try checkOperator(entry("book.l2"), [], [feed]) == [])
        let sampled = [("every", Argument.integer(3_000_000)), ("emit", Argument.text("touch"))]
        #expect(try checkOperator(entry("book.l2"), sampled, [feed]) == [])
    }

    @Test func `an invalid book is told once as an empty one, and again from the snapshot on`() throws {
        var clear = change(40, .none, 0, 0, .snapshot)
        clear.actionCode = LevelChange.Action.clear.rawValue
        let node = try run([
            change(1, .bid, 10, 1), change(2, .ask, 11, 1), change(20, .bid, 10, 5, [.gap, .last]),
            change(30, .bid, 9, 5), clear, change(41, .bid, 8, 2, [.snapshot, .last]),
        ])
        let depths = node.tape(Depth.self).events
        #expect(depths.map(\.header.sequence) == [1, 2, 20, 41])
        #expect(depths.map(\.bidCount) == [1, 1, 0, 1])
        #expect(node.tape(Quote.self).events.map(\.bid.double) == [10, 10, 0, 8])
        #expect(node.report.value("ignored") == 2 && node.report.value("valid") == 1)
    }

    @Test func `nothing is told in the middle of a message`() throws {
        let node = try DrivenNode(
            entry("book.l2"), inputs: [Feed("levels", [change(1, .bid, 10, 1)]).input])
        node.deliver([change(1, .bid, 10, 1, []), change(2, .ask, 9, 1, [])])
        #expect(node.tape(Depth.self).take().isEmpty && node.tape(Quote.self).take().isEmpty)
        node.deliver([change(3, .ask, 9, 0)])
        #expect(node.tape(Depth.self).take().map(\.askCount) == [0])
        #expect(node.report.value("crossed") == 0)
    }

    @Test func `a removal of nothing and a malformed level are counted`() throws {
        let node = try run([
            change(1, .bid, 10, 0), change(2, .ask, 10, .infinity), change(3, .none, 1, 1),
            change(4, .bid, 10, 1), change(5, .ask, 10, 1),
        ])
        #expect(node.report.value("absent") == 1 && node.report.value("malformed") == 2)
        #expect(node.report.value("locked") == 1)
    }

    @Test func `levels are found at any depth`() {
        var book = LevelBook()
        var naive = NaiveLevels()
        var random = SplitMix64(seed: 3)
        for step in 0..<20_000 {
            let price = Price(raw: Int64.random(in: -900...900, using: &random))
            let side: BookSide = Bool.random(using: &random) ? .bid : .ask
            let size = Double(Int.random(in: 0...2, using: &random))
            let before = naive.sides[side]?[price.raw] ?? 0
            #expect(book.set(side, price, to: size) == before)
            naive.apply(
                LevelChange(
                    header: EventHeader(time: 0, sequence: 0), price: price, size: size, side: side))
            #expect(book.size(side, at: price) == size)
            if step % 1000 == 0 {
                for side in [BookSide.bid, .ask] {
                    let levels = (0..<book.count(side)).compactMap { book.level(side, $0) }
                    let expected = (naive.sides[side] ?? [:]).sorted {
                        side == .bid ? $0.key > $1.key : $0.key < $1.key
                    }
                    #expect(levels.map(\.price.raw) == expected.map(\.key))
                    #expect(levels.map(\.size) == expected.map(\.value))
                    #expect(book.level(side, book.count(side)) == nil)
                }
            }
        }
    }

    @Test(arguments: [true, false]) func `a book may be told in order, thinned out and emptied`(rising: Bool)
    {
        var book = LevelBook()
        var sizes: [Int64: Double] = [:]
        func set(_ price: Int64, _ size: Double) {
            #expect(book.set(.ask, Price(raw: price), to: size) == sizes[price] ?? 0)
            sizes[price] = size > 0 ? size : nil
        }
        func check() {
            let levels = (0..<book.count(.ask)).compactMap { book.level(.ask, $0) }
            #expect(levels.map(\.price.raw) == sizes.keys.sorted() && levels.count == sizes.count)
            #expect(levels.allSatisfy { sizes[$0.price.raw] == $0.size })
            let depth = book.depth(EventHeader(time: 0, sequence: 0))
            #expect(depth.askCount == Int64(min(10, sizes.count)))
        }
        let prices: [Int64] = rising ? Array(1...500) : (1...500).reversed()
        for round in 1...3 {
            for price in prices { set(price, Double(round)) }
            check()
            for price in prices where price % 7 > 0 { set(price, 0) }
            check()
            for price in prices where price % 5 == 0 { set(price, 9) }
            check()
            for price in prices.reversed() { set(price, 0) }
            check()
            set(3, 1)
            book.clear(round == 2 ? .ask : .none)
            sizes = [:]
            check()
        }
    }
}
