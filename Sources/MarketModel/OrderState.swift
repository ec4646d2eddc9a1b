/// Where an order stands between its sender's wish and its end.
///
/// The table of what may follow what is `next`; it is published in `docs/reference/orders.md`.
public enum OrderState: UInt64, BitwiseCopyable, Sendable, CaseIterable {
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
    public var next: [OrderState] { Self.allCases.filter { allows($0) } }

    /// Whether nothing can follow.
    @inlinable
    public var isFinal: Bool { rawValue >= OrderState.filled.rawValue }

    /// Whether `state` may follow this one.
    @inlinable
    public func allows(_ state: OrderState) -> Bool {
        switch (self, state) {
        case (.pending, .submitted), (.pending, .rejected): true
        case (.submitted, .acknowledged), (.submitted, .rejected): true
        case (.acknowledged, .rejected): true
        case (.acknowledged, .acknowledged), (.partiallyFilled, .partiallyFilled): true
        case (.acknowledged, .partiallyFilled), (.acknowledged, .filled), (.partiallyFilled, .filled): true
        case (.acknowledged, .cancelled), (.partiallyFilled, .cancelled): true
        case (.acknowledged, .expired), (.partiallyFilled, .expired): true
        default: false
        }
    }

    /// What it is called in documentation and reports.
    public var name: String {
        switch self {
        case .pending: "pending"
        case .submitted: "submitted"
        case .acknowledged: "acknowledged"
        case .partiallyFilled: "partially filled"
        case .filled: "filled"
        case .cancelled: "cancelled"
        case .rejected: "rejected"
        case .expired: "expired"
        }
    }

    /// What it means, in one sentence.
    public var meaning: String {
        switch self {
        case .pending: "made, not yet looked at by the risk gate"
        case .submitted: "approved and on its way to the venue"
        case .acknowledged: "the venue works it, or waits for its stop"
        case .partiallyFilled: "some of it was traded and the rest works"
        case .filled: "all of it was traded"
        case .cancelled: "it ended on request, as the rest of an ioc or fok order, or with its group"
        case .rejected: "gate or venue refused it"
        case .expired: "its time was over"
        }
    }
}
