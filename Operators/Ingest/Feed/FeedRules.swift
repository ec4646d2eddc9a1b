import MarketModel
import OperatorKit

/// What is done with events that are wrong, doubtful or out of order: the same for all file formats.
struct FeedRules: Sendable {
    enum Keep: String, CaseIterable, Sendable { case keep, drop }
    enum OffTick: String, CaseIterable, Sendable { case refuse, round, keep }
    enum Backward: String, CaseIterable, Sendable { case refuse, clamp, fail }
    enum Side: String, CaseIterable, Sendable {
        case given
        case tickRule = "tick_rule"
    }
    enum QuotePrice: String, CaseIterable, Sendable { case none, mid, bid, ask }

    var repeatLast = Keep.keep
    var zeroSize = Keep.keep
    var allowNonpositive = false
    var tick = 0.0
    var offTick = OffTick.refuse
    var crossed = Keep.keep
    var outliers = 0.0
    var lateness: Int64 = 0
    var backward = Backward.refuse
    var side = Side.given
    var quotesAsTrades = QuotePrice.none
    var quoteSize = 1.0

    /// The tick in raw units; 0 checks none.
    func tickUnits() throws(OperatorError) -> Int64 {
        let units = Price(tick).raw
        if tick > 0 && units == 0 {
            throw OperatorError("tick \(tick) is below the smallest price, 1e-9", argument: "tick")
        }
        return units
    }

    /// The rules in words, for the operators' documentation.
    static let details = """
        Every record becomes an event or is counted: refused with its reason and the first examples, or left out \
        where an argument says so; the report shows each count. Refused are sizes that are negative or not finite, \
        prices of zero and below unless 'allow_nonpositive', prices off the 'tick', bars whose low, open, close and \
        high contradict each other, times more than 290 years from 1970, and events earlier than what \
        came before. With 'lateness' events wait so long, \
        in event time, and leave in order; what is later still is late. An outlier is a trade price, a quote's mid \
        or a bar's close further than 'outliers' times the median absolute deviation (MAD) from the median of the \
        last 100 of its kind; the window takes outliers in too, so that a true jump is soon accepted; it judges \
        once it holds 100, and where the MAD is 0 it takes one 'tick' for it, or judges not. Crossed quotes are \
        counted whether kept or not. Prices are exact in units of 1e-9.

        The files of one pattern are one stream. order: merge makes of them what one sorted file would give, at \
        equal times in the order of their names; up to 16 are open from the start, of more each is opened when the \
        time of its first event is reached, and at most 64 may overlap. order: name reads them one after another; a \
        file that begins before the one before it ended loses those events as late. The entries of a list are \
        streams of their own, merged by time, at equal times in the list's order. Memory is constant unless \
        'preload' is set. Each input's checksum (XXH64 of the unpacked bytes) is part of the report.
        """
}
