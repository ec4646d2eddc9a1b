import Foundation
import MarketModel
import OperatorKit
import TestSupport
import Testing

/// The script of docs/guides/convert-parquet.md, as it stands there, on files that pyarrow writes.
@Suite struct ParquetGuideTests {
    /// Writes the same trades as Parquet and Feather, with times, prices and sizes of several types.
    private static let writer = """
        import sys, random, decimal, datetime, pyarrow as pa, pyarrow.parquet as pq, pyarrow.feather as feather
        rng, folder = random.Random(3), sys.argv[1]
        times = sorted(rng.randrange(1723210200000, 1723213800000) for _ in range(5000))
        ticks = [rng.randrange(1, 10**7) for _ in times]
        sizes = [rng.randrange(1, 500) for _ in times]
        sides = [rng.choice(["B", "A", "N"]) for _ in times]
        pq.write_table(pa.table({
            "when": pa.array([t * 1000 for t in times], pa.timestamp("us", tz="UTC")),
            "px": pa.array([t / 100 for t in ticks]), "qty": pa.array([float(s) for s in sizes]), "side": sides,
        }), folder + "/float.parquet", row_group_size=700)
        feather.write_feather(pa.table({
            "ts_event": pa.array(times, pa.int64()), "price": pa.array([t * 10**7 for t in ticks], pa.int64()),
            "size": pa.array(sizes, pa.uint32()), "side": sides,
        }), folder + "/whole.feather")
        pq.write_table(pa.table({
            "ts_event": pa.array([t * 10**6 for t in times], pa.timestamp("ns")),
            "price": pa.array([decimal.Decimal(t).scaleb(-2) for t in ticks], pa.decimal128(12, 2)),
            "size": pa.array(sizes), "side": [{"B": "buy", "A": "sell", "N": None}[s] for s in sides],
        }), folder + "/decimal.parquet")
        with open(folder + "/expected.txt", "w") as out:
            for row in zip(times, ticks, sizes, sides): print(*row, file=out)
        """

    private func run(_ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [ProcessInfo.processInfo.environment["GMFLOW_PYTHON"] ?? "python3"] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// The first Python block of the page.
    private func script() throws -> String {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/guides/convert-parquet.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let start = try #require(text.range(of: "```python\n"))
        let end = try #require(text[start.upperBound...].range(of: "\n```"))
        return String(text[start.upperBound..<end.lowerBound])
    }

    @Test func `trades that the guide's script converts are read exactly`() throws {
        guard try run(["-c", "import pyarrow.dataset"]) == 0 else {
            print("SKIPPED: no pyarrow for python3; pip install pyarrow, or set GMFLOW_PYTHON")
            return
        }
        let folder = NSTemporaryDirectory() + "gm-flow-parquet-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try script().write(toFile: "\(folder)/convert.py", atomically: true, encoding: .utf8)
        #expect(try run(["-c", Self.writer, folder]) == 0)
        let expected = try String(contentsOfFile: "\(folder)/expected.txt", encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: " ") }
        let files = [
            ["float.parquet", "--time", "when", "--price", "px", "--size", "qty", "--side", "side"],
            ["whole.feather", "--unit", "ms", "--scale", "9", "--side", "side"],
            ["decimal.parquet", "--side", "side"],
        ]
        for words in files {
            let output = "\(folder)/\(words[0]).csv.gz"
            #expect(
                try run(["\(folder)/convert.py", "\(folder)/\(words[0])", output] + words.dropFirst()) == 0)
            let played = try play("ingest.csv", output, [("time_unit", Argument.text("ns"))])
            #expect(played.failure == nil && played.trades.count == 5000, "\(words[0])")
            for (trade, row) in zip(played.trades, expected) {
                #expect(trade.header.time == (Int64(row[0]) ?? 0) * 1_000_000)
                #expect(trade.price.raw == (Int64(row[1]) ?? 0) * 10_000_000)
                #expect(trade.quantity == Double(row[2]))
                #expect(trade.side == (row[3] == "B" ? .buy : row[3] == "A" ? .sell : .unknown))
            }
        }
    }
}
