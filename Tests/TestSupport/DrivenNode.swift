import CAllocationCounter
public import MarketModel
public import OperatorKit
import Rings

/// One node outside an engine: fed by hand through rings, its outputs kept on tapes.
public final class DrivenNode {
    /// The operator.
    public let instance: any OperatorInstance
    /// Allocations inside the operator's own code so far.
    public private(set) var allocations: UInt64 = 0

    private final class InputRing {
        var writer: RingWriter
        var reader: RingReader
        let type: EventType
        let port: Int
        let member: Int

        init(_ type: EventType, port: Int, member: Int) {
            let storage = RingStorage(stride: type.stride, capacity: 1024, readers: 1)
            writer = RingWriter(storage)
            reader = RingReader(storage)
            self.type = type
            self.port = port
            self.member = member
        }
    }

    private final class OutputRing {
        var writer: RingWriter
        var reader: RingReader
        let tape: AnyTape
        let name: String

        init(_ manual: OutputManual) {
            // Room for four events per event of the largest batch, so that nothing spills.
            let storage = RingStorage(stride: manual.type.stride, capacity: 4096, readers: 1)
            writer = RingWriter(storage, hashes: true)
            reader = RingReader(storage)
            tape = .of(manual.type.name)
            name = manual.name
        }

        func collect() {
            writer.publish()
            tape.collect(&reader)
            _ = writer.refresh()
            tape.hash = writer.hash.value
        }
    }

    private let inputs: [InputRing]
    private let outputs: [OutputRing]

    /// Makes a node of `entry`, connected as `context` says, and opens it.
    public init(
        _ entry: OperatorEntry, _ arguments: [(name: String, value: ArgumentValue)] = [],
        inputs: [NodeContext.Input], name: String = "node", seed: UInt64 = 1
    ) throws(OperatorError) {
        instance = try entry.instance(arguments, NodeContext(name: name, inputs: inputs, seed: seed))
        var members: [String: Int] = [:]
        self.inputs = inputs.map { input in
            let port = entry.manual.inputs.firstIndex { $0.name == input.port }
            guard let port else { preconditionFailure("\(entry.manual.name) has an input \(input.port)") }
            defer { members[input.port, default: 0] += 1 }
            return InputRing(input.type, port: port, member: members[input.port, default: 0])
        }
        outputs = entry.manual.outputs.map { OutputRing($0) }
        for (index, output) in outputs.enumerated() { instance.bind(output: index, output.writer) }
        try instance.open()
    }

    /// Hands events to input `index` (of those given to `init`), in one batch where they fit.
    public func deliver<E: Event>(_ events: some Sequence<E>, to index: Int = 0) {
        let input = inputs[index]
        var pending = Array(events)[...]
        while !pending.isEmpty {
            let outlet = Outlet<E>(input.writer)
            let count = min(pending.count, input.writer.refresh())
            for event in pending.prefix(count) { outlet.send(event) }
            pending = pending.dropFirst(count)
            input.writer.publish()
            input.reader.refresh()
            while input.reader.available > 0 {
                let run = input.reader.contiguous(input.reader.available)
                let batch = EventBatch(input.reader, count: run, type: input.type)
                let before = allocation_count()
                instance.deliver(port: input.port, index: input.member, batch)
                allocations += allocation_count() - before
                input.reader.release(run)
                collect()
            }
        }
    }

    /// Every event still to come has at least sequence `input`; returns what the node promises for its own.
    public func progress(after input: Int64) -> Int64 {
        let promise = instance.progress(after: input)
        collect()
        return promise
    }

    /// Asks a source for events until it ends or breaks; says which.
    public func produceAll(limit: Int = 512) -> Production {
        while true {
            let before = allocation_count()
            let production = instance.produce(limit: limit) ?? .ended
            allocations += allocation_count() - before
            collect()
            if production != .more { return production }
        }
    }

    /// All inputs have ended.
    public func finish() {
        instance.finish()
        collect()
    }

    private func collect() { for output in outputs { output.collect() } }

    /// All outputs by name.
    public var tapes: [(name: String, tape: AnyTape)] { outputs.map { ($0.name, $0.tape) } }

    /// The tape of an output, by name or the first of its type.
    public func tape<E: Event>(_ type: E.Type, _ name: String? = nil) -> Tape<E> {
        for output in outputs where name == nil || output.name == name {
            if let tape = output.tape as? Tape<E> { return tape }
        }
        preconditionFailure("the node has an output of \(E.typeName)")
    }

    /// What the operator reports.
    public var report: NodeReport {
        var report = NodeReport()
        instance.report(into: &report)
        return report
    }
}
