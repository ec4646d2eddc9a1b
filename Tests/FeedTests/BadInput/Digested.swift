import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// What an operator made of bad input, and whether the laws hold: it ends, with a clear error or with every
/// record accounted for.
struct Digested {
    var error: OperatorError?
    var events = 0
    private var report = NodeReport()
    private var sequences: [[Int64]] = []
    private var isSane = true
    private let format: InputFormat

    /// Runs the operator of a format over a file.
    init(_ format: InputFormat, path: String, _ more: Arguments = [], limit: Int = 64) throws {
        self.format = format
        let mine = format.arguments.filter { argument in !more.contains { $0.name == argument.name } }
        do {
            let node = try DrivenNode(
                entry(format.op), [("path", Argument.text(path))] + mine + more, inputs: [])
            if case .failed(let error) = node.produceAll(limit: limit) { self.error = error }
            report = node.report
            sequences = node.tapes.map(\.tape.sequences)
            events = sequences.reduce(0) { $0 + $1.count }
            isSane = Self.isSane(node)
        } catch {
            self.error = error
        }
    }

    /// The numbers that rules promise of every event that goes out.
    private static func isSane(_ node: DrivenNode) -> Bool {
        func isSize(_ size: Double) -> Bool { size >= 0 && size < .infinity }
        for (_, tape) in node.tapes {
            switch tape {
            case let tape as Tape<Trade>:
                guard tape.events.allSatisfy({ $0.price.raw > 0 && isSize($0.quantity) }) else {
                    return false
                }
            case let tape as Tape<Quote>:
                let holds = tape.events.allSatisfy {
                    $0.bid.raw >= 0 && $0.ask.raw >= 0 && isSize($0.bidSize) && isSize($0.askSize)
                }
                guard holds else { return false }
            case let tape as Tape<LevelChange>:
                guard tape.events.allSatisfy({ isSize($0.size) }) else { return false }
            case let tape as Tape<Bar>:
                let holds = tape.events.allSatisfy {
                    $0.low.raw > 0 && $0.low <= min($0.open, $0.close) && $0.high >= max($0.open, $0.close)
                        && $0.start < $0.end && isSize($0.volume) && $0.notional.isFinite
                }
                guard holds else { return false }
            case let tape as Tape<FeatureRow>:
                let holds = tape.events.allSatisfy { row in
                    (0..<Int(row.count)).allSatisfy { row.values[$0].isFinite }
                }
                guard holds else { return false }
            default: break
            }
        }
        return true
    }

    /// The laws that are broken, in words.
    var faults: [String] {
        var faults: [String] = []
        if let error, error.message.isEmpty || error.argument == nil {
            faults.append("unclear error: \(error)")
        }
        if !isSane { faults.append("an event breaks the rules") }
        let told = report.refusals.reduce(0) { $0 + $1.count }
        // A node that could not begin has nothing to report.
        guard let received = report.received else { return error == nil ? ["no report"] : faults }
        if received != events + told { faults.append("received \(received), not \(events) + \(told)") }
        for one in sequences where zip(one, one.dropFirst()).contains(where: { $0 >= $1 }) {
            faults.append("a sequence goes back")
        }
        if Set(sequences.joined()).count != events { faults.append("two events in one place") }
        func value(_ name: String) -> Int { Int(report.value(name) ?? 0) }
        if value("events") != events { faults.append("events \(value("events")), not \(events)") }
        let records = max(value("lines"), value("messages"), value("records"))
        if format.isOneToOne && error == nil && records != events + told + value("skipped") {
            faults.append(
                "\(records) records, but \(events) events, \(told) told, \(value("skipped")) skipped")
        }
        if report.refusals.contains(where: { $0.count <= 0 || $0.reason.isEmpty }) {
            faults.append("empty refusal")
        }
        return faults
    }

    /// Events and all that was told, to compare runs.
    var summary: String {
        "\(events) \(report.refusals.map { "\($0.reason) \($0.count)" }.sorted()) \(error?.message ?? "")"
    }

    /// How many were kept out for a reason.
    func count(_ reason: String) -> Int {
        report.refusals.filter { $0.reason == reason }.reduce(0) { $0 + $1.count }
    }

    /// A number of the report.
    func value(_ name: String) -> Double? { report.value(name) }
}
