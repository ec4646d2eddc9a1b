import FlowGraph
import Learning
import MarketModel
import OperatorKit
import Rings

/// A venue's own operator, handed orders and trades by hand: what comes back is what it would fill in a run.
final class VenueSeat: @unchecked Sendable {
    // SAFETY: an environment's copy owns it and is used by one thread at a time; copies of an environment make
    // seats of their own when they are reset.
    private let instance: any OperatorInstance
    private let market: Lane<Trade>
    private let orders: Lane<Order>
    private var fillsWriter: RingWriter
    private var fillsReader: RingReader

    /// Slots of the rings; more trades go in several batches.
    private static let capacity = 512

    /// One input: its ring, written and read at once.
    private final class Lane<E: Event> {
        let port: Int
        let type = EventType(E.self)
        var writer: RingWriter
        var reader: RingReader

        init(_ port: Int) {
            let storage = RingStorage(
                stride: MemoryLayout<E>.stride, capacity: VenueSeat.capacity, readers: 1)
            self.port = port
            writer = RingWriter(storage)
            reader = RingReader(storage)
        }

        func deliver(_ events: ArraySlice<E>, to instance: any OperatorInstance) {
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
            }
        }
    }

    /// Sits down at a venue that fills against trades.
    init(_ node: GraphNode) throws(EnvironmentFault) {
        let manual = node.manual
        guard
            let market = manual.inputs.firstIndex(where: {
                $0.name == "market" && $0.type?.name == Trade.typeName
            }),
            let order = manual.inputs.firstIndex(where: { $0.name == "order" }),
            let fills = manual.outputs.firstIndex(where: { $0.name == "fills" })
        else {
            throw EnvironmentFault(
                "'\(node.name)' is a \(manual.name), and copies trade at a venue that fills against trades",
                help: "op: execution.simulated")
        }
        instance = node.instance
        self.market = Lane(market)
        orders = Lane(order)
        let storage = RingStorage(stride: MemoryLayout<Fill>.stride, capacity: Self.capacity, readers: 1)
        fillsWriter = RingWriter(storage)
        fillsReader = RingReader(storage)
        instance.bind(output: fills, fillsWriter)
        do { try instance.open() } catch {
            throw EnvironmentFault("'\(node.name)' can't be opened: \(error.message)", help: error.help)
        }
    }

    /// An order reaches the venue.
    func take(_ order: Order) { orders.deliver([order], to: instance) }

    /// Trades come by; fills are added to `fills`, cancellations too.
    func take(_ trades: ArraySlice<Trade>, _ fills: inout [Fill]) {
        market.deliver(trades, to: instance)
        fillsWriter.publish()
        fillsReader.refresh()
        while fillsReader.available > 0 {
            let run = fillsReader.contiguous(fillsReader.available)
            fillsReader.read(run, as: Fill.self) { span in
                for index in span.indices { fills.append(span[index]) }
            }
            fillsReader.release(run)
        }
        _ = fillsWriter.refresh()
    }
}
