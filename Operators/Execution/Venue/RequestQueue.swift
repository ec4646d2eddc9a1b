import MarketModel

/// Requests on their way to the venue, first in, first out, in memory of fixed size.
struct RequestQueue {
    private var requests: [Order]
    private var first = 0
    private(set) var count = 0
    /// Time from a request to its arrival.
    private let latency: Int64
    /// No request arrives before this time.
    private(set) var due = Int64.max

    init(capacity: Int, latency: Int64) {
        let none = Order(header: EventHeader(time: 0, sequence: 0), id: 0, quantity: 0, kind: .market)
        requests = [Order](repeating: none, count: capacity)
        self.latency = latency
    }

    /// Takes a request; false when there is no place.
    @inline(__always)
    mutating func push(_ request: Order) -> Bool {
        guard count < requests.count else { return false }
        let place = first &+ count
        requests[place < requests.count ? place : place &- requests.count] = request
        if count == 0 { due = arrival(of: request) }
        count &+= 1
        return true
    }

    /// The next request that stands before `sequence` and arrives by `time`.
    @inline(__always)
    mutating func pop(before sequence: Int64, by time: Int64) -> Order? {
        guard time >= due, count > 0, requests[first].header.sequence < sequence else { return nil }
        return pop()
    }

    /// The next request, whenever it arrives.
    mutating func pop() -> Order? {
        guard count > 0 else { return nil }
        let request = requests[first]
        first = first &+ 1 == requests.count ? 0 : first &+ 1
        count &-= 1
        due = count > 0 ? arrival(of: requests[first]) : .max
        return request
    }

    /// When a request arrives, ns since 1970 UTC.
    @inline(__always)
    func arrival(of request: Order) -> Int64 {
        let (sum, overflows) = request.header.time.addingReportingOverflow(latency)
        return overflows ? .max : sum
    }
}
