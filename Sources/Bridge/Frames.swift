/// What a server tells of its environment, as JSON in its answer to SPEC.
struct ServerSpec: Equatable {
    /// Name, as `CartPole-v1`.
    var environment: String
    /// Names of the agents of a copy, in order.
    var agents: [String]
    /// Whether not every action is always allowed.
    var hasMasks = false
    /// Packages and their versions, for the record of a run.
    var versions: [String] = []
}

/// What is observed of all copies.
struct Sight: Equatable {
    /// [copies × agents × observation].
    var observations: [Float]
    /// [copies × state].
    var states: [Float]
    /// [copies × agents × actions], empty where all is allowed.
    var mask: [UInt8] = []
}

/// What a step gave.
struct StepReply: Equatable {
    /// What is observed now: of a copy whose episode ended, the next one's first.
    var sight: Sight
    /// [copies × agents].
    var rewards: [Float]
    /// [copies × agents]: this agent's episode is over for good.
    var terminated: [UInt8]
    /// [copies × agents]: a time limit cut it.
    var truncated: [UInt8]
    /// Copies whose episode ended, rising.
    var finished: [Int32] = []
    /// Their last observations [finished × agents × observation].
    var finalObservations: [Float] = []
    /// Their last states [finished × state].
    var finalStates: [Float] = []
}

/// Arrays to frames and back; every size is held to what the header says.
enum Frames {
    static func bytes(_ sight: Sight) -> [[UInt8]] {
        let frames = [Wire.bytes(sight.observations), Wire.bytes(sight.states)]
        return sight.mask.isEmpty ? frames : frames + [sight.mask]
    }

    static func bytes(_ reply: StepReply) -> [[UInt8]] {
        [
            Wire.bytes(reply.sight.observations), Wire.bytes(reply.sight.states), Wire.bytes(reply.rewards),
            reply.terminated, reply.truncated, Wire.bytes(reply.finished),
            Wire.bytes(reply.finalObservations), Wire.bytes(reply.finalStates),
        ] + (reply.sight.mask.isEmpty ? [] : [reply.sight.mask])
    }

    /// What a reset shows; `frames` are those behind the header.
    static func sight(
        _ frames: [[UInt8]], _ sizes: FrameSizes, hasMasks: Bool
    ) throws(FrameFault) -> Sight {
        try expect(frames, hasMasks ? 3 : 2)
        let rows = sizes.copies * sizes.agents
        var sight = Sight(
            observations: try floats(frames[0], rows * sizes.observation, "observations"),
            states: try floats(frames[1], sizes.copies * sizes.state, "states"))
        if hasMasks { sight.mask = try flags(frames[2], rows * sizes.actions, "masks") }
        return sight
    }

    static func stepReply(
        _ frames: [[UInt8]], _ sizes: FrameSizes, hasMasks: Bool
    ) throws(FrameFault) -> StepReply {
        try expect(frames, hasMasks ? 9 : 8)
        let rows = sizes.copies * sizes.agents
        let seen = try sight(
            [frames[0], frames[1]] + (hasMasks ? [frames[8]] : []), sizes, hasMasks: hasMasks)
        var reply = StepReply(
            sight: seen, rewards: try floats(frames[2], rows, "rewards"),
            terminated: try flags(frames[3], rows, "ends"), truncated: try flags(frames[4], rows, "limits"))
        guard let finished = Wire.numbers(frames[5], count: frames[5].count / 4, zero: Int32(0)) else {
            throw FrameFault("the finished copies are no whole numbers of 32 bits")
        }
        var last: Int32 = -1
        for copy in finished {
            guard copy > last, copy < sizes.copies else {
                throw FrameFault("copy \(copy) is finished after \(last), of \(sizes.copies)")
            }
            last = copy
        }
        reply.finished = finished
        reply.finalObservations = try floats(
            frames[6], finished.count * sizes.agents * sizes.observation, "last observations")
        reply.finalStates = try floats(frames[7], finished.count * sizes.state, "last states")
        return reply
    }

    static func actions(_ frames: [[UInt8]], _ sizes: FrameSizes) throws(FrameFault) -> [Int32] {
        try expect(frames, 1)
        let rows = sizes.copies * sizes.agents
        guard let actions = Wire.numbers(frames[0], count: rows, zero: Int32(0)) else {
            throw FrameFault("\(rows) actions of 32 bits are expected in \(frames[0].count) bytes")
        }
        for action in actions where action < 0 || action >= sizes.actions {
            throw FrameFault("action \(action) is none of 0 to \(sizes.actions - 1)")
        }
        return actions
    }

    static func seeds(_ frames: [[UInt8]], _ sizes: FrameSizes) throws(FrameFault) -> [Int64] {
        try expect(frames, 1)
        guard let seeds = Wire.numbers(frames[0], count: sizes.copies, zero: Int64(0)) else {
            throw FrameFault("\(sizes.copies) seeds of 64 bits are expected in \(frames[0].count) bytes")
        }
        return seeds
    }

    private static func expect(_ frames: [[UInt8]], _ count: Int) throws(FrameFault) {
        guard frames.count == count else {
            throw FrameFault("\(count) frames are expected behind the header, and there are \(frames.count)")
        }
    }

    private static func floats(_ bytes: [UInt8], _ count: Int, _ what: String) throws(FrameFault) -> [Float] {
        guard let numbers = Wire.numbers(bytes, count: count, zero: Float(0)) else {
            throw FrameFault("\(count) \(what) of 32 bits are expected in \(bytes.count) bytes")
        }
        guard numbers.allSatisfy(\.isFinite) else {
            let place = numbers.firstIndex { !$0.isFinite } ?? 0
            throw FrameFault("number \(place) of the \(what) is not finite")
        }
        return numbers
    }

    private static func flags(_ bytes: [UInt8], _ count: Int, _ what: String) throws(FrameFault) -> [UInt8] {
        guard bytes.count == count, bytes.allSatisfy({ $0 < 2 }) else {
            throw FrameFault("\(count) \(what) of 0 or 1 are expected in \(bytes.count) bytes")
        }
        return bytes
    }
}
