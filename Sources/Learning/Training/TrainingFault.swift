/// Why training can't go on, and where that was found.
public struct TrainingFault: Error, Sendable, Equatable {
    /// What happened.
    public enum Kind: Sendable, Equatable {
        /// A number that is not finite: whose.
        case notFinite(String)
        /// A row that may act, and whose mask allows nothing.
        case nothingAllowed
        /// The environment gave up.
        case environment(EnvironmentFault)
    }

    /// What happened.
    public var kind: Kind
    /// The group that it happened to; nil for the environment as a whole.
    public var group: String?
    /// The copy and the agent in it, if it was one row's.
    public var row: (copy: Int, agent: Int)?
    /// Step of the rollout, or nil in an update.
    public var step: Int?

    init(_ kind: Kind, group: String? = nil, row: (copy: Int, agent: Int)? = nil, step: Int? = nil) {
        self.kind = kind
        self.group = group
        self.row = row
        self.step = step
    }

    /// What happened and where, as a sentence without a full stop.
    public var message: String {
        var text: String
        switch kind {
        case .notFinite(let what): text = "\(what) is not finite"
        case .nothingAllowed: text = "the mask of a row that may act allows no action"
        case .environment(let fault): text = fault.message
        }
        var places: [String] = []
        if let group { places.append("group `\(group)`") }
        if let row { places.append("copy \(row.copy), agent \(row.agent)") }
        if let step { places.append("step \(step) of the rollout") }
        if !places.isEmpty { text += " (\(places.joined(separator: ", ")))" }
        return text
    }

    /// The same kind at the same place.
    public static func == (a: TrainingFault, b: TrainingFault) -> Bool {
        a.kind == b.kind && a.group == b.group && a.row?.copy == b.row?.copy && a.row?.agent == b.row?.agent
            && a.step == b.step
    }
}
