public import OperatorKit

/// The operators that turn ticks into bars.
public let barsOperators: [OperatorEntry] = [
    OperatorEntry(TimeBars.self),
    OperatorEntry(TickBars.self),
    OperatorEntry(VolumeBars.self),
    OperatorEntry(DollarBars.self),
    OperatorEntry(RangeBars.self),
    OperatorEntry(ImbalanceBars.self),
    OperatorEntry(HeikinAshi.self),
    OperatorEntry(MergeBars.self),
]
