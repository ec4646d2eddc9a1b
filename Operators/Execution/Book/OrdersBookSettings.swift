import OperatorKit

extension OrdersBookExecution {
    struct Settings: LatentVenueSettings {
        var venue = VenueArguments()
        var feedLatency: Int64 = 0
        var entryLatency: Int64 = 0
        var responseLatency: Int64 = 0
        var maxAge: Int64 = 0

        static let parameters: [Parameter<Settings>] = contractParameters + latencyParameters + deskParameters
    }
}
