/// A value that crosses an edge: plain bytes, a multiple of eight of them, without padding.
///
/// Use fields of eight bytes each (Int64, UInt64, Double, `Price`…), so that there is no padding and equal
/// events are equal bytes: the rolling hash of an edge runs over them.
public protocol Event: BitwiseCopyable, Sendable {
    /// The header, which must be the first stored property.
    var header: EventHeader { get set }
    /// The name in ports, messages and documentation, as `Bar`.
    static var typeName: String { get }
    /// The numbers that rules, matrices and reports can read by name, as `bars.close`.
    static var fields: [EventField<Self>] { get }
}

/// One readable number of an event.
public struct EventField<E: Event>: Sendable {
    /// Name in `node.field`.
    public let name: String
    /// Unit, as "price", "contracts", "ns".
    public let unit: String
    /// Reads it.
    public let read: @Sendable (E) -> Double

    /// Makes a field.
    public init(_ name: String, _ unit: String, _ read: @escaping @Sendable (E) -> Double) {
        self.name = name
        self.unit = unit
        self.read = read
    }
}
