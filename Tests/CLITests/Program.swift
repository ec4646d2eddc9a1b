import Foundation

/// The built program, and what came of running it.
struct Program {
    /// What a run left behind.
    struct Ran {
        var code: Int32
        var out: String
        var err: String

        /// The last line of standard output.
        var lastLine: String { out.split(separator: "\n").last.map(String.init) ?? "" }
    }

    /// A folder of its own, gone with the value's owner calling `clean`.
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("gm-flow-cli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func clean() { try? FileManager.default.removeItem(at: folder) }

    /// The binary beside the test bundle, or what GMFLOW_BINARY names.
    static let binary: String = {
        if let named = ProcessInfo.processInfo.environment["GMFLOW_BINARY"] { return named }
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let beside = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("gm-flow")
            .path
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        // Started by a helper of the toolchain: the bundle is then an argument.
        for argument in CommandLine.arguments where argument.contains(".xctest") {
            var folder = URL(fileURLWithPath: argument)
            while folder.path.contains(".xctest") { folder.deleteLastPathComponent() }
            let path = folder.appendingPathComponent("gm-flow").path
            if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        return beside
    }()

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }

    /// Runs the program in the folder and waits for it.
    func run(_ arguments: String...) throws -> Ran {
        try shell("exec \"$0\" \"$@\"", arguments)
    }

    /// Runs a shell line, in which `"$0" "$@"` is the program with its arguments.
    func shell(_ line: String, _ arguments: [String]) throws -> Ran {
        let started = try start(line, arguments)
        return try started.wait()
    }

    /// Starts a shell line and returns at once.
    func start(_ line: String, _ arguments: [String]) throws -> Started {
        let id = UUID().uuidString
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line, Self.binary] + arguments
        process.currentDirectoryURL = folder
        let out = folder.appendingPathComponent(".out-\(id)")
        let err = folder.appendingPathComponent(".err-\(id)")
        // Files rather than pipes: a full pipe would stop the program.
        for file in [out, err] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        process.standardInput = FileHandle.nullDevice
        // Threads that run tests may block signals, and a child would inherit that.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        try process.run()
        return Started(process: process, out: out, err: err)
    }

    /// A program that runs.
    struct Started {
        let process: Process
        let out: URL
        let err: URL

        func wait() throws -> Ran {
            process.waitUntilExit()
            // A signal's code as a shell tells it.
            let code =
                process.terminationReason == .exit
                ? process.terminationStatus : 128 + process.terminationStatus
            return Ran(
                code: code, out: String(decoding: try Data(contentsOf: out), as: UTF8.self),
                err: String(decoding: try Data(contentsOf: err), as: UTF8.self))
        }
    }
}

/// The pipelines of these tests.
enum Sample {
    /// The whole chain on simulated trades.
    static let whole = """
        pipeline: sample
        params:
          count: {default: 20000}
        nodes:
          ticks:  {op: ingest.simulated, seed: 7, count: $count}
          bars:   {op: bars.time, from: ticks, every: 1m}
          fast:   {op: indicator.ema, from: bars, length: 5}
          slow:   {op: indicator.ema, from: bars, length: 9}
          agent:
            op: agent.rules
            from: [fast, slow]
            on: slow
            warmup: 9
            rules: [{when: fast.value > slow.value, target: 1}, {else: -1}]
          risk:   {op: risk.gate, from: {signal: agent, market: ticks, fills: {prev: exec.fills}}}
          exec:   {op: execution.simulated, from: {order: risk.approved, market: ticks}, fee: 2, multiplier: 20}
          report: {op: analytics.performance, from: {fills: exec.fills, marks: bars}, capital: 100000}
        budgets:
          ticks -> bars: {p99: 30s}
        results:
          pnl: report.pnl
          bars: bars.bars

        """

    /// The same with another source.
    static func reading(_ source: String) -> String {
        whole.replacingOccurrences(of: "{op: ingest.simulated, seed: 7, count: $count}", with: source)
            .replacingOccurrences(of: "params:\n  count: {default: 20000}\n", with: "")
    }
}
