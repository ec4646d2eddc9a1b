/// Agents of an environment that share one policy: what each sees and may do.
public struct GroupForm: Sendable, Equatable {
    /// Name, as `strategic`; unique in its environment, and part of file names.
    public var name: String
    /// Agents of it in each copy.
    public var agents: Int
    /// Numbers that an actor sees.
    public var observationSize: Int
    /// Numbers that the critic sees.
    public var stateSize: Int
    /// Actions to choose among.
    public var actions: Int
    /// Whether some actions may not be allowed at times; if not, the environment is never asked.
    public var hasMasks: Bool

    /// Describes a group.
    public init(
        name: String = "agents", agents: Int = 1, observationSize: Int, stateSize: Int, actions: Int,
        hasMasks: Bool = false
    ) {
        precondition(agents > 0 && observationSize > 0 && stateSize > 0 && actions > 1, "it has sizes")
        self.name = name
        self.agents = agents
        self.observationSize = observationSize
        self.stateSize = stateSize
        self.actions = actions
        self.hasMasks = hasMasks
    }
}

/// The sizes of an environment.
public struct EnvironmentForm: Sendable, Equatable {
    /// Name, as `cartpole`.
    public var name: String
    /// Copies that run side by side.
    public var copies: Int
    /// Its groups of agents, each with a policy of its own.
    public var groups: [GroupForm]

    /// Describes an environment.
    public init(name: String, copies: Int, groups: [GroupForm]) {
        precondition(copies > 0 && !groups.isEmpty, "it has copies and agents")
        precondition(Set(groups.map(\.name)).count == groups.count, "groups have names of their own")
        self.name = name
        self.copies = copies
        self.groups = groups
    }

    /// Rows of a group's batch: one for each of its agents in each copy, a copy's agents side by side.
    public func rows(_ group: Int) -> Int { copies * groups[group].agents }
}

/// What actors see, a group an array: [copies × agents × observationSize], row by row.
///
/// A type of its own, so that what only a critic may know can't reach a policy by a slip.
public struct ActorObservations: Sendable {
    private var groups: [[Float]]

    /// Zeros for an environment of that form.
    public init(_ form: EnvironmentForm) {
        groups = form.groups.map {
            [Float](repeating: 0, count: form.copies * $0.agents * $0.observationSize)
        }
    }

    /// The numbers of a group.
    public subscript(group: Int) -> [Float] {
        _read { yield groups[group] }
        _modify { yield &groups[group] }
    }
}

/// What the critics see, a group an array: [copies × agents × stateSize], row by row; it may hold what no actor knows.
public struct CriticStates: Sendable {
    private var groups: [[Float]]

    /// Zeros for an environment of that form.
    public init(_ form: EnvironmentForm) {
        groups = form.groups.map { [Float](repeating: 0, count: form.copies * $0.agents * $0.stateSize) }
    }

    /// The numbers of a group.
    public subscript(group: Int) -> [Float] {
        _read { yield groups[group] }
        _modify { yield &groups[group] }
    }
}

/// What a step of all copies gave.
public struct StepOutcome: Sendable {
    /// Reward of each row of each group, whether it acted or not.
    public var rewards: [[Float]]
    /// Of each copy: the episode is over for good.
    public var terminated: [Bool]
    /// Of each copy: a time limit cut the episode.
    public var truncated: [Bool]
    /// Rows of the last state of the copies that a time limit cut; other rows mean nothing.
    public var finalStates: CriticStates

    /// Room for an environment of that form.
    public init(_ form: EnvironmentForm) {
        rewards = form.groups.map { [Float](repeating: 0, count: form.copies * $0.agents) }
        terminated = [Bool](repeating: false, count: form.copies)
        truncated = terminated
        finalStates = CriticStates(form)
    }
}
