public import MarketModel
public import Rings

/// An operator's name, documentation and ports, with the closures that reach its typed code.
public struct Signature<Op: Operator>: Sendable {
    /// What documentation and checker see.
    public var manual: OperatorManual
    @usableFromInline var deliver: [PortBody] = []
    @usableFromInline var bind: [@Sendable (inout Op, borrowing RingWriter) -> Void] = []

    /// An input's typed code; a struct for the reason that `Delivery` is one.
    @usableFromInline
    struct PortBody: Sendable {
        @usableFromInline let call: @Sendable (inout Op, Int, EventBatch) -> Void

        @usableFromInline
        init(_ call: @escaping @Sendable (inout Op, Int, EventBatch) -> Void) { self.call = call }
    }

    /// Starts a signature: `name` as in `op:`, and one sentence on what it does.
    public init(_ name: String, _ summary: String, details: String = "", example: String = "") {
        manual = OperatorManual(name: name, summary: summary, details: details, example: example)
    }

    /// Adds an input port of one event type.
    ///
    /// - Parameters:
    ///   - passive: its events only update state and never cause an output; feedback may only enter such a port.
    ///   - optional: a pipeline may leave it unconnected.
    ///   - gated: only an output marked `gate` may feed it.
    @inlinable
    public func input<E: Event>(
        _ name: String, _ type: E.Type, _ doc: String, passive: Bool = false, optional: Bool = false,
        gated: Bool = false, _ body: @escaping @Sendable (inout Op, Span<E>) -> Void
    ) -> Signature {
        adding(
            InputManual(
                name: name, type: EventType(E.self), doc: doc, isPassive: passive, isOptional: optional,
                isVariadic: false, isGated: gated)
        ) { node, _, batch in batch.span(of: E.self) { body(&node, $0) } }
    }

    /// Adds an input port that takes any number of inputs of any type.
    ///
    /// `body` is given the index of the input among those of the port, in the order of `NodeContext.inputs`.
    @inlinable
    public func inputs(
        _ name: String, _ doc: String, _ body: @escaping @Sendable (inout Op, Int, EventBatch) -> Void
    ) -> Signature {
        adding(
            InputManual(
                name: name, type: nil, doc: doc, isPassive: false, isOptional: false, isVariadic: true,
                isGated: false),
            body)
    }

    /// Adds an input port that takes any number of inputs of one event type, merged by the run's order.
    ///
    /// `body` is given the index of the input among those of the port, in the order of `NodeContext.inputs`.
    /// `passive`, `optional` and `gated` are as for `input`.
    @inlinable
    public func inputs<E: Event>(
        _ name: String, _ type: E.Type, _ doc: String, passive: Bool = false, optional: Bool = false,
        gated: Bool = false, _ body: @escaping @Sendable (inout Op, Int, Span<E>) -> Void
    ) -> Signature {
        adding(
            InputManual(
                name: name, type: EventType(E.self), doc: doc, isPassive: passive, isOptional: optional,
                isVariadic: true, isGated: gated)
        ) { node, index, batch in batch.span(of: E.self) { body(&node, index, $0) } }
    }

    /// Adds an output port; `gate` marks what a gated input accepts.
    @inlinable
    public func output<E: Event>(
        _ name: String, _ type: E.Type, _ doc: String, gate: Bool = false,
        _ body: @escaping @Sendable (inout Op, Outlet<E>) -> Void
    ) -> Signature {
        adding(OutputManual(name: name, type: EventType(E.self), doc: doc, isGate: gate)) { node, writer in
            body(&node, Outlet<E>(writer))
        }
    }

    @usableFromInline
    func adding(
        _ input: InputManual, _ body: @escaping @Sendable (inout Op, Int, EventBatch) -> Void
    ) -> Signature {
        var copy = self
        copy.manual.inputs.append(input)
        copy.deliver.append(PortBody(body))
        return copy
    }

    @usableFromInline
    func adding(
        _ output: OutputManual, _ body: @escaping @Sendable (inout Op, borrowing RingWriter) -> Void
    ) -> Signature {
        var copy = self
        copy.manual.outputs.append(output)
        copy.bind.append(body)
        return copy
    }
}
