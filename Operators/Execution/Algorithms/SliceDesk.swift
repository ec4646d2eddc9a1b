import MarketModel
import OperatorKit
import Rings

/// What all execution algorithms share: parents, their slices at the venue, what is told of them.
///
/// A parent's quantity is at every moment the sum of what was traded, what works and what is open: slices are
/// only made of what is open, and what the venue gives back is open again.
struct SliceDesk {
    var slices = Outlet<Order>()
    var updates = Outlet<OrderUpdate>()
    /// In fixed places, of which some are free.
    var parents: [ParentOrder]
    /// Of the last trade; raw 0 before the first.
    var lastPrice = Price(raw: 0)
    var bid = Price(raw: 0)
    var ask = Price(raw: 0)
    /// The earliest time at which a parent has something to do.
    var wake = Int64.max
    /// Whether a fill has come since all parents were looked at.
    var isDirty = false
    /// Of the latest event that can cause an output.
    var last = EventHeader(time: 0, sequence: .min)
    let settings: DeskSettings
    var tally = DeskTally()
    private let agents: [Symbol]
    private let instrument: Symbol

    init(_ settings: DeskSettings) throws(OperatorError) {
        guard let instrument = Symbol(settings.instrument) else {
            throw OperatorError(
                "'\(settings.instrument)' is longer than 16 bytes", argument: "instrument",
                help: "name it as its orders do")
        }
        self.settings = settings
        self.instrument = instrument
        agents = settings.agents.map { Symbol(cutting: $0) }
        var free = ParentOrder(
            Order(header: EventHeader(time: 0, sequence: 0), id: 0, quantity: 0, kind: .market), end: 0)
        free.isActive = false
        parents = [ParentOrder](repeating: free, count: settings.maxParents)
    }

    /// Whether the order is one of those that this node works.
    func isOurs(_ order: Order) -> Bool {
        if instrument != .none, order.instrument != .none, order.instrument != instrument { return false }
        return agents.isEmpty || agents.contains(order.agent)
    }

    /// The place of an active parent.
    func place(of id: Int64) -> Int? {
        for place in parents.indices where parents[place].order.id == id && parents[place].isActive {
            return place
        }
        return nil
    }

    /// Whether something is to be done at this time.
    func isDue(_ time: Int64) -> Bool { isDirty || time >= wake }

    /// Looks again for the earliest time at which something is to be done.
    mutating func findWake() {
        var earliest = Int64.max
        for place in parents.indices where parents[place].isActive {
            earliest = min(earliest, parents[place].wake)
        }
        wake = earliest
    }

    mutating func take(_ quotes: Span<Quote>) {
        bid = quotes[quotes.count - 1].bid
        ask = quotes[quotes.count - 1].ask
    }

    /// All inputs have ended: what was not traded is released.
    mutating func finish() {
        let end = EventHeader.atEnd(after: last)
        for place in parents.indices where parents[place].isActive {
            let state: OrderState =
                parents[place].isFilled
                ? .filled : parents[place].ending == .userCancelled ? .cancelled : .expired
            close(place, end, state, .dataEnded, keeps: true)
        }
        wake = .max
    }
}
