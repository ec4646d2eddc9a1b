/// What a tape is: the rows that can be learnt on or tested, and how they are told.
public struct TrainingTape: Sendable {
    /// Rows that can be traded.
    public var rows: Range<Int>
    /// Rows between two parts that nobody trades, where a file says nothing: what is seen looks back that far.
    public var embargo: Int
    /// Time of every row from row 0 on, in ns UTC; empty of a tape that is drawn and has no dates.
    public var times: [Int64]

    /// A tape of some rows.
    public init(rows: Range<Int>, embargo: Int = 0, times: [Int64] = []) {
        self.rows = rows
        self.embargo = embargo
        self.times = times
    }
}

/// Parts of a tape in the order of time: to learn on, to choose by, to judge on.
public struct TapeWindow: Sendable, Equatable {
    /// Counted from 1.
    public var number: Int
    /// Rows that are learnt on.
    public var train: Range<Int>
    /// Rows that choices are made by; empty if there are none.
    public var validation: Range<Int>
    /// Rows that nothing was learnt or chosen on.
    public var test: Range<Int>

    /// Names the parts.
    public init(number: Int = 1, train: Range<Int>, validation: Range<Int>, test: Range<Int>) {
        self.number = number
        self.train = train
        self.validation = validation
        self.test = test
    }
}
