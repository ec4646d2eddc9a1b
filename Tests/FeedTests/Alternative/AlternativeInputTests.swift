import Archives
import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Bad input: every fault is counted by reason, whatever the bytes.
@Suite struct AlternativeInputTests {
    private static let names = [
        "ingest.news", "ingest.economic", "ingest.dividends", "ingest.rates", "ingest.volatility",
    ]

    @Test(arguments: [
        ("1704295800,", "rate is absent"), ("1704295800,NaN", "rate is NaN"),
        ("1704295800,-inf", "rate is infinite"),
        ("1704295800,1e400", "rate is out of range"), ("1704295800,five", "rate is malformed"),
        ("1704295800,5 %", "rate is malformed"), ("1704295800,1e9", "rate is beyond 1000 % a year"),
        (",5", "known_at is absent"), ("noon,5", "known_at is malformed"),
        ("99999999999999999999,5", "known_at is out of range"), ("nan,5", "known_at is NaN"),
        ("1704295800,\"5", "line has a quote that isn't closed properly"), ("1704295800", "rate is absent"),
    ])
    func `a bad field is refused with its reason`(_ line: String, _ reason: String) throws {
        let run = try known("ingest.rates", "known_at,rate\n1704295700,1\n\(line)\n1704295900,2\n")
        #expect(run.rows.count == 2 && run.count(reason) == 1, "\(run.report.refusals)")
        #expect(run.report.refusals.first?.examples.first?.contains("line 3") == true)
    }

    @Test(arguments: [
        (#"{"known_at":1704295800,"rate":}"#, "bad number"),
        (#"{"known_at":1704295800,"rate":5"#, "message ends in the middle"),
        (#"{"known_at":1704295800,"rate":05}"#, "bad number"),
        (#"{"known_at":1704295800,"rate":NaN}"#, "bad number"),
        (#"{"known_at":1704295800,"rate":"NaN"}"#, "rate is NaN"),
        (#"{"known_at":1704295800,"rate":null}"#, "rate is absent"),
        (#"{"known_at":1704295800,"rate":true}"#, "rate is malformed"),
        (#"{"known_at":1704295800,"rate":[5]}"#, "rate is malformed"),
        (#"{"known_at":1704295800,"rate":5,"RATE":6}"#, "key stands twice"),
        (#"{"known_at":1704295800,"rate":5} x"#, "something after the message's end"),
        (#"{"rate":5}"#, "known_at is absent"), (#"[]"#, "message is no JSON"),
    ])
    func `a bad object is refused with its reason`(_ line: String, _ reason: String) throws {
        let good = #"{"known_at":1704295700,"rate":1}"#
        let run = try known("ingest.rates", "\(good)\n\(line)\n\(good)\n")
        #expect(run.rows.count == 2 && run.count(reason) == 1, "\(run.report.refusals)")
    }

    @Test func `arguments that can't be meant are told`() throws {
        let rates = "known_at,rate\n1704295700,1\n"
        #expect(refusal("ingest.rates", "a,b\n1,2\n")?.argument == "columns")
        #expect(refusal("ingest.rates", "time,rate\n1704295700,1\n")?.argument == "columns")
        #expect(
            refusal(
                "ingest.rates", rates, with: [("columns", Argument.table([("rate", Argument.text("x"))]))])?
                .message
                .contains("no column 'x'") == true)
        #expect(
            refusal(
                "ingest.rates", rates, with: [("columns", Argument.table([("price", Argument.text("x"))]))])?
                .help?
                .contains("rate") == true)
        #expect(refusal("ingest.rates", rates, with: [("dates", Argument.text("%q"))])?.argument == "dates")
        #expect(refusal("ingest.news", rates, with: [("only", Argument.text("A"))])?.argument == "columns")
        let ambiguous = try known("ingest.rates", "known_at,rate\n01/02/2024 10:00,1\n")
        #expect(ambiguous.failure?.argument == "dates" && ambiguous.rows.isEmpty)
    }

    @Test func `columns by number, declared dates and other delimiters`() throws {
        let columns = Argument.table([("known_at", Argument.integer(2)), ("rate", Argument.integer(0))])
        let run = try known(
            "ingest.rates", "5|x|03/01/2024 15:30\n6|x|04/01/2024 15:30\n",
            with: [("columns", columns), ("dates", Argument.text("%d/%m/%Y %H:%M"))])
        #expect(run.seconds == [1_704_295_800, 1_704_382_200] && run.column("rate") == [0.05, 0.06])
        let marked = try known("ingest.rates", "\u{FEFF}#Known_At\tRate\r\n1704295800\t5\r\n")
        #expect(marked.column("rate") == [0.05])
    }

    @Test func `the entries of a list are merged, those of a pattern too or follow each other`() throws {
        let a = "known_at,rate\n1704295800,1\n1704295802,3\n"
        let b = #"{"known_at":1704295801,"rate":2}"# + "\n" + #"{"known_at":1704295803,"rate":4}"#
        let merged = try known("ingest.rates", a, b)
        #expect(merged.column("rate") == [0.01, 0.02, 0.03, 0.04] && merged.report.inputs.count == 2)
        let one = try known("ingest.rates", a, b, with: [], limit: 1)
        #expect(one.rows.map(\.header) == merged.rows.map(\.header))
        let folder = NSTemporaryDirectory() + "gmflow-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(a.utf8).write(to: URL(fileURLWithPath: folder + "/1.csv"))
        try Data(b.utf8).write(to: URL(fileURLWithPath: folder + "/2.csv"))
        let together = try known("ingest.rates", paths: [folder + "/*.csv"])
        #expect(together.rows.map(\.header) == merged.rows.map(\.header) && together.refusedCount == 0)
        #expect(together.column("rate") == merged.column("rate") && together.report.inputs.count == 2)
        let followed = try known(
            "ingest.rates", paths: [folder + "/*.csv"], [("order", Argument.text("name"))])
        #expect(followed.column("rate") == [0.01, 0.03, 0.04])
        #expect(followed.report.refusals.first?.isLate == true)
    }

    @Test(arguments: [3, 40]) func `the files of a pattern are what one sorted file is`(count: Int) throws {
        var random = SplitMix64(seed: UInt64(count))
        let folder = NSTemporaryDirectory() + "gmflow-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var all: [(time: Int, file: Int, text: String)] = []
        for file in 0..<count {
            // Each begins a little later than the one before, so that few of forty overlap.
            var time = 1_704_295_000 + 10 * file
            var text = "known_at,score,relevance\n"
            for _ in 0..<20 {
                time += Int.random(in: 0...2, using: &random)
                let row =
                    "\(time),0.\(Int.random(in: 0...9, using: &random)),0.\(Int.random(in: 1...9, using: &random))\n"
                all.append((time, file, row))
                text += row
            }
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(1000 + file).csv"))
        }
        let order = all.indices.sorted { (all[$0].time, all[$0].file, $0) < (all[$1].time, all[$1].file, $1) }
        let whole = try known(
            "ingest.news", "known_at,score,relevance\n" + order.map { all[$0].text }.joined())
        let run = try known("ingest.news", paths: ["\(folder)/*.csv"], limit: 3)
        #expect(run.failure == nil && run.rows == whole.rows && run.report.inputs.count == count)
        #expect(run.report.value("lines") == Double(21 * count))
    }

    @Test func `a packed file that is cut keeps what came before`() throws {
        let text =
            "known_at,rate\n" + (0..<20_000).map { "\(1_704_295_800 + $0),\(Double($0 % 97) / 8)\n" }.joined()
        let path = NSTemporaryDirectory() + "gmflow-\(UUID().uuidString).csv"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { for end in ["", ".gz"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-k", path]
        try gzip.run()
        gzip.waitUntilExit()
        let plain = try known("ingest.rates", paths: [path])
        let packed = try known("ingest.rates", paths: [path + ".gz"])
        #expect(plain.rows.count == 20_000 && packed.rows == plain.rows)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path + ".gz"))
        let cut = try known("ingest.rates", bytes: [Array(bytes.prefix(bytes.count / 2))])
        #expect(
            cut.failure != nil && cut.rows.count > 1000
                && cut.rows == Array(plain.rows.prefix(cut.rows.count)))
    }

    @Test(arguments: names)
    func `no bytes make it trap or lose a row`(_ name: String) throws {
        var random = SplitMix64(seed: 77)
        let seeds = [
            "known_at,about,rate,sentiment,amount,actual,strike,expiry,iv,close\n"
                + "2024-01-03T15:30:00Z,2024-01-02,5,0.5,1,3.25,100,2024-03-01,0.2,99\n"
                + "2024-01-03T15:31:00Z,2024-01-09,-5,-0.5,0,3,100,2024-03-01,0.21,\"99\"\n"
                + "1704295900,2024-01-09,-5,-0.5,0,3,,,,99\n",
            #"{"known_at":1704295800,"about":"2024-01-02","rate":5,"sentiment":0.5,"amount":1,"actual":3,"#
                + #""strike":100,"expiry":"2024-03-01","iv":0.2}"# + "\n"
                + #"{"known_at":1704295801,"about":null,"rate":-5e-1,"sentiment":"\u00e9","x":[{}]}"# + "\n",
        ].map { Array($0.utf8) }
        let marks = Array("\",{}[]:\n\r\t.-+eE0199NaNinf\\u\u{0}\u{FF}".utf8)
        var taken = 0
        for _ in 0..<150 {
            var bytes = seeds[Int.random(in: 0..<2, using: &random)]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = marks[Int.random(in: 0..<marks.count, using: &random)]
                case 1: bytes.insert(marks[Int.random(in: 0..<marks.count, using: &random)], at: at)
                case 2:
                    bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...9, using: &random)))
                default: bytes[at] = UInt8.random(in: 0...255, using: &random)
                }
                if bytes.isEmpty { bytes = [48] }
            }
            do {
                let run = try known(name, bytes: [bytes])
                taken += run.rows.count
                #expect(run.report.received == run.rows.count + run.refusedCount)
                #expect(run.rows.map(\.header.sequence) == run.rows.map(\.header.sequence).sorted())
                for row in run.rows {
                    for column in 0..<Int(row.count) { #expect(row.values[column].isFinite) }
                }
            } catch {
                #expect(error is OperatorError)
            }
        }
        #expect(taken > 0 || name == "ingest.volatility")
    }
}

extension FeatureRow: Equatable {
    /// By all bits.
    static func == (a: FeatureRow, b: FeatureRow) -> Bool {
        a.header == b.header && (0..<48).allSatisfy { a.values[$0].bitPattern == b.values[$0].bitPattern }
    }
}
