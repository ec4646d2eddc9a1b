public import MarketModel
import Rings

/// What one output of a node has sent, in order.
public class AnyTape {
    /// Sequences of all events.
    public fileprivate(set) var sequences: [Int64] = []
    /// Hash of all bytes but the stamps.
    public internal(set) var hash: UInt64 = 0

    fileprivate init() {}

    func collect(_ reader: inout RingReader) { preconditionFailure("a tape has a type") }

    /// A tape for the events of a type by name.
    static func of(_ typeName: String) -> AnyTape {
        switch typeName {
        case Alert.typeName: Tape<Alert>()
        case Bar.typeName: Tape<Bar>()
        case Decision.typeName: Tape<Decision>()
        case Denial.typeName: Tape<Denial>()
        case Depth.typeName: Tape<Depth>()
        case EquityPoint.typeName: Tape<EquityPoint>()
        case FeatureRow.typeName: Tape<FeatureRow>()
        case Fill.typeName: Tape<Fill>()
        case LevelChange.typeName: Tape<LevelChange>()
        case MatrixWindow.typeName: Tape<MatrixWindow>()
        case Opinion.typeName: Tape<Opinion>()
        case Order.typeName: Tape<Order>()
        case OrderChange.typeName: Tape<OrderChange>()
        case OrderUpdate.typeName: Tape<OrderUpdate>()
        case Quote.typeName: Tape<Quote>()
        case Reading.typeName: Tape<Reading>()
        case RiskPoint.typeName: Tape<RiskPoint>()
        case Signal.typeName: Tape<Signal>()
        case Synergy.typeName: Tape<Synergy>()
        case Trade.typeName: Tape<Trade>()
        default: preconditionFailure("there is a tape for \(typeName)")
        }
    }
}

/// What one output has sent, with its type.
public final class Tape<E: Event>: AnyTape {
    /// The events since the start.
    public private(set) var events: [E] = []
    private var taken = 0

    override init() {}

    override func collect(_ reader: inout RingReader) {
        reader.refresh()
        while reader.available > 0 {
            let count = reader.contiguous(reader.available)
            reader.read(count, as: E.self) { span in
                for i in span.indices {
                    events.append(span[i])
                    sequences.append(span[i].header.sequence)
                }
            }
            reader.release(count)
        }
    }

    /// The events since the last call.
    public func take() -> [E] {
        defer { taken = events.count }
        return Array(events[taken...])
    }
}
