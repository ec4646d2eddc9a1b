import PipelineFormat

/// How a tape is cut for walk-forward: training windows, each followed by a window to test on.
public struct WalkForward: Sendable, Equatable {
    /// One training window and the test that follows it; first and last instant of each.
    public struct Fold: Sendable, Equatable {
        /// What parameters are chosen on.
        public var train: ClosedRange<Int64>
        /// What they are judged on.
        public var test: ClosedRange<Int64>
    }

    /// Most folds.
    static let most = 10_000

    /// Length of the training window in ns, with the purged end.
    public var train: Int64
    /// Length of the test window in ns; also the step from one fold to the next.
    public var test: Int64
    /// Cut off the end of each training window, ns: what is decided there is still open when the test begins.
    public var purge: Int64
    /// Left out between the end of training and the beginning of the test, ns: what training told still works.
    public var embargo: Int64

    /// Makes a cut of its lengths.
    public init(train: Int64, test: Int64, purge: Int64 = 0, embargo: Int64 = 0) {
        self.train = train
        self.test = test
        self.purge = purge
        self.embargo = embargo
    }

    /// Reads `train=30d,test=10d,purge=1d,embargo=12h`.
    public init(parsing text: String) throws(SweepError) {
        let help = "write it as train=30d,test=10d,purge=1d,embargo=12h"
        var lengths: [String: Int64] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, ["train", "test", "purge", "embargo"].contains(String(sides[0])) else {
                throw SweepError("`--walk-forward \(text)` has no length called `\(part)`", help: help)
            }
            guard let length = Units.nanoseconds(String(sides[1])), length >= 0, length < 1 << 60 else {
                throw SweepError("`--walk-forward`: `\(part)` is not a length of time", help: help)
            }
            guard lengths.updateValue(length, forKey: String(sides[0])) == nil else {
                throw SweepError("`--walk-forward \(text)` has \(sides[0]) twice", help: help)
            }
        }
        guard let train = lengths["train"], let test = lengths["test"], train > 0, test > 0 else {
            throw SweepError("`--walk-forward` needs train and test above 0", help: help)
        }
        self.init(
            train: train, test: test, purge: lengths["purge"] ?? 0, embargo: lengths["embargo"] ?? 0)
        guard purge < train else {
            throw SweepError("`--walk-forward`: purge leaves nothing of train", help: help)
        }
    }

    /// The folds of a tape, earliest first: as many whole ones as it holds.
    ///
    /// Fold k trains on [s, s + train − purge) and is tested on [s + train + embargo, s + train + embargo + test),
    /// where s = first + k·test: tests follow each other without a gap, and no instant of a test, of its purge or
    /// of its embargo is in the training before it.
    public func folds(of tape: ClosedRange<Int64>) throws(SweepError) -> [Fold] {
        let length = train + embargo + test
        guard tape.upperBound - tape.lowerBound >= length - 1 else {
            throw SweepError(
                "the tape is \(TimeText.span(tape.upperBound - tape.lowerBound)) long, and one fold takes "
                    + TimeText.span(length), help: "shorten train or test")
        }
        var folds: [Fold] = []
        var start = tape.lowerBound
        while tape.upperBound - start >= length - 1 {
            let begin = start + train + embargo
            folds.append(
                Fold(train: start...(start + train - purge - 1), test: begin...(begin + test - 1)))
            guard folds.count <= Self.most else {
                throw SweepError(
                    "there would be more than \(NumberText.grouped(Self.most)) folds",
                    help: "take a longer test")
            }
            start += test
        }
        return folds
    }
}
