public import Learning
import PipelineFormat
import RunReport

/// `walk_forward:` of a training file: how the tape of a task is cut into windows, each with parts to learn on, to
/// choose by and to judge on.
///
/// Window k begins at row s = first + k·roll, or with `anchored` always at the first. It learns on [s, s + train),
/// is looked at on the `validation` rows after that and judged on the `test` rows after those. `purge` rows are cut
/// off the end of what is learnt and chosen on, where outcomes are still open, and `embargo` rows are left out before
/// validation and test, where what is seen still looks back at what came before. Tests never overlap, so that
/// joined they are the record out of the sample.
public struct WalkForwardPlan: Sendable, Equatable {
    /// Most windows.
    static let most = 1000

    /// Rows to learn on, the purged end included.
    public var train: Int
    /// Rows to choose by.
    public var validation: Int
    /// Rows to judge on.
    public var test: Int
    /// Rows from one window to the next, at least `test`.
    public var roll: Int
    /// Rows cut off the end of train and validation.
    public var purge: Int
    /// Rows left out before validation and test; nil takes what the task says.
    public var embargo: Int?
    /// Whether every window learns from the first row on.
    public var anchored: Bool
    /// Rows at the end that no window has.
    public var holdout: Int
    /// "file:line:column: " of the section, for what only the tape shows to be wrong; empty of a plan that was not read.
    private var place = ""

    /// Makes a plan; `roll` nil is `test`.
    public init(
        train: Int, validation: Int = 0, test: Int, roll: Int? = nil, purge: Int = 0, embargo: Int? = nil,
        anchored: Bool = false, holdout: Int = 0
    ) {
        (self.train, self.validation, self.test) = (train, validation, test)
        self.roll = roll ?? test
        (self.purge, self.embargo) = (purge, embargo)
        (self.anchored, self.holdout) = (anchored, holdout)
    }

    /// Reads the keys; nil where `train` or `test` is missing or wrong, which is reported.
    init?(_ form: FormSection) {
        let most = 100_000_000
        for key in ["train", "test"] where form.value(key) == nil {
            form.missing(key, help: "rows, as in walk_forward: {train: 8000, validation: 1000, test: 1000}")
        }
        let train = form.integer("train", in: 2...most)
        let test = form.integer("test", in: 2...most)
        let validation = form.integer("validation", in: 0...most) ?? 0
        let roll = form.integer("roll", in: 1...most)
        let purge = form.integer("purge", in: 0...most) ?? 0
        let embargo = form.integer("embargo", in: 0...most)
        let anchored = form.flag("anchored") ?? false
        let holdout = form.integer("holdout", in: 0...most) ?? 0
        form.finish()
        guard let train, let test else { return nil }
        if let roll, roll < test, let value = form.value("roll") {
            form.mistakes.report(
                "GF114", value.origin, "`roll` is \(roll), less than `test`: rows would be tested twice",
                help: "make it at least \(test), or leave it out")
        }
        if purge >= train, let value = form.value("purge") {
            form.mistakes.report("GF114", value.origin, "`purge` leaves nothing of `train`")
        }
        if purge >= validation, validation > 0, let value = form.value("purge") {
            form.mistakes.report("GF114", value.origin, "`purge` leaves nothing of `validation`")
        }
        self.init(
            train: train, validation: validation, test: test, roll: roll, purge: purge, embargo: embargo,
            anchored: anchored, holdout: holdout)
        let position = form.origin.position
        place = "\(position.file):\(position.line):\(position.column): "
    }

    /// As many whole windows as a tape holds, the earliest first.
    public func windows(of tape: TrainingTape) throws(EnvironmentFault) -> [TapeWindow] {
        let embargo = embargo ?? tape.embargo
        let length = train + (validation > 0 ? embargo + validation : 0) + embargo + test
        let end = tape.rows.upperBound - holdout
        var windows: [TapeWindow] = []
        var start = tape.rows.lowerBound
        while start + length <= end {
            let first = anchored ? tape.rows.lowerBound : start
            let learnt = first..<(start + train - purge)
            var next = start + train
            var chosen = next..<next
            if validation > 0 {
                chosen = (next + embargo)..<(next + embargo + validation - purge)
                next += embargo + validation
            }
            let judged = (next + embargo)..<(next + embargo + test)
            windows.append(
                TapeWindow(number: windows.count + 1, train: learnt, validation: chosen, test: judged))
            guard windows.count <= Self.most else {
                throw EnvironmentFault(
                    "\(place)`walk_forward` makes more than \(Self.most) windows", help: "make `roll` longer")
            }
            start += roll
        }
        guard !windows.isEmpty else {
            throw EnvironmentFault(
                "\(place)a window of `walk_forward` takes \(NumberText.grouped(length)) rows, and the tape has "
                    + "\(NumberText.grouped(max(0, end - tape.rows.lowerBound)))",
                help: "record more, or shorten train, validation, test or embargo (\(embargo))")
        }
        return windows
    }
}
