import FlowEngine
import Foundation
import Testing

/// The same-work benchmark W1 against its definition, which is a Python program beside the recorded data.
@Suite struct SameWorkTests {
    struct Reference: Decodable {
        let n: Int
        let bars_1m: Int
        let bars_5m: Int
        let orders: Int
        let pnl: Double
        let rsi: Double
    }

    static func python(_ arguments: [String]) throws -> Data? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? data : nil
    }

    static func compare(_ file: String, _ programs: String) throws {
        guard let text = try python([programs + "/ref_pure_python.py", file]) else {
            print("SKIPPED: python3 cannot run the reference")
            return
        }
        let reference = try JSONDecoder().decode(Reference.self, from: text)
        for cores in [[0], [0, 1]] {
            let result = try run("bench/w1.yaml", set: [("data", file)], cores: cores)
            #expect(result.events == reference.n)
            #expect(result.headline("bars_1m") == Double(reference.bars_1m))
            #expect(result.headline("bars_5m") == Double(reference.bars_5m))
            #expect(result.headline("orders") == Double(reference.orders))
            let pnl = try #require(result.headline("pnl"))
            #expect((pnl * 100).rounded() / 100 == reference.pnl)
            let rsi = try #require(result.headline("rsi"))
            #expect((rsi * 1e6).rounded() / 1e6 == reference.rsi)
        }
    }

    static func programs(_ data: String) -> String? {
        let path = URL(fileURLWithPath: data).appendingPathComponent("../bench/w1").standardized.path
        guard FileManager.default.fileExists(atPath: path + "/ref_pure_python.py") else {
            print("SKIPPED: no same-work programs at \(path)")
            return nil
        }
        return path
    }

    @Test func `W1 on two days of SPY equals its definition`() throws {
        guard let data = recordedData(), let programs = Self.programs(data) else { return }
        let file = NSTemporaryDirectory() + "w1-spy-\(ProcessInfo.processInfo.processIdentifier).csv"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let days = ["20131007", "20131008"].map { "\(data)/lean/equity/usa/tick/spy/\($0)_trade.zip" }
        guard try Self.python([programs + "/lean_ticks.py", file] + days) != nil else {
            print("SKIPPED: python3 cannot convert the ticks")
            return
        }
        try Self.compare(file, programs)
    }

    @Test func `W1 on generated ticks equals its definition`() throws {
        guard let data = recordedData(), let programs = Self.programs(data) else { return }
        let file = NSTemporaryDirectory() + "w1-ticks-\(ProcessInfo.processInfo.processIdentifier).csv"
        defer { try? FileManager.default.removeItem(atPath: file) }
        guard try Self.python([programs + "/gen_ticks.py", file]) != nil else {
            print("SKIPPED: the tick generator needs python3 with numpy")
            return
        }
        try Self.compare(file, programs)
    }
}
