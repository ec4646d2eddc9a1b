/// Why a line of a file gave no trade.
public struct Refusal: Hashable, Sendable {
    /// What the fault was found in.
    public enum Place: UInt8, CaseIterable, Sendable {
        /// The line as a whole.
        case line
        /// The time column.
        case time
        /// The price column.
        case price
        /// The size column.
        case size
        /// The side column.
        case side
        /// The flag that marks a suspicious trade.
        case flag
    }

    /// What is wrong there.
    public enum Fault: UInt8, CaseIterable, Sendable {
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
        /// Zero or below where only positive values make sense.
        case notPositive
        /// Below zero.
        case negative
        /// Earlier than the line before.
        case late
    }

    /// Where.
    public let place: Place
    /// What.
    public let fault: Fault

    /// Joins a place and a fault.
    public init(_ place: Place, _ fault: Fault) {
        self.place = place
        self.fault = fault
    }

    /// A position in a table of all refusals.
    var index: Int { Int(place.rawValue) * Fault.allCases.count + Int(fault.rawValue) }
    static let tableCount = Place.allCases.count * Fault.allCases.count
    init?(index: Int) {
        let faults = Fault.allCases.count
        guard let place = Place(rawValue: UInt8(index / faults)),
            let fault = Fault(rawValue: UInt8(index % faults))
        else { return nil }
        self.init(place, fault)
    }
}

extension Refusal: CustomStringConvertible {
    /// As `price is empty`.
    public var description: String {
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
            case .notPositive: "isn't positive"
            case .negative: "is negative"
            case .late: "is earlier than the row before"
            }
        return "\(place) \(what)"
    }
}
