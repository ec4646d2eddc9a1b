import FlowEngine
import JSON
import OperatorKit
import Telemetry

/// Reads what ``RecordWriter`` writes, and refuses what it would not have written.
struct RecordReader {
    private let root: JSONField

    /// The record that a text holds; `path` is named in errors.
    static func record(_ bytes: [UInt8], path: String) throws(RecordError) -> RunRecord {
        guard !bytes.isEmpty else {
            throw RecordError(path: path, reason: "the file is empty", help: "run the pipeline again")
        }
        let value: JSONValue
        do {
            value = try JSONReader.value(bytes)
        } catch {
            let place = "line \(error.line), byte \(error.column)"
            throw error.isCut
                ? RecordError(
                    path: path, reason: "the file ends too early, at \(place)",
                    help: "it was cut, by a full disk or a broken copy; run the pipeline again")
                : RecordError(
                    path: path, reason: "it is not JSON: \(error.message) at \(place)",
                    help: "name the folder of a run, as in runs/20240102T120000Z-quickstart")
        }
        do {
            let reader = RecordReader(root: JSONField(value))
            try reader.checkFormat()
            return try reader.record()
        } catch {
            throw RecordError(path: path, reason: error.reason, help: help(error))
        }
    }

    private static func help(_ error: JSONMisfit) -> String {
        error.reason.contains("version")
            ? "use the program that made it, or run the pipeline again"
            : "it was not written by `gm-flow run`, or it was changed since; run the pipeline again"
    }

    private func checkFormat() throws(JSONMisfit) {
        guard case .object(let entries) = root.value,
            case .string(RecordWriter.format)? = entries.first(where: { $0.key == "format" })?.value
        else { throw JSONMisfit(reason: "it is not the record of a run") }
        guard case .integer(RecordWriter.version) = try root["version"].value else {
            throw JSONMisfit(
                reason: "its version is \(try root["version"].value.compactText()), "
                    + "and this program reads \(RecordWriter.version)")
        }
    }

    private func record() throws(JSONMisfit) -> RunRecord {
        let result = RunResult(
            pipeline: try root["pipeline"].string, outcome: try outcome(root["outcome"]),
            load: try phase(root["load"]), run: try phase(root["run"]),
            nodes: try root["nodes"].map(node), edges: try root["edges"].map(edge),
            budgets: try root["budgets"].map(budget), workers: try root["workers"].map(worker),
            balance: try balance(root["balance"]),
            headlines: try root["headlines"].map { (item) throws(JSONMisfit) in
                (try item["name"].string, try optional(item["value"]))
            },
            marketTime: try times(root["market"]),
            residentBytes: try root["resident_bytes"].unsignedCount)
        let graph = try GraphReader(root["graph"]).graph()
        return RunRecord(graph: graph, result: result, manifest: try manifest(root["manifest"]))
    }

    private func optional(_ field: JSONField) throws(JSONMisfit) -> Double? { try field.present?.double }

    private func phase(_ field: JSONField) throws(JSONMisfit) -> RunResult.Phase {
        let parts = try field.map { (item) throws(JSONMisfit) in try item.double }
        guard parts.count == 2 else { throw field.misfit("is no pair of seconds") }
        return RunResult.Phase(wall: parts[0], cpu: parts[1])
    }

    private func times(_ field: JSONField) throws(JSONMisfit) -> ClosedRange<Int64>? {
        guard let field = field.present else { return nil }
        let ends = try field.map { (item) throws(JSONMisfit) in try item.time }
        guard ends.count == 2, ends[0] <= ends[1] else { throw field.misfit("is no pair of times in order") }
        return ends[0]...ends[1]
    }

    private func outcome(_ field: JSONField) throws(JSONMisfit) -> RunResult.Outcome {
        switch try field["kind"].string {
        case "completed": return .completed
        case "interrupted": return .interrupted(drained: try field["drained"].bool)
        case "stalled": return .stalled(try field["text"].string)
        case "failed":
            let error = OperatorError(
                try field["message"].string, help: try field["help"].present?.string)
            return .failed(node: try field["node"].string, error)
        default: throw try field["kind"].misfit("is no outcome of a run")
        }
    }

    private func balance(_ field: JSONField) throws(JSONMisfit) -> RunResult.Balance {
        var balance = RunResult.Balance()
        balance.received = try field["in"].count
        balance.out = try field["out"].count
        balance.refused = try field["refused"].count
        balance.late = try field["late"].count
        balance.expired = try field["expired"].count
        balance.dropped = try field["dropped"].count
        balance.lost = try field["lost"].count
        return balance
    }

    private func edge(_ field: JSONField) throws(JSONMisfit) -> RunResult.Edge {
        var hash: UInt64?
        if let text = try field["hash"].present?.string {
            guard text.utf8.count == 16, let bits = UInt64(text, radix: 16) else {
                throw try field["hash"].misfit("is not 16 hexadecimal digits")
            }
            hash = bits
        }
        return RunResult.Edge(
            label: try field["label"].string, from: try field["from"].string, to: try field["to"].string,
            published: try field["published"].count, consumed: try field["consumed"].count,
            spilled: try field["spilled"].count, hash: hash,
            crossesThreads: try field["crosses_threads"].bool, wait: try summary(field["wait"]),
            work: try summary(field["work"]), total: try summary(field["total"]))
    }

    private func summary(_ field: JSONField) throws(JSONMisfit) -> LatencySummary {
        let parts = try field.map { (item) throws(JSONMisfit) in try item.unsignedCount }
        guard parts.count == 6 else { throw field.misfit("is no list of count, p50, p90, p99, p99.9, max") }
        return LatencySummary(
            count: parts[0], p50: parts[1], p90: parts[2], p99: parts[3], p999: parts[4], max: parts[5])
    }

    private func budget(_ field: JSONField) throws(JSONMisfit) -> RunResult.Budget {
        guard let outcome = Verdict.Outcome(rawValue: try field["verdict"].string) else {
            throw try field["verdict"].misfit("is no verdict")
        }
        let verdict = Verdict(
            outcome: outcome, count: try field["count"].unsignedCount,
            value: try field["value"].unsignedCount, over: try field["over"].unsignedCount,
            preempted: try field["preempted"].unsignedCount, reason: try field["reason"].string)
        return RunResult.Budget(
            name: try field["name"].string, quantile: try field["quantile"].double,
            limit: Int64(try field["limit"].count), p50: try field["p50"].unsignedCount, verdict: verdict,
            isDefault: try field["default"].bool)
    }

    private func worker(_ field: JSONField) throws(JSONMisfit) -> RunResult.Worker {
        RunResult.Worker(
            core: try field["core"].present?.count, pinned: try field["pinned"].bool,
            stages: try field["stages"].strings, cpuNanoseconds: try field["cpu_ns"].unsignedCount,
            involuntarySwitches: try field["switches"].count)
    }

    private func manifest(_ field: JSONField) throws(JSONMisfit) -> RunManifest {
        var sources: [String: String] = [:]
        for entry in try field["sources"].entries { sources[entry.key] = try entry.value.string }
        var parameters: [(name: String, value: String)] = []
        for entry in try field["parameters"].entries {
            parameters.append((entry.key, try entry.value.string))
        }
        var manifest = RunManifest(
            version: try field["version"].string, compiler: try field["compiler"].string,
            command: try field["command"].strings, sources: sources, parameters: parameters,
            seed: try field["seed"].unsigned,
            machine: try field["machine"].entries.map { ($0.key, $0.value.value) },
            started: try field["started"].time, ended: try field["ended"].time)
        manifest.window = try times(field["window"])
        return manifest
    }
}

extension RecordReader {
    private func node(_ field: JSONField) throws(JSONMisfit) -> RunResult.Node {
        let produced = try field["produced"].map { (item) throws(JSONMisfit) in
            (port: try item["port"].string, count: try item["count"].count)
        }
        return RunResult.Node(
            name: try field["name"].string, op: try field["op"].string,
            consumed: try field["consumed"].count, produced: produced,
            workNanoseconds: try field["work_ns"].unsignedCount, report: try report(field))
    }

    private func report(_ field: JSONField) throws(JSONMisfit) -> NodeReport {
        var report = NodeReport()
        for item in try field["metrics"].items {
            report.metric(
                try item["name"].string, try optional(item["value"]), unit: try item["unit"].string,
                headline: try item["headline"].bool)
        }
        let times = try field["times"].map { (line) throws(JSONMisfit) in
            try line.map { (item) throws(JSONMisfit) in try item.time }
        }
        report.series = try field["series"].map { (item) throws(JSONMisfit) in try series(item, times) }
        report.tables = try field["tables"].map(table)
        report.refusals = try field["refusals"].map { (item) throws(JSONMisfit) in
            NodeReport.Refusal(
                reason: try item["reason"].string, count: try item["count"].count,
                isLate: try item["late"].bool, examples: try item["examples"].strings)
        }
        report.received = try field["received"].present?.count
        report.inputs = try field["inputs"].map { (item) throws(JSONMisfit) in
            (name: try item["name"].string, hash: try item["hash"].string)
        }
        return report
    }

    private func series(_ field: JSONField, _ times: [[Int64]]) throws(JSONMisfit) -> NodeReport.Series {
        guard !times.isEmpty else { throw try field["times"].misfit("points to no list of times") }
        let line = times[try field["times"].integer(in: 0...times.count - 1)]
        let values = try field["values"].map { (item) throws(JSONMisfit) in try item.double }
        guard values.count == line.count else {
            throw try field["values"].misfit("has \(values.count) values for \(line.count) times")
        }
        return NodeReport.Series(
            name: try field["name"].string, unit: try field["unit"].string, times: line, values: values)
    }

    private func table(_ field: JSONField) throws(JSONMisfit) -> NodeReport.Table {
        NodeReport.Table(
            name: try field["name"].string, columns: try field["columns"].strings,
            rows: try field["rows"].map { (row) throws(JSONMisfit) in try row.strings })
    }
}
