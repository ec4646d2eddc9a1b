import OperatorKit

/// The arguments that all venues share.
struct VenueArguments: Sendable {
    /// What becomes of orders for another instrument.
    enum Others: String, CaseIterable, Sendable { case reject, pass }
    /// What becomes of orders that arrive while the market is closed.
    enum Closed: String, CaseIterable, Sendable { case reject, wait }
    /// Whether open profit moves to the balance at the session's end.
    enum Settlement: String, CaseIterable, Sendable { case none, daily }

    var fee: ArgumentValue?
    var multiplier = 1.0
    var tick = 0.0
    var instrument = ""
    var others = Others.reject
    var maxQuantity = 1e9
    var maxWorking = 64
    var calendar = ""
    var closed = Closed.reject
    var capital = 0.0
    var margin: ArgumentValue?
    var marginInitial = 0.0
    var marginMaintenance = 0.0
    var funding: ArgumentValue?
    var settlement = Settlement.none
    /// Set by the venue, not by the pipeline: whether prices off the tick are refused.
    var checksTick = true
}

/// The settings of a venue.
protocol VenueSettings: OperatorSettings {
    /// What all venues share.
    var venue: VenueArguments { get set }
}

extension VenueSettings {
    /// What all venues ask: fees and the contract.
    static var contractParameters: [Parameter<Self>] {
        [
            .tree(
                "fee", \.venue.fee,
                "a number per contract and side, {per_contract: …}, {tiers: [[0, 2.5], [1000, 1.5]]} by the "
                    + "contracts of the UTC month, or {maker_bps: …, taker_bps: …} of the value; `minimum` a fill",
                required: true),
            .real(
                "multiplier", \.venue.multiplier, in: 1e-9...1e9, "worth of 1.0 of price and contract",
                unit: "account currency"),
            .real(
                "tick", \.venue.tick, in: 0...1000, "smallest step of the price; 0 for not known",
                unit: "price"),
        ]
    }

    /// What all venues take besides.
    static var deskParameters: [Parameter<Self>] {
        [
            .integer(
                "max_working", \.venue.maxWorking, in: 1...65_536,
                "most orders at work, two more for each bracket; one more is refused"),
            .text(
                "instrument", \.venue.instrument,
                "the only instrument that orders may name; without it, orders of any are taken"),
            .choice(
                "others", \.venue.others,
                "orders for another instrument are rejected, or passed over as another venue's"),
            .real(
                "max_quantity", \.venue.maxQuantity, in: 1e-9...1e15, "largest order", unit: "contracts"),
            .text(
                "calendar", \.venue.calendar,
                "session calendar at whose close day orders end and positions are settled; UTC days without it"
            ),
            .choice(
                "closed", \.venue.closed,
                "orders, and changes of them, that arrive while the market of `calendar` is closed are rejected, or "
                    + "wait for the next event of the market"),
            .real(
                "capital", \.venue.capital, in: 0...1e15, "equity at the start, for the margin",
                unit: "account currency"),
            .tree(
                "margin", \.venue.margin,
                "{initial: …, maintenance: …} per contract, or {initial_rate: …, maintenance_rate: …} of the value"
            ),
            .real(
                "margin_initial", \.venue.marginInitial, in: 0...1e12,
                "of a contract, as instruments say it; with `capital`, and without `margin`, it is the margin",
                unit: "account currency"),
            .real(
                "margin_maintenance", \.venue.marginMaintenance, in: 0...1e12,
                "the same to keep a contract; 0 never closes a position", unit: "account currency"),
            .tree(
                "funding", \.venue.funding,
                "{rate: 0.0001, hours: 8}: what a long position pays of its value at each multiple of the hours"
            ),
            .choice(
                "settlement", \.venue.settlement,
                "daily: at the session's end the open profit moves to the balance; equity stays"),
        ]
    }
}
