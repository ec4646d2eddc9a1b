import MarketModel
import OperatorKit
import TestSupport
import Testing

@testable import IngestOperators

@Suite struct DatabentoTests {
    private let day: Int64 = 86_400_000_000_000
    /// 2020-12-28, the midnight.
    private let midnight: Int64 = 1_609_113_600_000_000_000

    private func decode(
        _ file: MadeFile, limit: Int = 7, _ change: (inout DatabentoOptions) -> Void = { _ in }
    ) throws -> DecodedFile {
        let scratch = try ScratchFolder()
        var options = DatabentoOptions()
        change(&options)
        return DecodedFile(
            DatabentoDecoder.self, try scratch.file("a.dbn", file.bytes), options, limit: limit)
    }

    @Test func `several instruments need a choice, and the error lists them`() throws {
        let path = testFile("databento/two-symbols.dbn")
        let open = DecodedFile(DatabentoDecoder.self, path, DatabentoOptions())
        #expect(open.events.isEmpty && open.error?.argument == "symbol")
        #expect(open.error?.message.contains("'ESH1', 'NQH1'") == true)
        var options = DatabentoOptions(symbol: "NQH1")
        let byName = DecodedFile(DatabentoDecoder.self, path, options)
        #expect(byName.error == nil && byName.trades.count == 10 && byName.tally.skipped == 10)
        #expect(byName.trades.map(\.quantity) == (1...10).map { Double(2 * $0) })
        #expect(byName.trades.first?.price == Price(3720.5) && byName.trades.first?.side == .sell)
        options = DatabentoOptions(instrument: 6055)
        #expect(DecodedFile(DatabentoDecoder.self, path, options).trades == byName.trades)
        let wrong = DecodedFile(DatabentoDecoder.self, path, DatabentoOptions(symbol: "NQH2"))
        #expect(wrong.error?.help == "did you mean 'NQH1'?")
    }

    @Test func `without metadata the second instrument ends the file`() throws {
        var file = MadeFile()
        file.trade(midnight, instrument: 7)
        file.add(
            .symbolMapping, ["end_ts": -1],
            letters: ["stype_in_symbol": "ES.FUT", "stype_out_symbol": "ESH1"],
            instrument: 8)
        file.trade(midnight + 1, instrument: 8)
        let open = try decode(file)
        #expect(open.trades.count == 1 && open.error?.argument == "instrument_id")
        #expect(open.error?.message.contains("7, 8 (ESH1)") == true)
        #expect(try decode(file) { $0.instrument = 8 }.trades.map(\.header.time) == [midnight + 1])
        // A symbol is known only once the gateway has told it.
        #expect(try decode(file) { $0.symbol = "ESH1" }.trades.map(\.header.time) == [midnight + 1])
    }

    @Test func `a continuous contract is followed over its roll`() throws {
        var file = MadeFile([
            ("ES.c.0", 1, 20_201_228, 20_201_229), ("ES.c.0", 2, 20_201_229, 20_201_230),
        ])
        for hour in 0..<48 {
            file.trade(midnight + Int64(hour) * day / 24, price: 1, instrument: 1)
            file.trade(midnight + Int64(hour) * day / 24 + 1, price: 2, instrument: 2)
        }
        let chosen = try decode(file) { $0.symbol = "ES.c.0" }
        #expect(chosen.error == nil && chosen.trades.count == 48)
        #expect(chosen.trades.map(\.price.double) == (0..<48).map { $0 < 24 ? 1 : 2 })
        // Without a choice the other instrument's records show that there are two.
        #expect(try decode(file).error?.argument == "instrument_id")
    }

    @Test func `a symbol of two days needs no choice where its records are alone`() throws {
        var file = MadeFile([
            ("ES.c.0", 1, 20_201_228, 20_201_229), ("ES.c.0", 2, 20_201_229, 20_201_230),
        ])
        file.trade(midnight, instrument: 1)
        file.trade(midnight + day, instrument: 2)
        let open = try decode(file)
        #expect(open.error == nil && open.trades.count == 2)
    }

    @Test func `publishers are joined in trades and never in quotes`() throws {
        var file = MadeFile()
        file.trade(midnight, publisher: 1)
        file.trade(midnight + 1, publisher: 2)
        #expect(try decode(file).trades.count == 2)
        #expect(try decode(file) { $0.publisher = 2 }.trades.map(\.header.time) == [midnight + 1])
        for publisher in [1, 2] {
            file.add(
                .mbp1, ["ts_recv": midnight, "bid_px_00": 1_000_000_000, "ask_px_00": .max],
                letters: ["action": "A"], publisher: UInt64(publisher))
        }
        let both = try decode(file)
        #expect(both.quotes.count == 1 && both.error?.argument == "publisher")
        #expect(both.quotes.first?.ask.raw == 0 && both.quotes.first?.isTwoSided == false)
        #expect(try decode(file) { $0.publisher = 1 }.error == nil)
    }

    @Test func `the clock chooses the time, and undefined times are refused`() throws {
        var file = MadeFile(hasSendTime: true)
        let price = Price(5).raw
        file.add(
            .trade, ["ts_event": 100, "ts_recv": 200, "price": price], letters: ["side": "A"], sendTime: 300)
        file.add(.trade, ["ts_event": 101, "ts_recv": -1, "price": price], sendTime: 301)
        let received = try decode(file)
        #expect(received.trades.map(\.header.time) == [200] && received.refused("time is undefined") == 1)
        #expect(try decode(file) { $0.usesEventTime = true }.trades.map(\.header.time) == [100, 101])
        #expect(received.trades.first?.side == .sell && received.trades.first?.header.stamp == 1)
    }

    @Test func `undefined prices are a missing side, or refused`() throws {
        var file = MadeFile()
        let none = Int64.max
        file.add(.trade, ["ts_recv": 1, "price": none, "size": 1], letters: ["action": "T"])
        file.add(.mbo, ["ts_recv": 2, "price": none, "size": 1], letters: ["action": "A", "side": "B"])
        file.add(.mbo, ["ts_recv": 3, "price": none], letters: ["action": "R", "side": "N"])
        file.add(.mbo, ["ts_recv": 4, "price": 5, "flags": 64], letters: ["action": "A", "side": "B"])
        file.add(.mbo, ["ts_recv": 5, "price": 5, "flags": 164], letters: ["action": "M", "side": "A"])
        file.add(.mbo, ["ts_recv": 6, "price": 5], letters: ["action": "N"])
        file.add(.mbo, ["ts_recv": 7, "price": 5], letters: ["action": "x"])
        file.add(.barMinute, ["ts_event": 0, "open": 1, "high": none, "low": 1, "close": 1])
        file.add(
            .bboSecond, ["ts_event": -1, "ts_recv": 9, "bid_px_00": none, "ask_px_00": 7, "ask_sz_00": 3])
        let read = try decode(file)
        #expect(read.refused("price is undefined") == 3 && read.tally.skipped == 1)
        #expect(
            read.refused("tells a price level, not an order") == 1 && read.refused("action is unknown") == 1)
        #expect(read.orders.map(\.action) == [.clear, .modify] && read.orders.map(\.price.raw) == [0, 5])
        #expect(read.orders.map(\.flags) == [[], [.last, .snapshot, .gap]])
        #expect(read.quotes.map(\.askSize) == [3] && read.quotes.first?.bid.raw == 0)
        let example = read.tally.entries["price is undefined"]?.examples.first
        #expect(example?.contains("record 1: trade length=12 rtype=0") == true)
    }

    @Test func `an order's trade is a trade too, of the aggressor's side`() throws {
        var file = MadeFile()
        for (index, letter) in ["A", "T", "F", "C", "M", "R"].enumerated() {
            file.add(
                .mbo, ["ts_recv": Int64(index), "order_id": 9, "price": 5_000_000_000, "size": 2],
                letters: ["action": letter, "side": "B"])
        }
        let read = try decode(file)
        #expect(read.orders.map(\.action) == [.add, .trade, .fill, .cancel, .modify, .clear])
        #expect(read.trades.count == 1 && read.trades.first?.side == .buy && read.trades.first?.quantity == 2)
        #expect(read.orders.allSatisfy { $0.orderID == 9 && $0.side == .bid })
    }

    @Test func `values of definitions, statistics and status are told`() throws {
        var file = MadeFile()
        file.add(
            .definition,
            [
                "min_price_increment": 250_000_000, "unit_of_measure_qty": 50_000_000_000,
                "contract_multiplier": Int64(Int32.max),
            ], letters: ["raw_symbol": "ESH1"])
        file.add(.statistics, ["stat_type": 3, "price": 3_700_000_000_000, "quantity": .max])
        file.add(.statistics, ["stat_type": 3, "price": 3_701_000_000_000, "quantity": .max])
        file.add(.statistics, ["stat_type": 9, "price": .max, "quantity": 1234])
        file.add(.statistics, ["stat_type": 9, "quantity": 5], instrument: 2)
        file.add(.status, [:], letters: ["is_trading": "N"])
        file.add(.system, [:], letters: ["msg": "Heartbeat"])
        file.add(.error, [:], letters: ["err": "Too slow"])
        let read = try decode(file) { $0.instrument = 1 }
        #expect(
            read.tally.values == [
                "tick_size": 0.25, "contract_size": 50, "settlement_price": 3701, "open_interest": 1234,
                "is_trading": 0,
            ])
        #expect(read.tally.skipped == 7 && read.tally.notes["skipped_statistics"] == 4)
        #expect(read.tally.entries["the gateway told an error"]?.examples[0].contains("err=Too slow") == true)
    }
}
