/// Why a line of a file gave no event.
struct Refusal: Hashable, Sendable, CustomStringConvertible {
    /// What the fault was found in.
    enum Place: String, Sendable {
        case line, time, price, size, side, flag, exchange
    }

    /// What is wrong there.
    enum Fault: UInt8, CaseIterable, Sendable {
        /// Longer than the bound.
        case tooLong
        /// A quoted field without its closing quote, or with text after it.
        case badQuote
        /// The line ends before this column.
        case absent
        /// Nothing in it.
        case empty
        /// It says NaN.
        case notANumber
        /// It says infinity.
        case infinite
        /// It isn't written as it should be.
        case malformed
        /// Too large or too small to hold.
        case outOfRange
    }

    /// Where.
    let place: Place
    /// What.
    let fault: Fault

    init(_ place: Place, _ fault: Fault) {
        self.place = place
        self.fault = fault
    }

    /// As `price is empty`.
    var description: String {
        let what =
            switch fault {
            case .tooLong: "is too long"
            case .badQuote: "has a quote that isn't closed properly"
            case .absent: "is absent"
            case .empty: "is empty"
            case .notANumber: "is NaN"
            case .infinite: "is infinite"
            case .malformed: "is malformed"
            case .outOfRange: "is out of range"
            }
        return "\(place.rawValue) \(what)"
    }
}
