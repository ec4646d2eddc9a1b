/// Where an order stands between its sender's wish and its end.
///
/// The table of what may follow what is `next`; it is published in `docs/reference/orders.md`.
public enum OrderState: UInt64, Sendable, CaseIterable {
    /// Made, not yet looked at by the risk gate.
    case pending = 0
    /// Approved and on its way to the venue.
    case submitted = 1
    /// The venue has it and works it, or waits for its stop.
    case acknowledged = 2
    /// Some of it was traded and the rest works.
    case partiallyFilled = 3
    /// All of it was traded.
    case filled = 4
    /// It ended on request, or as the rest of an ioc order, or with its group.
    case cancelled = 5
    /// Gate or venue refused it.
    case rejected = 6
    /// Its time was over.
    case expired = 7

    /// The states that may follow this one.
    public var next: [OrderState] {
        switch self {
        case .pending: [.submitted, .rejected]
        case .submitted: [.acknowledged, .rejected]
        case .acknowledged: [.acknowledged, .partiallyFilled, .filled, .cancelled, .expired, .rejected]
        case .partiallyFilled: [.partiallyFilled, .filled, .cancelled, .expired]
        case .filled, .cancelled, .rejected, .expired: []
        }
    }

    /// Whether nothing can follow.
    @inlinable
    public var isFinal: Bool { rawValue >= OrderState.filled.rawValue }

    /// Whether `state` may follow this one.
    public func allows(_ state: OrderState) -> Bool { next.contains(state) }
}
