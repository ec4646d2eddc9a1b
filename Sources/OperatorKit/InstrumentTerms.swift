/// What a table of an instrument says, by the names that operators give their arguments.
///
/// `use: $gc` hands the whole table to a node; a term that its operator has no argument for is passed over,
/// where any other unknown name is a mistake. tick: smallest step of the price. multiplier: worth of 1.0 of
/// price and contract. margin_initial, margin_maintenance: margin per contract, to open and to keep a position.
/// calendar: trading sessions. currency: of all of these.
public let instrumentTerms: Set<String> = [
    "tick", "multiplier", "margin_initial", "margin_maintenance", "calendar", "currency",
]
