import MarketModel
import OperatorKit

/// An operator around a venue: it says who meets whom at which price, the rest is the venue's.
protocol VenueOperator: Operator {
    var venue: Venue { get set }

    /// Takes a request as it leaves its sender.
    mutating func receive(_ order: Order)
}

extension VenueOperator {
    @inline(__always)
    mutating func receive(_ order: Order) { venue.receive(order) }

    mutating func finish() { venue.finish() }

    mutating func progress(after input: Int64) -> Int64 { venue.progress(after: input) }

    func report(into report: inout NodeReport) { venue.report(into: &report) }
}

extension Signature where Op: VenueOperator {
    /// The input of requests.
    @inline(__always)
    func takingOrders() -> Signature {
        input("order", Order.self, "approved orders, and changes of them", gated: true) { node, orders in
            for i in orders.indices { node.receive(orders[i]) }
        }
    }

    /// The outputs of all venues.
    func answering() -> Signature {
        output("fills", Fill.self, "fills, cancellations and payments") { node, outlet in
            node.venue.answers.fills = outlet
        }
        .output("updates", OrderUpdate.self, "every step of every order, with its reason") { node, outlet in
            node.venue.answers.updates = outlet
        }
    }
}
