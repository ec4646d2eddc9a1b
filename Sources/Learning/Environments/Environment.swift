/// What actors see: [copies × agents × observationSize], row by row.
///
/// A type of its own, so that what only a critic may know can't reach a policy by a slip.
public struct ActorObservations: Sendable {
    /// The numbers.
    public var values: [Float]

    /// Zeros for an environment of that form.
    public init(_ form: EnvironmentForm) {
        values = [Float](repeating: 0, count: form.rows * form.observationSize)
    }
}

/// What the critic sees: [copies × agents × stateSize], row by row; it may hold what no actor knows.
public struct CriticStates: Sendable {
    /// The numbers.
    public var values: [Float]

    /// Zeros for an environment of that form.
    public init(_ form: EnvironmentForm) {
        values = [Float](repeating: 0, count: form.rows * form.stateSize)
    }
}

/// The sizes of an environment.
public struct EnvironmentForm: Sendable, Equatable {
    /// Name, as `cartpole`.
    public var name: String
    /// Copies that run side by side.
    public var copies: Int
    /// Agents in each, all of one policy.
    public var agents: Int
    /// Numbers that an actor sees.
    public var observationSize: Int
    /// Numbers that the critic sees.
    public var stateSize: Int
    /// Actions to choose among.
    public var actions: Int

    /// Describes an environment.
    public init(name: String, copies: Int, agents: Int, observationSize: Int, stateSize: Int, actions: Int) {
        precondition(
            copies > 0 && agents > 0 && observationSize > 0 && stateSize > 0 && actions > 1, "it has sizes")
        self.name = name
        self.copies = copies
        self.agents = agents
        self.observationSize = observationSize
        self.stateSize = stateSize
        self.actions = actions
    }

    /// Rows of a batch: one for each agent of each copy.
    public var rows: Int { copies * agents }
}

/// What a step of all copies gave.
public struct StepOutcome: Sendable {
    /// Reward of each row.
    public var rewards: [Float]
    /// Of each copy: the episode is over for good.
    public var terminated: [Bool]
    /// Of each copy: a time limit cut the episode.
    public var truncated: [Bool]
    /// Rows of the last state of the copies that a time limit cut; other rows mean nothing.
    public var finalStates: CriticStates

    /// Room for an environment of that form.
    public init(_ form: EnvironmentForm) {
        rewards = [Float](repeating: 0, count: form.rows)
        terminated = [Bool](repeating: false, count: form.copies)
        truncated = terminated
        finalStates = CriticStates(form)
    }
}

/// Copies of a task that agents learn in, stepped together.
///
/// A copy whose episode ends begins the next one within the same step: what is observed afterwards is the new
/// episode's first.
public protocol Environment: Sendable {
    /// Its sizes.
    var form: EnvironmentForm { get }
    /// Begins all copies anew.
    mutating func reset(seed: UInt64)
    /// Writes what actors and critic see now.
    func observe(_ observations: inout ActorObservations, _ states: inout CriticStates)
    /// Writes 1 for each action [rows × actions] that is allowed now; the default allows all.
    func mask(_ allowed: inout [UInt8])
    /// Whether some actions may not be allowed.
    var hasMasks: Bool { get }
    /// One step with an action for each row.
    mutating func step(_ actions: [Int32], _ outcome: inout StepOutcome)
}

extension Environment {
    /// All actions are allowed.
    public var hasMasks: Bool { false }
    /// All actions are allowed.
    public func mask(_ allowed: inout [UInt8]) {
        for index in allowed.indices { allowed[index] = 1 }
    }
}
