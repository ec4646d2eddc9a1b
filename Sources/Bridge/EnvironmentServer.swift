public import Learning

/// Plays an environment of ours for a program elsewhere, over the same frames that `ExternalEnvironment` speaks.
///
/// It serves environments of one group. What it tells as an agent's last observation is the beginning of the critic's
/// last state, so an environment whose states don't begin with the agent's own observation is refused.
public struct EnvironmentServer<Task: Environment>: Sendable {
    private var task: Task
    private let group: GroupForm
    private let sizes: FrameSizes
    private let spec: ServerSpec
    private var observations: ActorObservations
    private var states: CriticStates
    private var outcome: StepOutcome
    /// The last question that was in order.
    private(set) var answered: UInt64 = 0
    private var hasBegun = false

    /// Serves this environment.
    public init(_ task: Task) throws(EnvironmentFault) {
        let form = task.form
        guard form.groups.count == 1 else {
            throw EnvironmentFault(
                "`\(form.name)` has \(form.groups.count) groups of agents, and one can be served")
        }
        group = form.groups[0]
        sizes = FrameSizes(
            copies: form.copies, agents: group.agents, observation: group.observationSize,
            state: group.stateSize, actions: group.actions)
        do { try sizes.check() } catch {
            throw EnvironmentFault("`\(form.name)` can't be served: \(error.message)")
        }
        spec = ServerSpec(
            environment: form.name, agents: (0..<group.agents).map { "agent_\($0)" },
            hasMasks: group.hasMasks, versions: ["gm-flow 1"])
        self.task = task
        observations = ActorObservations(form)
        states = CriticStates(form)
        outcome = StepOutcome(form)
        try self.task.reset(seed: 0)
        self.task.observe(&observations, &states)
        for row in 0..<(sizes.copies * sizes.agents) {
            let (o, s) = (row * sizes.observation, row * sizes.state)
            guard sizes.state >= sizes.observation,
                (0..<sizes.observation).allSatisfy({ observations[0][o + $0] == states[0][s + $0] })
            else {
                throw EnvironmentFault(
                    "the critic's states of `\(form.name)` don't begin with what the agent sees")
            }
        }
    }

    /// Answers until a client closes the session, or until `isOver` says so; it is asked ten times a second.
    public mutating func serve(at endpoint: String, until isOver: () -> Bool) throws(EnvironmentFault) {
        do throws(Socket.Fault) {
            let socket = try Socket(.answers, endpoint)
            while !isOver() {
                let question: [[UInt8]]
                do throws(Socket.Fault) { question = try socket.receive(milliseconds: 100) } catch {
                    guard case .flood(let message) = error else {
                        guard error == .silent else { throw error }
                        continue
                    }
                    try socket.send(refusal(message, 0))
                    continue
                }
                let (reply, closes) = answer(question)
                try socket.send(reply)
                if closes { return }
            }
        } catch { throw EnvironmentFault("serving at \(endpoint): \(error.message)") }
    }

    /// The answer to one message, and whether it ends the session; a wrong one is answered with what is wrong.
    mutating func answer(_ message: [[UInt8]]) -> (reply: [[UInt8]], closes: Bool) {
        var asked: UInt64 = 0
        do throws(FrameFault) {
            guard let first = message.first else { throw FrameFault("it is empty") }
            let header = try FrameHeader(first)
            asked = header.sequence
            if header.kind != .spec {
                guard asked == answered &+ 1 else {
                    throw FrameFault("question \(asked) follows \(answered): one is missing or stands twice")
                }
                guard header.kind == .close || header.sizes == sizes else {
                    throw FrameFault("its sizes are \(header.sizes), and the environment's \(sizes)")
                }
            }
            answered = asked
            let frames = try reply(to: header.kind, Array(message.dropFirst()))
            return ([FrameHeader(header.kind, asked, sizes).bytes] + frames, header.kind == .close)
        } catch { return (refusal(error.message, asked), false) }
    }

    private func refusal(_ text: String, _ sequence: UInt64) -> [[UInt8]] {
        [FrameHeader(.error, sequence, sizes).bytes, Array(text.utf8)]
    }

    private mutating func reply(to kind: FrameKind, _ frames: [[UInt8]]) throws(FrameFault) -> [[UInt8]] {
        switch kind {
        case .spec: return [Array(spec.text.utf8)]
        case .close: return []
        case .error: throw FrameFault("an error is no question")
        case .reset:
            let seeds = try Frames.seeds(frames, sizes)
            // Ours take one seed for all copies.
            do { try task.reset(seed: UInt64(bitPattern: seeds[0])) } catch {
                throw FrameFault(error.message)
            }
            hasBegun = true
            return Frames.bytes(look())
        case .step:
            guard hasBegun else { throw FrameFault("a step comes before the first reset") }
            let actions = try Frames.actions(frames, sizes)
            if group.hasMasks { try check(actions) }
            do { try task.step([actions], &outcome) } catch { throw FrameFault(error.message) }
            return Frames.bytes(stepped())
        }
    }

    private func check(_ actions: [Int32]) throws(FrameFault) {
        var mask = [UInt8](repeating: 1, count: actions.count * sizes.actions)
        task.mask(group: 0, &mask)
        for (row, action) in actions.enumerated() where mask[row * sizes.actions + Int(action)] == 0 {
            throw FrameFault("action \(action) of row \(row) is not allowed now")
        }
    }

    private mutating func look() -> Sight {
        task.observe(&observations, &states)
        var sight = Sight(
            observations: observations[0],
            states: (0..<sizes.copies).flatMap { copy -> ArraySlice<Float> in
                let start = copy * sizes.agents * sizes.state
                return states[0][start..<(start + sizes.state)]
            })
        if group.hasMasks {
            sight.mask = [UInt8](
                repeating: 1, count: sizes.copies * sizes.agents * sizes.actions)
            task.mask(group: 0, &sight.mask)
        }
        return sight
    }

    private mutating func stepped() -> StepReply {
        var reply = StepReply(
            sight: look(), rewards: outcome.rewards[0], terminated: [], truncated: [])
        for copy in 0..<sizes.copies {
            let (ended, cut) = (outcome.terminated[copy], outcome.truncated[copy])
            for agent in 0..<sizes.agents {
                reply.terminated.append(ended ? 1 : 0)
                reply.truncated.append(cut ? 1 : 0)
                guard ended || cut else { continue }
                let start = (copy * sizes.agents + agent) * sizes.state
                reply.finalObservations += outcome.finalStates[0][start..<(start + sizes.observation)]
                if agent == 0 { reply.finalStates += outcome.finalStates[0][start..<(start + sizes.state)] }
            }
            if ended || cut { reply.finished.append(Int32(copy)) }
        }
        return reply
    }
}
