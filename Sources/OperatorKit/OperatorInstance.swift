public import Rings

/// A node's operator with its type erased: called once a batch, never once an event.
public protocol OperatorInstance: AnyObject, Sendable {
    /// What hands over batches of port `port`.
    func delivery(port: Int) -> Delivery
    /// Connects output `output`.
    func bind(output: Int, _ writer: borrowing RingWriter)
    /// See `Operator.open`.
    func open() throws(OperatorError)
    /// See `Operator.finish`.
    func finish()
    /// See `Operator.progress(after:)`.
    func progress(after input: Int64) -> Int64
    /// See `Operator.alarm`.
    func alarm()
    /// See `Operator.columns`.
    var columns: [String] { get }
    /// See `Operator.schema`.
    var schema: UInt64 { get }
    /// See `Operator.report(into:)`.
    func report(into report: inout NodeReport)
    /// See `Source.produce(limit:)`; nil for what is no source.
    func produce(limit: Int) -> Production?
}

extension OperatorInstance {
    /// Hands over a batch of input `index` of port `port`.
    public func deliver(port: Int, index: Int, _ batch: EventBatch) { delivery(port: port)(index, batch) }
}

/// The way of a batch into an operator.
///
/// A struct around the closure: what stands in an array as a bare closure is called through conversions of its
/// arguments.
public struct Delivery: Sendable {
    @usableFromInline let call: @Sendable (Int, EventBatch) -> Void

    @usableFromInline
    init(_ call: @escaping @Sendable (Int, EventBatch) -> Void) { self.call = call }

    /// Hands over a batch of the port's input `index`.
    @inlinable @inline(__always)
    public func callAsFunction(_ index: Int, _ batch: EventBatch) { call(index, batch) }
}

/// A node behind closures whose types name no operator.
///
/// Inlinable, like those who make it: the closures are then made in the operator's own module, specialised. A
/// generic class would be unspecialised whoever makes it, and look its closures' types up anew for each
/// batch.
@usableFromInline
final class Instance: OperatorInstance, Sendable {
    @usableFromInline let deliveries: [Delivery]
    @usableFromInline let bindings: [@Sendable (borrowing RingWriter) -> Void]
    @usableFromInline let advancing: @Sendable (Int64) -> Int64
    @usableFromInline let producer: (@Sendable (Int) -> Production)?
    @usableFromInline let node: any OperatorNode

    @inlinable
    init<Op: Operator>(_ op: Op, produce: (@Sendable (inout Op, Int) -> Production)?) {
        let box = NodeBox(op)
        let signature = Op.signature
        deliveries = signature.deliver.map { body in
            Delivery { index, batch in body.call(&box.held.value, index, batch) }
        }
        bindings = signature.bind.map { body in NodeBox<Op>.binding(body, box) }
        advancing = { box.held.value.progress(after: $0) }
        if let produce {
            producer = { limit in produce(&box.held.value, limit) }
        } else {
            producer = nil
        }
        node = box
    }

    @usableFromInline
    func delivery(port: Int) -> Delivery { deliveries[port] }
    @usableFromInline
    func bind(output: Int, _ writer: borrowing RingWriter) { bindings[output](writer) }
    @usableFromInline
    func open() throws(OperatorError) { try node.open() }
    @usableFromInline
    func finish() { node.finish() }
    @usableFromInline
    func progress(after input: Int64) -> Int64 { advancing(input) }
    @usableFromInline
    func alarm() { node.alarm() }
    @usableFromInline var columns: [String] { node.columns }
    @usableFromInline var schema: UInt64 { node.schema }
    @usableFromInline
    func report(into report: inout NodeReport) { node.report(into: &report) }
    @usableFromInline
    func produce(limit: Int) -> Production? {
        guard let producer else { return nil }
        return producer(limit)
    }
}

/// What is asked of a node once a run.
@usableFromInline
protocol OperatorNode: Sendable {
    func open() throws(OperatorError)
    func finish()
    func alarm()
    var columns: [String] { get }
    var schema: UInt64 { get }
    func report(into report: inout NodeReport)
}

@usableFromInline
final class NodeBox<Op: Operator>: OperatorNode, @unchecked Sendable {
    // SAFETY: used by one thread at a time: the one that checks, then the worker that runs the node's stage,
    // then, after that worker has ended, the one that reports.
    @usableFromInline let held: Held<Op>

    @inlinable
    init(_ op: Op) { held = Held(op) }

    @inlinable
    static func binding(
        _ body: @escaping @Sendable (inout Op, borrowing RingWriter) -> Void, _ box: NodeBox
    ) -> @Sendable (borrowing RingWriter) -> Void {
        { writer in body(&box.held.value, writer) }
    }

    @usableFromInline
    func open() throws(OperatorError) { try held.value.open() }
    @usableFromInline
    func finish() { held.value.finish() }
    @usableFromInline
    func alarm() { held.value.alarm() }
    @usableFromInline var columns: [String] { held.value.columns }
    @usableFromInline var schema: UInt64 { held.value.schema }
    @usableFromInline
    func report(into report: inout NodeReport) { held.value.report(into: &report) }
}
