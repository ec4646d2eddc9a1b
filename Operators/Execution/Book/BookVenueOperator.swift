import MarketModel
import OperatorKit

/// A venue on a recorded book, whatever the kind of book.
protocol BookVenueOperator: VenueOperator {
    associatedtype Book: VenueBook
    var desk: BookDesk<Book> { get set }
}

extension BookVenueOperator {
    @inline(__always) var venue: Venue {
        get { desk.venue }
        _modify { yield &desk.venue }
    }

    func report(into report: inout NodeReport) { desk.report(into: &report) }
}
