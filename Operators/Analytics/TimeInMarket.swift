/// How long the account held something, and how much.
struct TimeInMarket {
    private var last: Int64?
    private var span = 0.0
    private var held = 0.0
    private var exposure = 0.0
    private(set) var greatest = 0.0
    private var isHeld = false
    private var ratio = 0.0

    /// From now on the account holds something or not, worth `gross` over `equity`; 0 without an equity.
    mutating func change(at time: Int64, isHeld holds: Bool, gross: Double, equity: Double) {
        if let last {
            let length = Double(time - last)
            span += length
            if isHeld { held += length }
            exposure += length * ratio
        }
        last = time
        isHeld = holds
        ratio = equity > 0 ? gross / equity : 0
        greatest = max(greatest, ratio)
    }

    /// Part of the time with a position; nil before some time has passed.
    var share: Double? { span > 0 ? held / span : nil }

    /// Mean over time of gross exposure over equity.
    var mean: Double? { span > 0 ? exposure / span : nil }
}
