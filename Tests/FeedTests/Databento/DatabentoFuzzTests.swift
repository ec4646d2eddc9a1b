import MarketModel
import OperatorKit
import TestSupport
import Testing

@testable import IngestOperators

/// Damage of every kind: an error that names the place, or a counted record, never a crash.
@Suite struct DatabentoFuzzTests {
    private static let seeds = ["all.v1.dbn", "all.v2.dbn", "all.v3.dbn.zst", "two-symbols.dbn"]

    private func sources() throws -> [[UInt8]] {
        try Self.seeds.map { try contents(testFile("databento/\($0)")) }
    }

    @Test func `a file cut at any byte keeps its whole records`() throws {
        let bytes = try contents(testFile("databento/all.v2.dbn"))
        let scratch = try ScratchFolder()
        let whole = DecodedFile(
            DatabentoDecoder.self, try scratch.file("a.dbn", bytes), DatabentoOptions(instrument: 5482))
        var random = SplitMix64(seed: 5)
        let start = 8 + Int(bytes.span.u32(4))
        for _ in 0..<200 {
            let cut = Int.random(in: 1..<bytes.count, using: &random)
            let read = DecodedFile(
                DatabentoDecoder.self, try scratch.file("a.dbn", Array(bytes[..<cut])),
                DatabentoOptions(instrument: 5482))
            #expect(cut > start || read.error != nil)
            #expect(read.events.count <= whole.events.count)
            let records = Records(Array(bytes[..<start]) + wholeRecords(bytes, start, cut)).records.count
            if cut >= start { #expect(read.tally.records == records) }
            #expect((read.error == nil) == (cut == start + wholeRecords(bytes, start, cut).count))
            for (a, b) in zip(read.events, whole.events) { #expect(a.says(what: b)) }
        }
    }

    /// The records that end before a cut.
    private func wholeRecords(_ bytes: [UInt8], _ start: Int, _ cut: Int) -> ArraySlice<UInt8> {
        var at = start
        while at < cut, at + 4 * Int(bytes[at]) <= cut { at += 4 * Int(bytes[at]) }
        return bytes[start..<max(start, at)]
    }

    @Test func `flipped bytes never crash and every record is accounted for`() throws {
        let sources = try sources()
        let scratch = try ScratchFolder()
        var random = SplitMix64(seed: 6)
        var errors = 0
        for round in 0..<1500 {
            var bytes = sources[round % sources.count]
            for _ in 0..<Int.random(in: 1..<12, using: &random) {
                // Half of the damage goes to the metadata and the first records, where the lengths are.
                let bound = Bool.random(using: &random) ? bytes.count : min(bytes.count, 420)
                bytes[Int.random(in: 0..<bound, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            var options = DatabentoOptions()
            if round % 3 == 0 { options.instrument = 5482 }
            if round % 3 == 1 { options.symbol = "ESH1" }
            options.usesEventTime = round % 2 == 0
            let path = try scratch.file("a.dbn", bytes)
            let read = DecodedFile(DatabentoDecoder.self, path, options, limit: 1 + round % 9)
            if let error = read.error {
                errors += 1
                #expect(error.argument != nil && error.message.contains("a.dbn"), "round \(round): \(error)")
            }
            let told = read.tally.skipped + read.refusedCount
            #expect(told <= read.tally.records, "round \(round)")
            // A record gives at most a clear, twenty removals, twenty levels, a quote and a trade.
            #expect(read.events.count <= 43 * (read.tally.records - told), "round \(round)")
            for event in read.events { #expect(event.time >= 0) }
        }
        #expect(errors > 100 && errors < 1500)
    }

    @Test func `counts and lengths that lie take no memory`() throws {
        let scratch = try ScratchFolder()
        let bytes = try contents(testFile("databento/all.v3.dbn.zst"))
        // The metadata's length, the length of symbols, the counts of symbols and mappings.
        for place in [4, 8 + 47 - 2, 8 + 16 + 2 + 24 + 3, 8 + 100, 8 + 104, 8 + 104 + 71] {
            for value in [UInt64(0), 0x7FFF_FFFF, 0xFFFF_FFFF, 0x1000_0000] {
                var changed = bytes
                changed.replaceSubrange(place..<place + 4, with: littleEndian(value, 4))
                let path = try scratch.file("a.dbn", changed)
                let read = DecodedFile(DatabentoDecoder.self, path, DatabentoOptions(instrument: 5482))
                #expect(read.error != nil || read.tally.records > 0)
            }
        }
    }

    @Test func `what is no DBN file is said to be none`() throws {
        let scratch = try ScratchFolder()
        let cases: [([UInt8], String)] = [
            (Array("ts,price\n1,2\n".utf8), "does not begin with 'DBN'"),
            (Array("DBN".utf8) + [9, 0, 0, 0, 0], "is DBN version 9"),
            (Array("DBN".utf8) + [1, 200, 0, 0, 0, 1], "its metadata says 200 bytes"),
            (Array("DBN".utf8) + [2, 4, 0, 0, 0, 1, 2, 3, 4], "its metadata ends too early"),
            (MadeFile().bytes + [3, 0, 0, 0], "record 1 at byte 128 says that it has 12 bytes"),
            (MadeFile().bytes + [12, 0, 0, 0], "has 48 bytes, but the file ends after 4"),
        ]
        for (bytes, message) in cases {
            let path = try scratch.file("a.dbn", bytes)
            let read = DecodedFile(DatabentoDecoder.self, path, DatabentoOptions())
            #expect(read.error?.message.contains(message) == true, "\(read.error?.message ?? "none")")
            #expect(read.error?.argument == "path")
        }
    }
}
