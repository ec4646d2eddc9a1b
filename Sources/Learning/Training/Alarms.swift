import Glibc

/// What makes one doubt a training while it runs, each kind of doubt told once a group.
public struct Alarms: Sendable {
    /// A doubt.
    public struct Alarm: Sendable, Equatable {
        /// Its kind, as `entropy_collapse`.
        public var kind: String
        /// Whose.
        public var group: String
        /// What was seen, as a sentence without a full stop.
        public var message: String
    }

    /// All that were raised, in order.
    public private(set) var raised: [Alarm] = []
    private var recent: [String: [TrainingSummary]] = [:]
    private var early: [String: Double] = [:]

    /// None yet.
    public init() {}

    /// Looks at an iteration of a group and returns what is new.
    ///
    /// - Parameter done: share of the plan that has been made.
    public mutating func look(
        _ summary: TrainingSummary, _ form: GroupForm, done: Double
    ) -> [Alarm] {
        guard summary.samples > 0 else { return [] }
        let before = raised.count
        func text(_ value: Double) -> String { "\((value * 1e5).rounded() / 1e5)" }
        if summary.firstRatioError > 1e-4 {
            raise(
                "first_ratio", form,
                "before anything is learnt a ratio is \(text(1 + summary.firstRatioError)) and not 1")
        }
        var last = recent[form.name, default: []]
        last.append(summary)
        if last.count > Self.window { last.removeFirst() }
        recent[form.name] = last
        guard last.count == Self.window else { return [] }
        func mean(_ value: (TrainingSummary) -> Double) -> Double {
            last.reduce(0) { $0 + value($1) } / Double(Self.window)
        }
        let (divergence, clipped) = (mean(\.divergence), mean(\.clipped))
        if divergence > 0.05 {
            raise("kl", form, "the policy moves far in an update: KL \(text(divergence)), and 0.05 is much")
        }
        if clipped > 0.4 {
            raise("clip", form, "\(text(100 * clipped)) % of the ratios are outside the clip")
        }
        if done < 0.5, divergence < 1e-6, clipped == 0 {
            raise("stuck", form, "the policy hardly moves: KL \(text(divergence)), no ratio outside the clip")
        }
        let most = log(Double(form.actions))
        if done < 0.25, mean(\.entropy) < 0.05 * most {
            raise(
                "entropy_collapse", form,
                "the entropy is \(text(mean(\.entropy))) nats of \(text(most)) in the first quarter")
        }
        if mean(\.topShare) > 0.995 {
            raise("constant_action", form, "nearly every decision is the same action")
        }
        explained(last, form, done)
        return Array(raised[before...])
    }

    private static let window = 20

    private mutating func explained(_ last: [TrainingSummary], _ form: GroupForm, _ done: Double) {
        let known = last.compactMap(\.explainedVariance)
        guard !known.isEmpty else { return }
        let mean = known.reduce(0, +) / Double(known.count)
        guard let first = early[form.name] else {
            early[form.name] = mean
            return
        }
        if done > 0.5, mean < 0, mean < first {
            raise("explained_variance", form, "the values explain less of the returns than at the beginning")
        }
    }

    private mutating func raise(_ kind: String, _ form: GroupForm, _ message: String) {
        guard !raised.contains(where: { $0.kind == kind && $0.group == form.name }) else { return }
        raised.append(Alarm(kind: kind, group: form.name, message: message))
    }
}
