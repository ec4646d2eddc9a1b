extension NodeRunner {
    /// What changes with every batch.
    struct State {
        private var cyclesPerEvent: UInt64 = 0
        /// Events that the operator is given at once.
        private(set) var turnLimit: Int
        /// Cycles that the operator worked, where telemetry is on.
        var workCycles: UInt64 = 0
        /// Events taken from all inputs.
        var consumed = 0
        /// Whether nothing more will come of the node.
        var isDone = false
        /// Whether the operator has been told that its inputs have ended.
        var isFinished = false
        /// Whether there may be something to do although no input brought news: for lack of room or of time.
        var mustLook = true
        /// What the inputs promised when the operator was last asked for its promise.
        var lastPromise = Int64.min
        /// Whether the last poll let readers know more than before, or moved anything.
        var hasAdvanced = false

        init(turnLimit: Int) { self.turnLimit = turnLimit }

        /// Keeps a batch's work within a turn: what an event costs, smoothed, bounds how many of a batch are taken at once.
        @inline(__always)
        mutating func learn(_ cycles: UInt64, _ batch: Int, _ turnCycles: UInt64) {
            cyclesPerEvent = (cyclesPerEvent &* 7 &+ cycles) / 8
            let isWithin = cyclesPerEvent &* UInt64(batch) <= turnCycles
            turnLimit = isWithin ? batch : max(1, Int(turnCycles / cyclesPerEvent))
        }
    }
}
