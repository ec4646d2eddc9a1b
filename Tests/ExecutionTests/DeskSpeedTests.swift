import MarketModel
import OperatorKit
import Testing

@testable import ExecutionOperators

/// What the desk costs alone, without a market: in release builds it prints what it measured.
@Suite struct DeskSpeedTests {
    /// Orders that come, are acknowledged, and are filled or cancelled, with `resting` others at work.
    private func run(_ count: Int, resting: Int) throws -> (fills: Int, rate: Double) {
        var arguments = VenueArguments()
        arguments.fee = ArgumentValue(.real(1))
        arguments.maxWorking = resting + 8
        var venue = try Venue(arguments, latency: 0)
        func order(_ id: Int64, _ kind: Order.Kind) -> Order {
            Order(
                header: EventHeader(time: id, sequence: id), id: id, quantity: id % 2 == 0 ? 1 : -1,
                kind: kind,
                limit: Price(raw: 1_000_000_000))
        }
        for id in 1...Int64(max(1, resting)) {
            _ = venue.admit(order(id, .limit), EventHeader(time: 0, sequence: 0), at: 0)
        }
        var cancel = order(1, .limit)
        cancel.actionCode = Order.Action.cancel.rawValue
        let clock = ContinuousClock()
        let time = clock.measure {
            for id in Int64(resting + 2)...Int64(resting + 1 + count) {
                let header = EventHeader(time: id, sequence: id)
                venue.receive(order(id, .limit))
                while let request = venue.requests.pop(before: id + 1, by: id) {
                    let slot = venue.admit(request, header, at: id)
                    if id % 2 == 0 {
                        _ = venue.trade(slot, 1, at: Price(raw: 1_000_000_000), .taker, header)
                    } else {
                        cancel.id = id
                        _ = venue.admit(cancel, header, at: id)
                    }
                }
                venue.desk.sweep()
            }
        }
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        return (venue.tally.fills, Double(count) / seconds)
    }

    @Test func `the desk handles a million orders a second`() throws {
        #if DEBUG
            #expect(try run(2000, resting: 8).fills == 1000)
        #else
            for resting in [1, 64, 1000] {
                let best = try (0..<3).map { _ in try run(1_000_000, resting: resting).rate }.max() ?? 0
                print("desk: \(Int(best / 1000)) k orders/s with \(resting) resting")
                // A tenth of what an idle machine does: others may be at work here.
                #expect(best > 100_000)
            }
        #endif
    }
}
