import MarketModel
import OperatorKit
import TestSupport
import Testing

@testable import IngestOperators

/// One rule of the format or of an argument at a time.
@Suite struct FIXRuleTests {
    private func decode(
        _ bodies: [String], _ change: (inout FIXOptions) -> Void = { _ in }
    ) throws -> DecodedFile {
        let scratch = try ScratchFolder()
        var options = FIXOptions()
        change(&options)
        let bytes = bodies.flatMap { fixMessage($0) }
        return DecodedFile(FIXDecoder.self, try scratch.file("a.log", bytes), options)
    }

    private let head = "49=V|56=C|52=20240809-13:30:00.5"
    private let time: Int64 = 1_723_210_200_500_000_000

    @Test func `the clock is the sender's, the exchange's or the entry's`() throws {
        let body =
            "35=X|\(head)|60=20240809-13:30:00.25|268=2|279=0|269=0|270=1|271=1|273=13:29:59.125|279=0|269=1|270=2|271=1"
        #expect(try decode([body]).levels.map(\.header.time) == [time, time])
        let transact = try decode([body]) { $0.clock = .transact }
        #expect(transact.levels.map(\.header.time) == [time - 250_000_000, time - 250_000_000])
        let entry = try decode([body]) { $0.clock = .entry }
        #expect(entry.levels.map(\.header.time) == [time - 1_375_000_000, time - 250_000_000])
        let dated = "35=X|\(head)|268=1|279=0|269=0|270=1|271=1|272=20240101|273=00:00:00"
        #expect(
            try decode([dated]) { $0.clock = .entry }.levels.map(\.header.time) == [1_704_067_200_000_000_000]
        )
        #expect(try decode(["35=X|52=2024|268=1|279=0|269=0|270=1|271=1"]).refusedCount == 1)
        for bad in [
            "20240230-00:00:00", "20240809-24:00:00", "20240809-13:30:60", "20240809-13:30:00.",
            "20240809 13:30:00",
        ] {
            #expect(try decode(["35=X|52=\(bad)|268=1|279=0|269=0|270=1|271=1"]).refusedCount == 1, "\(bad)")
        }
    }

    @Test func `the top of the book is one quote a message`() throws {
        let read = try decode([
            "35=W|\(head)|55=A|268=3|269=0|270=10|271=5|269=0|270=9|271=50|269=1|270=11|271=6",
            "35=X|\(head)|268=1|279=1|269=0|270=10|271=5",
            "35=X|\(head)|268=2|279=0|269=0|270=10.5|271=1|279=2|269=1|270=11",
            "35=X|\(head)|268=1|279=2|269=0|270=10",
            "35=X|\(head)|268=1|279=2|269=0",
            "35=W|\(head)|55=A|268=1|269=J",
        ]) { $0.book = .top }
        #expect(read.quotes.map(\.bid.double) == [10, 10.5, 0, 0])
        #expect(read.quotes.map(\.ask.double) == [11, 0, 0, 0])
        #expect(read.quotes.map(\.bidSize) == [5, 1, 0, 0] && read.tally.skipped == 2)
        #expect(read.levels.isEmpty && read.refusedCount == 0)
    }

    @Test func `orders keep what a change does not tell`() throws {
        let read = try decode([
            "35=W|\(head)|55=A|268=2|269=0|278=7|270=10|271=5|269=1|278=x7|270=11|271=6",
            "35=X|\(head)|268=2|279=1|269=0|278=7|271=3|279=2|269=1|278=x7",
            "35=X|\(head)|268=2|279=2|269=1|278=x7|279=0|269=0|278=8|270=9|271=1",
        ]) { $0.book = .orders }
        #expect(read.orders.map(\.action) == [.clear, .add, .add, .modify, .cancel, .add])
        #expect(read.orders.map(\.size) == [0, 5, 6, 3, 6, 1])
        #expect(read.orders.map(\.price.double) == [0, 10, 11, 10, 11, 9])
        #expect(read.orders[1].orderID == 7 && read.orders[2].orderID > 1 << 63)
        #expect(read.orders.map { $0.flags.contains(.last) } == [false, false, true, false, true, true])
        #expect(read.refused("removes an order that is not known") == 1)
    }

    @Test func `a group's count has to be right`() throws {
        let bodies = ["35=X|\(head)|268=3|279=0|269=0|270=1|271=1|279=0|269=1|270=2|271=1"]
        let strict = try decode(bodies)
        #expect(strict.events.isEmpty && strict.refusedCount == 1)
        let open = try decode(bodies) { $0.isStrict = false }
        #expect(open.levels.count == 2 && open.tally.notes["wrong_group_count"] == 1)
        #expect(try decode(["35=X|\(head)|268=1"]).refused("no group of entries (268)") == 1)
        #expect(
            try decode(["35=X|\(head)|268=1|269=0|270=1|271=1"]).refused("entries begin with 269, not 279")
                == 1)
    }

    @Test func `wrong entries are refused with their message`() throws {
        for entry in [
            "279=3|269=0|270=1|271=1", "279=0|269=0|270=x|271=1", "279=0|269=0|271=1", "279=0|269=0|270=1",
            "279=0|269=2|270=1", "279=9|269=1|270=1|271=1", "279=0|269=0|270=99999999999|271=1",
        ] {
            let read = try decode(["35=X|\(head)|268=1|\(entry)"])
            #expect(read.events.isEmpty && read.refusedCount == 1, "\(entry): \(read.events)")
            let example = read.tally.entries.values.first?.examples.first ?? ""
            #expect(example.contains("message 1: 8=FIX.4.4|9=") && example.contains(entry))
        }
        let negative = try decode(["35=X|\(head)|268=1|279=0|269=0|270=-37.63|271=1"])
        #expect(negative.levels.map(\.price.double) == [-37.63])
    }

    @Test func `symbols are inherited within a message, chosen, and never mixed`() throws {
        let both =
            "35=X|\(head)|268=4|279=0|269=0|55=A|270=1|271=1|279=0|269=0|270=2|271=1|279=0|269=0|55=B|270=3|271=1|279=0|269=0|270=4|271=1"
        let open = try decode([both])
        #expect(open.error?.argument == "symbol" && open.error?.message.contains("'A', 'B'") == true)
        for (symbol, prices) in [("A", [1.0, 2]), ("B", [3, 4]), ("C", [])] {
            let read = try decode([both]) { $0.symbol = Array(symbol.utf8) }
            #expect(read.levels.map(\.price.double) == prices)
            #expect(read.levels.last?.flags.contains(.last) != false)
        }
        let byIdentity = try decode(["35=W|\(head)|55=A|48=123|268=1|269=0|270=1|271=1"]) {
            $0.symbol = Array("123".utf8)
        }
        #expect(byIdentity.levels.count == 2)
    }

    @Test func `repeats are left out, gaps mark the next change`() throws {
        func refresh(_ number: Int, _ extra: String = "") -> String {
            "35=X|34=\(number)|\(head)\(extra)|268=1|279=0|269=0|270=\(number)|271=1"
        }
        let read = try decode([
            refresh(1), refresh(2), refresh(2, "|43=Y"), refresh(5), refresh(6, "|43=Y"),
            "35=4|34=7|\(head)|36=20", refresh(20), refresh(1), refresh(2),
        ])
        #expect(read.levels.map(\.price.double) == [1, 2, 5, 6, 20, 1, 2])
        #expect(
            read.levels.map { $0.flags.contains(.gap) } == [false, false, true, false, false, false, false])
        #expect(read.tally.notes["repeats"] == 1 && read.tally.notes["gaps"] == 1)
    }

    @Test func `quotes have their sides`() throws {
        let read = try decode([
            "35=S|\(head)|55=A|132=1.5|133=1.75|134=10|135=20", "35=S|\(head)|55=A|132=1.5|134=10",
            "35=S|\(head)|55=A|132=one",
        ])
        #expect(read.quotes.map(\.bid.double) == [1.5, 1.5] && read.quotes.map(\.askSize) == [20, 0])
        #expect(read.quotes[1].ask.raw == 0 && read.refused("price (132) is no number") == 1)
    }

    @Test func `a message ends where its length says, and damage ends with it`() throws {
        let good = fixMessage("35=X|\(head)|268=1|279=0|269=0|270=1|271=1")
        let scratch = try ScratchFolder()
        var wrongSum = good
        wrongSum[wrongSum.count - 2] = wrongSum[wrongSum.count - 2] == 48 ? 49 : 48
        var wrongLength = good
        wrongLength[12] = wrongLength[12] == 49 ? 50 : 49
        // Breaks off in a tag, which the next message's 8 then seems to end.
        let cut = Array(good[..<60])
        let bytes = good + wrongSum + cut + wrongLength + good + cut
        let path = try scratch.file("a.log", bytes)
        let strict = DecodedFile(FIXDecoder.self, path, FIXOptions())
        #expect(strict.error == nil && strict.levels.count == 2)
        #expect(strict.tally.records == 6)
        #expect(strict.refused("message is cut off before its checksum") == 2)
        #expect(strict.tally.entries.keys.contains { $0.hasPrefix("body length (9) is wrong") })
        #expect(strict.tally.entries.keys.contains { $0.hasPrefix("checksum (10) is wrong") })
        let open = DecodedFile(FIXDecoder.self, path, FIXOptions(isStrict: false))
        #expect(open.levels.count == 4 && open.tally.notes == ["wrong_body_length": 1, "wrong_checksum": 2])
        let long = Array("8=FIX.4.4|9=5|".utf8) + [UInt8](repeating: 65, count: FIXFrame.limit) + good
        let read = DecodedFile(FIXDecoder.self, try scratch.file("long.log", long), FIXOptions())
        #expect(read.levels.count == 1 && read.refused("message is longer than \(FIXFrame.limit) bytes") == 1)
    }
}
