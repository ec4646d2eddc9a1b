import OperatorKit

/// The arguments of a venue on a book by price.
struct BookVenueSettings: LatentVenueSettings {
    var venue = VenueArguments()
    var feedLatency: Int64 = 0
    var entryLatency: Int64 = 0
    var responseLatency: Int64 = 0
    var maxAge: Int64 = 0
    var queue = QueueModel.Kind.riskAverse
    var exponent = 3.0

    static let parameters: [Parameter<BookVenueSettings>] =
        contractParameters + latencyParameters + [
            .choice("queue", \.queue, "how the place in the queue moves"),
            .real("exponent", \.exponent, in: 0.01...100, "n of the power models"),
        ] + deskParameters

    /// What both operators' documentation says of taking and of time.
    static let manual = """
        A market order, and a limit order that the other side's best is good enough for, walk the book as it \
        stands when they arrive, level by level; what they take of a level is gone until that level changes. \
        What a market order does not get waits for the next change. A resting order that the other side comes \
        to is filled whole at its limit. Stops are reached by trades.

        Three legs of latency: the one who decides sees the market `feed_latency` late, the order is \
        `entry_latency` on its way, the answer `response_latency`. Events stand in the run's order at the \
        market's time, so an order arrives feed + entry after the event that caused it, and meets nothing \
        before; fills and updates carry the time at which they are known. Without latency an order meets the \
        book as its sender saw it.

        After missing messages the book is not valid until a snapshot begins, and older than `max_age` it is \
        stale: neither fills anything, which is counted as stale.
        """
}
