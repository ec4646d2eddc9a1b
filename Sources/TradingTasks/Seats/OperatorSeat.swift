import FlowGraph
import Learning
import MarketModel
import OperatorKit
import Rings

/// An operator of a pipeline, handed events by hand: what comes back is what it would send in a run.
///
/// Inputs and outputs are made first, then it is opened. Used by one thread at a time: copies of an environment make
/// seats of their own when they are reset.
final class OperatorSeat {
    private let instance: any OperatorInstance
    private let manual: OperatorManual
    private let name: String

    /// Slots of the rings; more events go in several batches.
    static let capacity = 512

    /// Sits down at a node of a compiled graph that nobody else uses.
    init(_ node: GraphNode) {
        instance = node.instance
        manual = node.manual
        name = node.name
    }

    /// One input: its ring, written and read at once.
    final class Lane<E: Event>: @unchecked Sendable {
        // SAFETY: an environment's copy owns it and is used by one thread at a time; copies of an environment make
        // seats of their own when they are reset.
        private let port: Int
        private let type = EventType(E.self)
        private let instance: any OperatorInstance
        private var writer: RingWriter
        private var reader: RingReader

        fileprivate init(_ port: Int, _ instance: any OperatorInstance) {
            let storage = RingStorage(
                stride: MemoryLayout<E>.stride, capacity: OperatorSeat.capacity, readers: 1)
            self.port = port
            self.instance = instance
            writer = RingWriter(storage)
            reader = RingReader(storage)
        }

        /// Hands over events, in batches; `after` is called behind each.
        func deliver(_ events: ArraySlice<E>, _ after: () -> Void = {}) {
            var left = events
            while !left.isEmpty {
                let count = min(left.count, writer.refresh())
                let outlet = Outlet<E>(writer)
                for event in left.prefix(count) { outlet.send(event) }
                left = left.dropFirst(count)
                writer.publish()
                reader.refresh()
                while reader.available > 0 {
                    let run = reader.contiguous(reader.available)
                    instance.deliver(port: port, index: 0, EventBatch(reader, count: run, type: type))
                    reader.release(run)
                }
                after()
            }
        }

        /// Hands over one event.
        func deliver(_ event: E) { deliver([event]) }
    }

    /// One output: what was sent is taken from it.
    final class Tap<E: Event>: @unchecked Sendable {
        // SAFETY: as of a lane.
        private var writer: RingWriter
        private var reader: RingReader

        fileprivate init(_ output: Int, _ instance: any OperatorInstance) {
            let storage = RingStorage(
                stride: MemoryLayout<E>.stride, capacity: OperatorSeat.capacity, readers: 1)
            writer = RingWriter(storage)
            reader = RingReader(storage)
            instance.bind(output: output, writer)
        }

        /// Adds what has been sent since.
        func drain(into events: inout [E]) {
            writer.publish()
            reader.refresh()
            while reader.available > 0 {
                let run = reader.contiguous(reader.available)
                reader.read(run, as: E.self) { span in
                    for index in span.indices { events.append(span[index]) }
                }
                reader.release(run)
            }
            _ = writer.refresh()
        }
    }

    /// An input of that name and type; nil if the operator has none.
    func lane<E: Event>(_ port: String, _ type: E.Type) -> Lane<E>? {
        manual.inputs.firstIndex { $0.name == port && $0.type?.name == E.typeName }
            .map { Lane($0, instance) }
    }

    /// An output of that name and type; nil if the operator has none.
    func tap<E: Event>(_ port: String, _ type: E.Type) -> Tap<E>? {
        manual.outputs.firstIndex { $0.name == port && $0.type.name == E.typeName }
            .map { Tap($0, instance) }
    }

    /// Begins, when all inputs and outputs that are wanted have been made.
    func open() throws(EnvironmentFault) {
        do { try instance.open() } catch {
            throw EnvironmentFault("'\(name)' can't be opened: \(error.message)", help: error.help)
        }
    }

    /// What is wrong if a port is missing.
    func misfit(_ role: String, help: String) -> EnvironmentFault {
        EnvironmentFault("'\(name)' is a \(manual.name), and \(role)", help: help)
    }
}
