import MarketModel
import OperatorKit
import Rings

@testable import IngestOperators

/// Everything that a node of `ingest.simulated` sends, through real rings.
struct Made {
    var trades: [Trade] = []
    var quotes: [Quote] = []
    var levels: [LevelChange] = []

    init(_ settings: SimulatedSettings, seed: UInt64 = 1, limit: Int = 64, depth: Bool = true) throws {
        var node = try SimulatedTrades(settings, NodeContext(name: "ticks", seed: seed))
        let ports = (Port<Trade>(), Port<Quote>(), Port<LevelChange>())
        node.output.trades = ports.0.outlet
        if depth {
            node.output.quotes = ports.1.outlet
            node.output.levels = ports.2.outlet
        }
        var state = Production.more
        while state == .more {
            state = node.produce(limit: limit)
            ports.0.drain(into: &trades)
            ports.1.drain(into: &quotes)
            ports.2.drain(into: &levels)
        }
    }

    private final class Port<E: Event> {
        private var writer: RingWriter
        private var reader: RingReader

        init() {
            let storage = RingStorage(stride: MemoryLayout<E>.stride, capacity: 4096, readers: 1)
            writer = RingWriter(storage)
            reader = RingReader(storage)
        }

        var outlet: Outlet<E> { Outlet<E>(writer) }

        func drain(into events: inout [E]) {
            var isEmpty = false
            while !isEmpty {
                isEmpty = writer.drainSpill()
                _ = writer.publish()
                reader.refresh()
                while reader.available > 0 {
                    let count = reader.contiguous(reader.available)
                    reader.read(count, as: E.self) { span in
                        for index in span.indices { events.append(span[index]) }
                    }
                    reader.release(count)
                }
                _ = writer.refresh()
            }
        }
    }
}

extension SimulatedSettings {
    /// A market of the usual shape with as many trades.
    static func of(_ count: Int, rate: Double = 1, seed: Int = 7) -> SimulatedSettings {
        var settings = SimulatedSettings()
        settings.count = count
        settings.rate = rate
        settings.seed = seed
        return settings
    }

    static let opening: Int64 = 1_704_153_600_000_000_000
    static let day: Int64 = 86_400_000_000_000
}
