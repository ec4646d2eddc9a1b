import Foundation
import OperatorKit
import TestSupport
import Testing

/// A line without an end, from a pipe: it is refused once, in the memory of one buffer, and the next one is read.
@Suite struct EndlessLineTests {
    /// How a line begins that goes on for ever, as likely as a parser could wish, and the byte it goes on with.
    struct Endless {
        var format: String
        var opening: String
        var filler: String

        static let all = [
            Endless(format: "csv-trades", opening: "1735828203,100.5", filler: "9"),
            Endless(format: "lean-quotes", opening: "34200009,", filler: "1"),
            Endless(format: "binance", opening: "7 {\\\"e\\\":\\\"trade\\\",\\\"x\\\":\\\"", filler: "x"),
            Endless(format: "fix-levels", opening: "8=FIX.4.4|9=99999999|35=X|58=", filler: "="),
            Endless(format: "fix-top", opening: "", filler: "x"),
            Endless(format: "news-jsonl", opening: "{\\\"score\\\":\\\"", filler: "0"),
            Endless(format: "economic", opening: "2024-01-01 12:09,", filler: ";"),
        ]
    }

    /// In a process of its own, whose memory is then that of the parsers.
    @Test func `endless lines take no memory`() async {
        await #expect(processExitsWith: .success) {
            let megabytes = ProcessInfo.processInfo.environment["GMFLOW_ENDLESS_MB"].flatMap { Int($0) } ?? 64
            for endless in Endless.all {
                guard let format = InputFormat.all.first(where: { $0.name == endless.format }) else {
                    exit(2)
                }
                let before = EndlessLineTests.memory()
                let run = try EndlessLineTests.read(format, endless, megabytes)
                let grown = EndlessLineTests.memory() - before
                let refused = run.value("refused") ?? 0
                print("\(format): \(run.summary), \(grown >> 20) MB")
                let isGood = run.faults == [] && run.error == nil && grown < 48 << 20 && run.events > 0
                if !isGood || refused == 0 && !endless.opening.isEmpty { exit(3) }
            }
        }
    }

    /// The good file, the endless line, and the good file again, through a pipe.
    static func read(_ format: InputFormat, _ endless: Endless, _ megabytes: Int) throws -> Digested {
        let scratch = try ScratchFolder()
        let seed = try scratch.file("seed", format.seed())
        let pipe = try scratch.file(format.file, [])
        try FileManager.default.removeItem(atPath: pipe)
        guard unsafe mkfifo(pipe, 0o600) == 0 else { throw OperatorError("no pipe at \(pipe)") }
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = [
            "-c",
            "{ cat '\(seed)'; printf '\\n%s' \"\(endless.opening)\"; head -c \(megabytes << 20) /dev/zero | tr '\\0' "
                + "'\(endless.filler)'; printf '\\n'; cat '\(seed)'; } > '\(pipe)'",
        ]
        try writer.run()
        defer { writer.waitUntilExit() }
        return try Digested(format, path: pipe, limit: 512)
    }

    /// The process's largest memory so far, in bytes.
    static func memory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
    }
}
