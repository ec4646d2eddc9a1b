import OperatorKit

extension ValidationAgent {
    struct Settings: OperatorSettings {
        var gap: Int64 = 0
        var gaps: [(key: String, value: ArgumentValue)] = []
        var stale: Int64 = 0
        var skew: Int64 = 1_000_000_000
        var spike = 25.0
        var fields: [String] = []
        var drift: [String] = []
        var driftReference = 1000
        var driftWindow = 500
        var driftWarning = 0.1
        var driftCritical = 0.25
        var schema: [(key: String, value: ArgumentValue)] = []
        var through: [(key: String, value: ArgumentValue)] = []
        var throughShare = 0.5
        var throughWindow = 100

        private static let year: Int64 = 31_536_000_000_000_000

        static let parameters: [Parameter<Settings>] = [
            .duration(
                "gap", \.gap, in: 0...year, "longest time without an event of an input; 0 looks for none"),
            .table("gaps", \.gaps, "`gap` of single inputs, as {ticks: 10s, features: 0s}"),
            .duration("stale", \.stale, in: 0...year, "longest time without a change; 0 looks for none"),
            .duration(
                "skew", \.skew, in: 0...year,
                "largest distance of an event's time from its place in the order; 0 looks for none"),
            .real(
                "spike", \.spike, in: 0...1e9, "largest change; 0 looks for none",
                unit: "median absolute changes"),
            .texts(
                "fields", \.fields,
                "numbers that are watched for spikes and staleness, as node.field; without it each input's "
                    + "price, close, mid, value or equity"),
            .texts("drift", \.drift, "numbers whose distribution is watched, as node.field"),
            .integer("drift_reference", \.driftReference, in: 50...100_000, "first values, compared with"),
            .integer("drift_window", \.driftWindow, in: 50...100_000, "newest values, compared"),
            .real("drift_warning", \.driftWarning, in: 0.001...100, "index from which a drift is a warning"),
            .real("drift_critical", \.driftCritical, in: 0.001...100, "index from which it is critical"),
            .table(
                "schema", \.schema,
                "the schema that rows or windows of an input must have, as {features: 8f3a01c2d4e5f607}"),
            .table(
                "through", \.through,
                "trades that belong to quotes or a book, as {ticks: quotes}; none is looked at without it"),
            .real(
                "through_share", \.throughShare, in: 0.001...1,
                "share of trades outside the quote from which clocks are taken to be apart"),
            .integer(
                "through_window", \.throughWindow, in: 10...100_000, "newest trades that make the share"),
        ]
    }
}
