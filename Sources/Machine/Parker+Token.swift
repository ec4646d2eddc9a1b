extension Parker {
    /// The announcement of a sleep: it ends in exactly one of `cancel()` and `park(timeoutNanoseconds:)`.
    public struct Token: ~Copyable {
        private let parker: Parker

        init(parker: Parker) {
            self.parker = parker
        }

        /// Takes the announcement back, because there is work after all.
        public consuming func cancel() {
            parker.withdraw()
        }

        /// Sleeps until notified, but no longer than the timeout; returns at once if a notification came
        /// since `prepare()`.
        @discardableResult
        public consuming func park(timeoutNanoseconds: UInt64) -> ParkOutcome {
            parker.sleep(timeoutNanoseconds: timeoutNanoseconds)
        }
    }
}
