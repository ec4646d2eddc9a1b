import Foundation
import MarketModel
import OperatorKit
import TestSupport
import Testing

/// Every parser against every kind of damage: it ends with a clear error or counts what it refuses, and what was
/// received is what was sent and refused.
///
/// GMFLOW_FUZZ=n takes n times as many random cases.
@Suite struct BadInputTests {
    private static let factor = ProcessInfo.processInfo.environment["GMFLOW_FUZZ"].flatMap { Int($0) } ?? 1

    /// Runs a format over bytes and holds it to the laws.
    @discardableResult
    private func check(
        _ format: InputFormat, _ bytes: [UInt8], _ scratch: ScratchFolder, _ note: String,
        _ more: Arguments = [],
        limit: Int = 64
    ) throws -> Digested {
        let run = try Digested(format, path: try scratch.file(format.file, bytes), more, limit: limit)
        let faults = run.faults
        #expect(faults == [], "\(format), \(note): \(String(decoding: bytes.prefix(600), as: UTF8.self))")
        return run
    }

    @Test(arguments: InputFormat.all) func `the good file is read`(format: InputFormat) throws {
        let damage = Damage(format)
        let run = try check(format, damage.bytes, ScratchFolder(), "whole")
        #expect(run.error == nil && run.events > 0 && damage.records.count > 2, "\(run.summary)")
    }

    @Test(arguments: InputFormat.all) func `a file cut at any byte`(format: InputFormat) throws {
        let damage = Damage(format)
        let scratch = try ScratchFolder()
        let whole = try check(format, damage.bytes, scratch, "whole")
        var random = SplitMix64(seed: 1)
        for _ in 0..<25 * Self.factor {
            let cut = Int.random(in: 1..<damage.bytes.count, using: &random)
            let run = try check(format, Array(damage.bytes[..<cut]), scratch, "cut at \(cut)")
            // A time or number that is cut may be another good one, a snapshot may be cut to a smaller one.
            #expect(run.events <= whole.events + 1)
        }
    }

    @Test(arguments: InputFormat.all) func `every field replaced by poison`(format: InputFormat) throws {
        let damage = Damage(format)
        let scratch = try ScratchFolder()
        let isBinary = format.shape == .binary
        for index in damage.records.indices.prefix(isBinary ? 60 : 6) where !isBinary || index % 7 == 0 {
            let good = damage.record(index)
            for field in damage.fields(good) {
                // Each damaged record between good ones.
                var bytes = damage.head + good
                for word in damage.poison { bytes += damage.replaced(good, field, by: word) + good }
                try check(format, bytes, scratch, "record \(index), \(field)")
            }
        }
    }

    @Test(arguments: InputFormat.all) func `poison in the first record, alone`(format: InputFormat) throws {
        let damage = Damage(format)
        let scratch = try ScratchFolder()
        var random = SplitMix64(seed: 2)
        let good = damage.record(0)
        let rest = Array(damage.bytes[damage.records[0].upperBound...])
        for _ in 0..<60 * Self.factor {
            guard let field = damage.fields(good).randomElement(using: &random),
                let word = damage.poison.randomElement(using: &random)
            else { continue }
            let bytes = damage.head + damage.replaced(good, field, by: word) + rest
            try check(
                format, bytes, scratch, "\(field) by \(word)", limit: Int.random(in: 1...9, using: &random))
        }
    }

    @Test(arguments: InputFormat.all) func `records shuffled and doubled`(format: InputFormat) throws {
        let damage = Damage(format)
        let scratch = try ScratchFolder()
        var random = SplitMix64(seed: 3)
        let isBook = format.shape == .rows || format.shape == .binary
        let rules: [Arguments] = [
            [], [("backward", Argument.text("clamp"))], [("backward", Argument.text("fail"))],
            [("lateness", Argument.integer(3_600_000_000_000))],
            isBook && !format.op.hasPrefix("ingest.news") && format.name != "volatility"
                ? [("lateness", Argument.integer(1)), ("backward", Argument.text("clamp"))] : [],
        ]
        for round in 0..<10 * Self.factor {
            var records = damage.records.indices.map { damage.record($0) }
            for _ in 0..<3 { if let one = records.randomElement(using: &random) { records.append(one) } }
            records.shuffle(using: &random)
            let run = try check(
                format, damage.head + records.joined(), scratch, "round \(round)", rules[round % rules.count],
                limit: 1 + round)
            #expect(run.error == nil || round % rules.count == 2 || format.shape == .binary, "\(run.summary)")
        }
    }

    @Test(arguments: InputFormat.all) func `random bytes changed, lost and put in`(format: InputFormat) throws
    {
        let damage = Damage(format)
        let scratch = try ScratchFolder()
        var random = SplitMix64(seed: 4)
        let letters = Array("0123456789.,,\"[]{}:=|\n\n\r-+eETZ #\u{1}\u{0}\u{FF}".utf8)
        for round in 0..<40 * Self.factor {
            var bytes = damage.bytes
            for _ in 0..<Int.random(in: 1...8, using: &random) where bytes.count > 1 {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = letters.randomElement(using: &random) ?? 0
                case 1: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 2:
                    bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...30, using: &random)))
                default: bytes.insert(contentsOf: damage.poison.randomElement(using: &random) ?? [], at: at)
                }
            }
            try check(format, bytes, scratch, "round \(round)", limit: 1 + round % 17)
        }
    }

    @Test(arguments: InputFormat.all.filter(\.hasZone))
    func `a wrong zone shifts times and loses nothing`(format: InputFormat) throws {
        let damage = Damage(format)
        let scratch = try ScratchFolder()
        let whole = try check(format, damage.bytes, scratch, "whole")
        for zone in ["Asia/Tokyo", "Asia/Kolkata", "Etc/GMT+12", "Pacific/Kiritimati", "UTC"] {
            let run = try check(format, damage.bytes, scratch, zone, [("zone", Argument.text(zone))])
            #expect(run.summary == whole.summary, "\(zone)")
        }
        let unknown = try check(
            format, damage.bytes, scratch, "unknown", [("zone", Argument.text("Asia/Tokio"))])
        #expect(unknown.error?.argument == "zone")
    }
}
