/// The state of an environment as 64-bit words, written and read in one order.
public struct EnvironmentState: Sendable, Equatable {
    /// The words.
    public private(set) var words: [UInt64]
    private var at = 0

    /// Nothing yet.
    public init() { words = [] }

    /// Words that were kept.
    public init(words: [UInt64]) { self.words = words }

    /// Adds a number.
    public mutating func add(_ value: Double) { words.append(value.bitPattern) }
    /// Adds a number.
    public mutating func add(_ value: Int) { words.append(UInt64(bitPattern: Int64(value))) }
    /// Adds a random stream.
    public mutating func add(_ value: RandomStream) { words += value.words }

    /// Words that have not been read.
    public var left: Int { words.count - at }

    private mutating func next() throws(EnvironmentFault) -> UInt64 {
        guard at < words.count else {
            throw EnvironmentFault("the state kept has \(words.count) words, and more are needed")
        }
        at += 1
        return words[at - 1]
    }

    /// Reads the next number.
    public mutating func double() throws(EnvironmentFault) -> Double { Double(bitPattern: try next()) }
    /// Reads the next number.
    public mutating func integer() throws(EnvironmentFault) -> Int { Int(Int64(bitPattern: try next())) }
    /// Reads the next number, which must be one of those that `range` allows: it may be used as a place.
    public mutating func integer(in range: Range<Int>) throws(EnvironmentFault) -> Int {
        let value = try integer()
        guard range.contains(value) else {
            throw EnvironmentFault("the state kept has \(value) where \(range) is expected")
        }
        return value
    }
    /// Reads the next random stream.
    public mutating func stream() throws(EnvironmentFault) -> RandomStream {
        var stream = RandomStream(seed: 0)
        stream.words = [try next(), try next(), try next(), try next()]
        return stream
    }

    /// Refuses words that nobody read: the state is of another environment.
    public func finish() throws(EnvironmentFault) {
        guard left == 0 else { throw EnvironmentFault("the state kept has \(left) words too many") }
    }
}
