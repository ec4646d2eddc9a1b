import Archives
import Foundation
import MarketModel
import TestSupport
import Testing

@testable import IngestOperators

/// Against the official decoder, by golden values that `Fixtures/databento/make.py` writes.
@Suite struct DatabentoConformanceTests {
    private struct Golden {
        var name: String
        var version: Int
        var count: Int
        var hash: String
    }

    private func golden() throws -> [Golden] {
        let text = try String(contentsOfFile: testFile("databento/conformance.txt"), encoding: .utf8)
        return text.split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            return Golden(
                name: String(words[0]), version: Int(words[1]) ?? 0, count: Int(words[2]) ?? -1,
                hash: String(words[3]))
        }
    }

    @Test func `every field of every conformance file is read as the official decoder reads it`() throws {
        var compared = 0
        for file in try golden() {
            guard let path = RecordedData.path("dbn/\(file.name)") else { return }
            let records = try Records(contents(path))
            #expect(records.version == file.version && records.records.count == file.count, "\(file.name)")
            let text = records.records.map { records.describe($0) }.joined(separator: "\n")
            #expect(fnv(text) == file.hash, "\(file.name)")
            compared += file.count
        }
        #expect(compared > 90)
    }

    @Test(arguments: [("all.v1.dbn", 1), ("all.v2.dbn", 2), ("all.v3.dbn.zst", 3)])
    func `every kind of record in every version has the official fields`(name: String, version: Int) throws {
        let records = try Records(contents(testFile("databento/\(name)")))
        #expect(records.version == version)
        let lines = try String(contentsOfFile: testFile("databento/all.v\(version).txt"), encoding: .utf8)
            .split(separator: "\n")
        #expect(records.records.count == lines.count && lines.count == 92)
        var kinds: Set<RecordKind> = []
        for (record, line) in zip(records.records, lines) {
            #expect("\(record[1]) \(fnv(records.describe(record)))" == line)
            RecordKind(rawValue: record[1]).map { _ = kinds.insert($0) }
        }
        #expect(kinds == Set(RecordKind.allCases))
    }

    @Test func `each conformance file gives the events that its facts promise`() throws {
        for file in try golden() {
            guard let path = RecordedData.path("dbn/\(file.name)"),
                let facts = RecordedData.facts("dbn:dbn_official/tests/data/\(file.name)")
            else { return }
            let decoded = DecodedFile(DatabentoDecoder.self, path, DatabentoOptions())
            #expect(decoded.error == nil, "\(file.name)")
            #expect(decoded.tally.records == facts["records"] as? Int, "\(file.name)")
            #expect(decoded.refusedCount == 0, "\(file.name): \(decoded.tally.entries)")
            let archive = try ArchiveReader(path: path)
            var window = ByteWindow()
            let metadata = try DatabentoMetadata(&window, FeedFile(archive: archive, name: path))
            #expect(Set(metadata.mappings.map(\.symbol)) == Set(facts["symbols"] as? [String] ?? ["?"]))
            let schema = facts["schema"] as? String ?? ""
            let count = file.count
            switch schema {
            case "trades": #expect(decoded.trades.count == count)
            case "mbo":
                #expect(decoded.orders.count == count)
                #expect(decoded.orders.allSatisfy { $0.flags == .last })
            case "mbp-1", "bbo-1s", "bbo-1m", "cmbp-1", "cbbo-1s": #expect(decoded.quotes.count == count)
            case "tbbo": #expect(decoded.quotes.count == count && decoded.trades.count == count)
            case "mbp-10": #expect(!decoded.levels.isEmpty && decoded.levels[0].action == .clear)
            case "ohlcv-1s", "ohlcv-1m", "ohlcv-1h", "ohlcv-1d": #expect(decoded.bars.count == count)
            default: #expect(decoded.events.isEmpty && decoded.tally.skipped == count, "\(file.name)")
            }
            let values = decoded.tally.values
            // The definitions' tick is undefined; the last status says that there is trading.
            if schema == "definition" { #expect(values.isEmpty) }
            if schema == "status" { #expect(values == ["is_trading": 1]) }
            if schema == "statistics" { #expect(values == ["session_high": 100, "lowest_offer": 100]) }
        }
    }

    /// The fixed places of the quick paths against the tables, which the tests above hold to the official decoder.
    @Test(arguments: ["all.v1.dbn", "all.v2.dbn", "all.v3.dbn.zst"])
    func `events say what the fields say`(name: String) throws {
        let path = testFile("databento/\(name)")
        let records = try Records(contents(path))
        var options = DatabentoOptions()
        options.instrument = 5482
        let decoded = DecodedFile(DatabentoDecoder.self, path, options)
        #expect(decoded.error == nil && decoded.tally.records == records.records.count)
        var seen: Set<RecordKind> = []
        for event in decoded.events {
            let record = records.records[Int(event.header.stamp) - 1]
            let fields = records.fields(record)
            let kind = try #require(RecordKind(rawValue: record[1]))
            seen.insert(kind)
            func price(_ name: String) -> Int64 {
                let raw = fields[name].flatMap(Int64.init) ?? -1
                return raw == .max ? 0 : raw
            }
            func size(_ name: String) -> Double { fields[name].flatMap(Double.init) ?? -1 }
            switch event {
            case .trade(let trade):
                #expect(fields["action"] == "T" || kind == .trade)
                #expect(trade.price.raw == price("price") && trade.quantity == size("size"))
                let side = fields["side"] == "B" ? Trade.Side.buy : fields["side"] == "A" ? .sell : .unknown
                #expect(trade.side == side && "\(event.time)" == fields["ts_recv"])
            case .quote(let quote):
                #expect(quote.bid.raw == price("bid_px_00") && quote.ask.raw == price("ask_px_00"))
                #expect(quote.bidSize == (quote.bid.raw == 0 ? 0 : size("bid_sz_00")))
                #expect(quote.askSize == (quote.ask.raw == 0 ? 0 : size("ask_sz_00")))
                #expect("\(event.time)" == fields["ts_recv"])
            case .order(let order):
                #expect("\(order.orderID)" == fields["order_id"] && order.price.raw == price("price"))
                #expect(order.size == size("size") && "\(event.time)" == fields["ts_recv"])
                #expect(order.flags.contains(.last) == (Int(fields["flags"] ?? "") ?? 0 >= 128))
            case .bar(let bar):
                #expect(bar.open.raw == price("open") && bar.high.raw == price("high"))
                #expect(bar.low.raw == price("low") && bar.close.raw == price("close"))
                #expect(bar.volume == size("volume") && "\(bar.start)" == fields["ts_event"])
                #expect(bar.end - bar.start == kind.interval && event.time == bar.end)
            case .level(let level): #expect("\(level.header.time)" == fields["ts_recv"])
            }
        }
        #expect(seen.isSuperset(of: [.trade, .mbp1, .mbp10, .cmbp1, .bboSecond, .cbboMinute, .mbo]))
    }
}
