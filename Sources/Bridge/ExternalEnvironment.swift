public import Learning

/// An environment that another program plays, asked over ZeroMQ: what Gymnasium and PettingZoo have can train our agents.
///
/// All agents are one group. The critic sees the server's state and, of several agents, which of them it values. A copy
/// is over when all of its agents are; one whose agent ended before only waits. A server that falls silent is started
/// again with the seed of the last reset; the episodes that it had begun count as cut by a time limit.
///
/// Copies of this value share the one server: whoever finds that another has used it since stops with a fault, so an
/// evaluation between two iterations needs a server of its own.
public struct ExternalEnvironment: Environment {
    /// A server that was started again.
    public struct Incident: Sendable, Equatable {
        /// Why.
        public var message: String
        /// The seed with which it began anew.
        public var seed: UInt64
    }

    /// Its sizes.
    public let form: EnvironmentForm
    /// Packages of the server and their versions, as `gymnasium 1.4.0`.
    public let versions: [String]
    /// Servers that were started again, in order.
    public private(set) var incidents: [Incident] = []

    private let server: ExternalServer
    private let link: Link
    private let spec: ServerSpec
    private let sizes: FrameSizes
    private var sight: Sight
    /// Rows whose agent has ended while others of its copy go on.
    private var waits: [Bool]
    private var seed: UInt64 = 0
    private var asked: UInt64 = 0

    /// Starts the server or finds it, and asks what it plays.
    public init(_ server: ExternalServer) throws(EnvironmentFault) {
        self.server = server
        link = Link(server)
        do { (spec, sizes) = try link.open() } catch { throw Self.fault(error, server) }
        versions = spec.versions
        let agents = sizes.agents
        form = EnvironmentForm(
            name: spec.environment, copies: sizes.copies,
            groups: [
                GroupForm(
                    agents: agents, observationSize: sizes.observation,
                    stateSize: sizes.state + (agents > 1 ? agents : 0), actions: sizes.actions,
                    hasMasks: spec.hasMasks)
            ])
        sight = Sight(observations: [], states: [])
        waits = [Bool](repeating: false, count: sizes.copies * agents)
        asked = link.sequence
    }

    private static func fault(_ fault: Link.Fault, _ server: ExternalServer) -> EnvironmentFault {
        EnvironmentFault(
            (server.place.isEmpty ? "" : server.place + ": ")
                + "the environment at \(server.endpoint): \(fault.message)",
            help: server.command.isEmpty ? "is a server running there?" : "see what it wrote to \(server.log)"
        )
    }

    /// Begins all copies anew; each gets a seed of its own, made of this one.
    public mutating func reset(seed: UInt64) throws(EnvironmentFault) {
        self.seed = seed
        do { try begin() } catch { throw Self.fault(error, server) }
    }

    private mutating func begin() throws(Link.Fault) {
        // Below 2^31, which every environment takes.
        let seeds = (0..<sizes.copies).map { copy -> Int64 in
            var stream = RandomStream(seed: seed, stream: UInt64(copy) + 1)
            return Int64(stream.next() >> 33)
        }
        let frames = try link.ask(.reset, [Wire.bytes(seeds)], sizes)
        do { sight = try Frames.sight(frames, sizes, hasMasks: spec.hasMasks) } catch {
            throw .wrong(error.message)
        }
        for row in waits.indices { waits[row] = false }
        asked = link.sequence
    }

    /// Writes what actors and critics see now.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        precondition(!sight.observations.isEmpty, "it has been reset")
        observations[0].replaceSubrange(0..<sight.observations.count, with: sight.observations)
        for copy in 0..<sizes.copies { write(sight.states, copy, &states[0], copy) }
    }

    /// Writes state `index` of `from` for each agent of a copy, with the agent's number one-hot if there are several.
    private func write(_ from: [Float], _ index: Int, _ states: inout [Float], _ copy: Int) {
        let (agents, width) = (sizes.agents, form.groups[0].stateSize)
        for agent in 0..<agents {
            let base = (copy * agents + agent) * width
            for i in 0..<sizes.state { states[base + i] = from[index * sizes.state + i] }
            guard agents > 1 else { continue }
            for other in 0..<agents { states[base + sizes.state + other] = other == agent ? 1 : 0 }
        }
    }

    /// Writes what the server allows.
    public func mask(group: Int, _ allowed: inout [UInt8]) {
        allowed.replaceSubrange(0..<sight.mask.count, with: sight.mask)
    }

    /// All rows may decide but those whose agent has ended.
    public func active(group: Int, _ flags: inout [Bool]) {
        for row in flags.indices { flags[row] = !waits[row] }
    }

    /// One step of all copies.
    public mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) throws(EnvironmentFault) {
        guard link.sequence == asked, !sight.observations.isEmpty else {
            throw EnvironmentFault(
                "the environment at \(server.endpoint) was used by another since its last step",
                help: "give each trainer and each evaluation a server of its own")
        }
        let frames: [[UInt8]]
        do { frames = try link.ask(.step, [Wire.bytes(actions[0])], sizes) } catch {
            try revive(error, &outcome)
            return
        }
        asked = link.sequence
        do { take(try Frames.stepReply(frames, sizes, hasMasks: spec.hasMasks), &outcome) } catch {
            throw Self.fault(.wrong(error.message), server)
        }
    }

    private mutating func take(_ reply: StepReply, _ outcome: inout StepOutcome) {
        let agents = sizes.agents
        outcome.rewards[0].replaceSubrange(0..<reply.rewards.count, with: reply.rewards)
        for copy in 0..<sizes.copies {
            (outcome.terminated[copy], outcome.truncated[copy]) = (false, false)
            for row in (copy * agents)..<((copy + 1) * agents) {
                waits[row] = reply.terminated[row] + reply.truncated[row] > 0
            }
        }
        for (index, copy) in reply.finished.enumerated() {
            let rows = (Int(copy) * agents)..<((Int(copy) + 1) * agents)
            let isCut = rows.contains { reply.truncated[$0] > 0 && reply.terminated[$0] == 0 }
            outcome.truncated[Int(copy)] = isCut
            outcome.terminated[Int(copy)] = !isCut
            write(reply.finalStates, index, &outcome.finalStates[0], Int(copy))
            for row in rows { waits[row] = false }
        }
        sight = reply.sight
    }

    /// After a silence: what was known last stands as the state at which a time limit cut every episode.
    private mutating func revive(
        _ fault: Link.Fault, _ outcome: inout StepOutcome
    ) throws(EnvironmentFault) {
        guard case .silent(let message) = fault, !server.command.isEmpty, incidents.count < server.restarts
        else { throw Self.fault(fault, server) }
        for copy in 0..<sizes.copies {
            (outcome.terminated[copy], outcome.truncated[copy]) = (false, true)
            write(sight.states, copy, &outcome.finalStates[0], copy)
        }
        for row in outcome.rewards[0].indices { outcome.rewards[0][row] = 0 }
        incidents.append(Incident(message: message, seed: seed))
        do throws(Link.Fault) {
            let (spec, sizes) = try link.open()
            guard spec == self.spec, sizes == self.sizes else {
                throw .wrong("started again it plays something else")
            }
            try begin()
        } catch { throw Self.fault(error, server) }
    }
}
