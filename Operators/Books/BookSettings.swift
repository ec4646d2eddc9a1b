import OperatorKit

/// The arguments of both kinds of book.
struct BookSettings: OperatorSettings {
    /// After which messages the book is told.
    enum Emit: String, CaseIterable, Sendable { case message, touch }
    /// What becomes of a book of which messages are missing.
    enum OnGap: String, CaseIterable, Sendable {
        case invalidate
        case proceed = "continue"
    }
    /// What becomes of a book whose best bid is above its best ask.
    enum Crossed: String, CaseIterable, Sendable { case send, hold }

    var emit = Emit.message
    var every: Int64 = 0
    var onGap = OnGap.invalidate
    var crossed = Crossed.send

    static let parameters: [Parameter<BookSettings>] = [
        .choice(
            "emit", \.emit,
            "send the depth after each message, or only when price or size of the best bid or ask changed"),
        .duration(
            "every", \.every, in: 0...86_400_000_000_000,
            "send the depth only as it stands at the end of each such interval; 0s: at once"),
        .choice(
            "on_gap", \.onGap,
            "after missing messages: invalidate the book until the next snapshot, or continue with it"),
        .choice("crossed", \.crossed, "send a book whose bid is above its ask, or hold it back"),
    ]

    /// What both operators' documentation says of their outputs.
    static let outputDetails = """
        The book is told when a message is complete (its last change is flagged so), never in the middle \
        of one or of a snapshot. 'depth' has the ten best levels of each side, 'quotes' the touch \
        whenever its price or size changed; both carry the header of the message's last change. A side \
        without levels has price 0 and size 0.

        With every: d, 'depth' comes once per interval [k·d, (k+1)·d) of event time, counted from 1970, in \
        which a message brought news, as the book stands at its end: time = the interval's end, place in \
        the run's order = its last instant, as closed bars have it. The interval that is open when the \
        data end is told too.

        A change flagged as following a gap makes the book invalid (on_gap: invalidate): it is told once \
        as an empty book, so that nobody goes on trading on it, and then not until a snapshot, which begins \
        with a change that clears the whole book. Changes in between are counted as ignored. A crossed \
        book (bid above ask) and a locked one (equal) are counted at the end of each message; crossed: \
        hold keeps the former back until it is uncrossed.
        """
}
