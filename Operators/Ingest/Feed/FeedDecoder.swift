import OperatorKit

/// Turns the bytes of one file into market events, in the file's order.
///
/// What a format has to write: everything else (files and patterns, merging by time, the rules of `FeedRules`,
/// the run's order, counting, reports) is `Feed`'s.
protocol FeedDecoder {
    /// The checked arguments.
    associatedtype Options: Sendable

    /// Starts on a file that is open; may read its beginning.
    init(_ file: FeedFile, _ options: Options) throws(OperatorError)

    /// Appends about `limit` events to `queue` (a message's events all at once) and counts in `tally` what
    /// gives no event; false once the file has ended.
    ///
    /// Damage: throw, with a message that names the file and the place; what was appended before stands.
    mutating func decode(
        limit: Int, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) -> Bool
}
