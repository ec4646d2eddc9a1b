public import Rings

/// A node's operator with its type erased: called once a batch, never once an event.
public protocol OperatorInstance: AnyObject, Sendable {
    /// Hands over a batch of input `index` of port `port`.
    func deliver(port: Int, index: Int, _ batch: EventBatch)
    /// Connects output `output`.
    func bind(output: Int, _ writer: borrowing RingWriter)
    /// See `Operator.open`.
    func open() throws(OperatorError)
    /// See `Operator.finish`.
    func finish()
    /// See `Operator.progress(after:)`.
    func progress(after input: Int64) -> Int64
    /// See `Operator.columns`.
    var columns: [String] { get }
    /// See `Operator.report(into:)`.
    func report(into report: inout NodeReport)
    /// See `Source.produce(limit:)`; nil for what is no source.
    func produce(limit: Int) -> Production?
}

final class Instance<Op: Operator>: OperatorInstance, @unchecked Sendable {
    // SAFETY: used by one thread at a time: the one that checks, then the worker that runs the node's stage,
    // then, after that worker has ended, the one that reports.
    private var node: Op
    private let signature: Signature<Op>
    private let producer: (@Sendable (inout Op, Int) -> Production)?

    init(_ node: Op, produce: (@Sendable (inout Op, Int) -> Production)?) {
        self.node = node
        signature = Op.signature
        producer = produce
    }

    func deliver(port: Int, index: Int, _ batch: EventBatch) { signature.deliver[port](&node, index, batch) }
    func bind(output: Int, _ writer: borrowing RingWriter) { signature.bind[output](&node, writer) }
    func open() throws(OperatorError) { try node.open() }
    func finish() { node.finish() }
    func progress(after input: Int64) -> Int64 { node.progress(after: input) }
    var columns: [String] { node.columns }
    func report(into report: inout NodeReport) { node.report(into: &report) }
    func produce(limit: Int) -> Production? { producer.map { $0(&node, limit) } }
}
