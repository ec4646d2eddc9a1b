import FlowGraph
import MarketModel
import OperatorKit
import Rings

/// How a graph is run for a check: on one thread, on an edited tape, with every output watched.
struct Recording {
    /// Slots of a source's rings at least, so that a message of many events fits.
    static let sourceCapacity = 16_384

    /// What is changed on the tape.
    var edit: TapeEdit?
    /// Places in the run's order, ascending, before which counts and hashes are marked.
    var marks: [Int64] = []
    /// Outputs whose events are kept with their readable numbers, by position in `OutputRecord.all`.
    var kept: Set<Int> = []
    /// Most events kept of an output.
    var limit = 0
    /// Called now and then with the number of events that sources have sent.
    var onProgress: ((Int) -> Void)?
}

/// What one output sent before a mark.
struct OutputMark: Equatable {
    var count = 0
    var hash: UInt64 = 0
}

/// One output of a graph, watched.
final class OutputRecord {
    let node: Int
    let output: Int
    let isSource: Bool
    /// `node.output` as people see it.
    let name: String
    /// Readable numbers: names and where they are.
    let fields: [(name: String, index: Int)]
    private(set) var marks: [OutputMark] = []
    /// All that was sent.
    private(set) var end = OutputMark()
    /// Places of the first and the last event, those sent after everything else left out.
    private(set) var places: ClosedRange<Int64>?
    /// Kept events: places, and numbers field by field.
    private(set) var sequences: [Int64] = []
    private(set) var values: [Double] = []
    /// Whether more came than were to be kept.
    private(set) var isCutShort = false

    private let type: EventType
    private let at: [Int64]
    private let limit: Int
    private var reader: RingReader
    private var hash = RollingHash()

    /// Every output of a graph, node by node in file order.
    static func all(_ assembly: Assembly, _ recording: Recording) -> [OutputRecord] {
        var records: [OutputRecord] = []
        for (index, node) in assembly.plan.graph.nodes.enumerated() {
            for output in node.manual.outputs.indices {
                let limit = recording.kept.contains(records.count) ? recording.limit : 0
                records.append(
                    OutputRecord(node, index, output, assembly.rings[index][output], recording.marks, limit))
            }
        }
        return records
    }

    private init(
        _ graphNode: GraphNode, _ node: Int, _ output: Int, _ ring: RingStorage, _ at: [Int64], _ limit: Int
    ) {
        self.node = node
        self.output = output
        self.at = at
        self.limit = limit
        isSource = graphNode.manual.isSource
        type = graphNode.manual.outputs[output].type
        name = "\(graphNode.name).\(graphNode.manual.outputs[output].name)"
        let columns = type.name == "FeatureRow" ? graphNode.instance.columns : []
        fields =
            columns.isEmpty
            ? type.fields.enumerated().map { ($1.name, $0) } : columns.enumerated().map { ($1, $0) }
        reader = RingReader(ring, index: ring.readerCount - 1)
    }

    /// Takes what was published since the last call.
    func drain() {
        reader.refresh()
        while reader.available > 0 {
            var count = reader.contiguous(reader.available)
            if marks.count < at.count {
                count = reader.countBelow(at[marks.count], inclusive: false, among: count)
                if count == 0 {
                    marks.append(OutputMark(count: end.count, hash: hash.value))
                    continue
                }
            }
            take(count)
        }
    }

    private func take(_ count: Int) {
        if limit > 0 { keep(count) }
        reader.add(count, to: &hash)
        let (first, last) = (reader.sequence(), reader.sequence(at: count - 1))
        if first < .max - 1 {
            let top = last < .max - 1 ? last : first
            places = (places?.lowerBound ?? first)...max(places?.upperBound ?? top, top)
        }
        end.count += count
        reader.release(count)
    }

    private func keep(_ count: Int) {
        let batch = EventBatch(reader, count: count, type: type)
        for event in 0..<count {
            guard sequences.count < limit else {
                isCutShort = true
                return
            }
            sequences.append(batch.header(event).sequence)
            for field in fields { values.append(batch.value(event, field: field.index)) }
        }
    }

    /// Everything has ended: marks that nothing came after stand at the end.
    func finish() {
        end.hash = hash.value
        while marks.count < at.count { marks.append(end) }
    }

    /// The numbers of kept event `index`.
    func numbers(_ index: Int) -> ArraySlice<Double> {
        values[(index * fields.count)..<((index + 1) * fields.count)]
    }
}

extension Engine {
    /// Runs to the end on the calling thread with every output watched; the outcome tells a failure.
    func record(_ recording: Recording) -> (outcome: RunResult.Outcome, records: [OutputRecord]) {
        var options = RunOptions()
        options.hashes = false
        options.telemetry = false
        let assembly = Assembly(plan, options: options, recording: recording)
        let records = OutputRecord.all(assembly, recording)
        if let failure = open() { return (failure, records) }
        var idle = 0
        var rounds = 0
        while !assembly.workers.allSatisfy(\.isDone) {
            var moved = false
            for worker in assembly.workers {
                if worker.cycle() { moved = true }
                for record in records { record.drain() }
            }
            idle = moved ? 0 : idle + 1
            guard idle < 100_000 else { return (.stalled(assembly.whoWaits()), records) }
            rounds += 1
            if rounds % 256 == 0 { recording.onProgress?(assembly.sourceEvents()) }
        }
        for record in records {
            record.drain()
            record.finish()
        }
        return (assembly.failure() ?? .completed, records)
    }
}
