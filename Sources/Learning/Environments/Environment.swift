/// Why an environment can't go on: a server that died, a tape that ended, a state that does not fit.
public struct EnvironmentFault: Error, Sendable, Equatable {
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var help: String?

    /// Says what is wrong.
    public init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}

/// Copies of a task that agents learn in, stepped together.
///
/// A copy whose episode ends begins the next one within the same step: what is observed afterwards is the new
/// episode's first. In each step the trainer asks for observations, for who may act, for masks, and then steps.
public protocol Environment: Sendable {
    /// Its sizes; they never change.
    var form: EnvironmentForm { get }
    /// Begins all copies anew.
    mutating func reset(seed: UInt64) throws(EnvironmentFault)
    /// Writes what actors and critics see now, for every group.
    func observe(_ observations: inout ActorObservations, _ states: inout CriticStates)
    /// Writes 1 for each action [rows × actions] of a group that is allowed now, else 0; asked of groups that have
    /// masks. A row that may act must have an action.
    func mask(group: Int, _ allowed: inout [UInt8])
    /// Writes for each row of a group whether it may decide now; the default lets all.
    ///
    /// What a row earns until it may decide again is the reward of its last decision.
    func active(group: Int, _ flags: inout [Bool])
    /// One step with an action for each row of each group; those of rows that may not act are 0 and mean nothing.
    mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) throws(EnvironmentFault)
    /// All that decides how it goes on, for `restore`; nil if it can't tell, as of a server elsewhere.
    func saved() -> EnvironmentState?
    /// Goes on from there; a state of other sizes is refused.
    mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault)
}

extension Environment {
    /// All actions are allowed.
    public func mask(group: Int, _ allowed: inout [UInt8]) {
        for index in allowed.indices { allowed[index] = 1 }
    }

    /// All rows may decide.
    public func active(group: Int, _ flags: inout [Bool]) {
        for index in flags.indices { flags[index] = true }
    }

    /// It can't tell.
    public func saved() -> EnvironmentState? { nil }

    /// It can't.
    public mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) {
        throw EnvironmentFault("`\(form.name)` keeps no state that it could go on from")
    }
}
