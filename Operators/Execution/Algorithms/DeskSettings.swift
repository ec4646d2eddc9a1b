import OperatorKit

/// The arguments that all execution algorithms have.
struct DeskSettings: Sendable {
    /// What becomes of the rest when the horizon ends.
    enum AtEnd: String, CaseIterable, Sendable { case complete, cancel }
    /// How a slice is priced.
    enum Pricing: String, CaseIterable, Sendable { case market, limit }

    var lot = 1.0
    var over: Int64 = 0
    var atEnd = AtEnd.complete
    var slice = Pricing.market
    var offset = 0.0
    var agents: [String] = []
    var instrument = ""
    var maxParents = 64
}

/// Arguments of an execution algorithm: those of all, and its own.
protocol AlgorithmSettings: OperatorSettings {
    var desk: DeskSettings { get set }
}

extension AlgorithmSettings {
    /// The horizon, for algorithms that cannot do without.
    static var requiredHorizon: Parameter<Self> {
        .duration(
            "over", \.desk.over, in: 1...604_800_000_000_000,
            "horizon: from the parent's time to its last slice's end; an earlier expiry of the parent goes first",
            required: true)
    }

    /// The horizon, for algorithms that may work until they are done.
    static var optionalHorizon: Parameter<Self> {
        .duration(
            "over", \.desk.over, in: 0...604_800_000_000_000,
            "longest life of a parent; 0s: until it is filled or its expiry")
    }

    /// How slices are priced.
    static var pricing: [Parameter<Self>] {
        [
            .choice(
                "slice", \.desk.slice,
                "market orders, or limit orders at the near touch; a parent's own limit is never crossed"),
            offset,
        ]
    }

    static var offset: Parameter<Self> {
        .real(
            "offset", \.desk.offset, in: -1e9...1e9,
            "how far behind the near touch a limit slice stands (before it, if negative)", unit: "price")
    }

    /// What all have beside.
    static var common: [Parameter<Self>] {
        [
            .real(
                "lot", \.desk.lot, in: 0...1e9, "slices are whole multiples of it; 0 for no lots",
                unit: "contracts"),
            .choice(
                "at_end", \.desk.atEnd,
                "at the horizon's end the rest is sent at once (complete) or given up (cancel)"),
            .texts("agents", \.desk.agents, "takes only orders of these agents; without it, of all"),
            .text("instrument", \.desk.instrument, "takes only orders for it; without it, for all"),
            .integer(
                "max_parents", \.desk.maxParents, in: 1...65_536,
                "most parents at work; one more is rejected"),
        ]
    }
}
