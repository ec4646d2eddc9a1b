public import JSON

/// How far a training has come, as `status.json` says it.
public struct SeedStatus: Sendable {
    /// What it is doing.
    public enum State: String, Sendable {
        /// It learns.
        case training
        /// It is judged.
        case evaluating
        /// It has finished.
        case finished
        /// It was stopped by a signal and can be resumed.
        case interrupted
        /// It failed.
        case failed
    }

    /// What it is doing.
    public var state = State.training
    /// Steps of all copies that were made.
    public var steps = 0
    /// Steps that are planned.
    public var total = 0
    /// Mean return of the last hundred episodes.
    public var returnMean: Double?
    /// Entropy of the first group's policy.
    public var entropy = 0.0
    /// KL divergence of its last update.
    public var divergence = 0.0
    /// Steps a second, by the wall clock.
    public var rate = 0.0
    /// Alarms so far.
    public var alarms = 0
    /// Why it failed.
    public var message: String?

    /// At the beginning.
    public init() {}

    /// Seconds that are left at this rate; nil while nothing is known.
    public var left: Double? { rate > 0 ? Double(max(0, total - steps)) / rate : nil }

    /// As it is written.
    public var json: JSONValue {
        .object([
            ("state", .string(state.rawValue)), ("steps", .integer(steps)), ("total", .integer(total)),
            ("return_mean", .optional(returnMean)), ("entropy", .number(entropy)),
            ("kl", .number(divergence)), ("steps_per_second", .number(rate)),
            ("seconds_left", .optional(left)), ("alarms", .integer(alarms)),
            ("message", message.map { .string($0) } ?? .null),
        ])
    }

    /// Reads what was written.
    public init(_ field: JSONField) throws(JSONMisfit) {
        guard let state = State(rawValue: try field["state"].string) else {
            throw try field["state"].misfit("is no state")
        }
        self.state = state
        steps = try field["steps"].count
        total = try field["total"].count
        returnMean = try field["return_mean"].present?.double
        entropy = try field["entropy"].double
        divergence = try field["kl"].double
        rate = try field["steps_per_second"].double
        alarms = try field["alarms"].count
        message = try field["message"].present?.string
    }
}
