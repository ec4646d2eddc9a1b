import OperatorKit

/// The settings of a venue with three legs of latency.
protocol LatentVenueSettings: VenueSettings {
    /// From the market to the one who decides.
    var feedLatency: Int64 { get set }
    /// From the order to the venue.
    var entryLatency: Int64 { get set }
    /// From the venue back.
    var responseLatency: Int64 { get set }
    /// Oldest book that may fill; 0 for any.
    var maxAge: Int64 { get set }
}

extension LatentVenueSettings {
    /// The legs, and how old the book may be.
    static var latencyParameters: [Parameter<Self>] {
        [
            .duration(
                "feed_latency", \.feedLatency, in: 0...3_600_000_000_000,
                "from the market to the one who decides: orders leave so much later"),
            .duration(
                "entry_latency", \.entryLatency, in: 0...3_600_000_000_000, "from the order to the venue"),
            .duration(
                "response_latency", \.responseLatency, in: 0...3_600_000_000_000,
                "from the venue back: fills and updates come so much later"),
            .duration(
                "max_age", \.maxAge, in: 0...86_400_000_000_000,
                "no fill against a book that has not changed for longer; 0s for no limit"),
        ]
    }
}
