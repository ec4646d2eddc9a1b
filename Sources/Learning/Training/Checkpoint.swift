import Linear

/// A training in the middle, all of it: what goes on from here is, to the bit, what would have gone on.
extension MAPPO {
    /// Parameters, optimisers, normalisers, random streams, steps and the environment's state.
    ///
    /// Without the last if the environment can't tell it: then a restored training begins new episodes.
    ///
    /// - Parameter notes: texts to keep beside them.
    public func checkpoint(notes: [(key: String, value: String)] = []) -> SafeTensors {
        var tensors = learners.flatMap(\.tensors)
        tensors.append(Tensor("steps", [1], .words([UInt64(steps)])))
        if let state = environment.saved() {
            // Their count first: a tensor without numbers has no place of its own in the file.
            let words = [UInt64(state.words.count)] + state.words
            tensors.append(Tensor("environment", [words.count], .words(words)))
        }
        return SafeTensors(
            tensors,
            metadata: [("format", Self.format), ("environment", environment.form.name)]
                + settings.entries.filter { $0.name != "total_steps" }.map {
                    ("settings.\($0.name)", $0.text)
                }
                + notes)
    }

    private static var format: String { "gm-flow checkpoint 1" }

    /// Goes on from a checkpoint of the same task and settings; only the planned steps may differ.
    ///
    /// - Returns: whether the environment goes on too; if not, it has begun new episodes.
    public mutating func restore(_ file: SafeTensors, path: String) throws(ModelFileError) -> Bool {
        func demand(_ key: String, _ expected: String) throws(ModelFileError) {
            let found = file.text(key) ?? "nothing"
            guard found == expected else {
                throw ModelFileError(path, "its `\(key)` is `\(found)`, and the training has `\(expected)`")
            }
        }
        try demand("format", Self.format)
        try demand("environment", environment.form.name)
        for entry in settings.entries where entry.name != "total_steps" {
            try demand("settings.\(entry.name)", entry.text)
        }
        var reader = CheckpointReader(file, path: path)
        var fresh = learners
        for index in fresh.indices { try fresh[index].restore(&reader) }
        let made = try reader.words("steps", count: 1)[0]
        guard made <= 1 << 60 else { throw ModelFileError(path, "it counts \(made) steps") }
        var isWhole = false
        if let words = try reader.optionalWords("environment") {
            do { try environment.restore(EnvironmentState(words: Array(words.dropFirst()))) } catch {
                throw ModelFileError(path, error.message)
            }
            isWhole = true
        } else {
            do { try environment.reset(seed: settings.seed &+ made) } catch {
                throw ModelFileError(path, error.message)
            }
            for index in fresh.indices { fresh[index].forget() }
        }
        try reader.finish()
        learners = fresh
        steps = Int(made)
        return isWhole
    }
}

extension Learner {
    var tensors: [Tensor] {
        let name = form.name
        func single(_ part: String, _ numbers: [Float]) -> Tensor {
            Tensor("\(name).\(part)", [numbers.count], .single(numbers))
        }
        func double(_ part: String, _ numbers: [Double]) -> Tensor {
            Tensor("\(name).\(part)", [numbers.count], .double(numbers))
        }
        func words(_ part: String, _ numbers: [UInt64]) -> Tensor {
            Tensor("\(name).\(part)", [numbers.count], .words(numbers))
        }
        let memories =
            settings.memory == 0
            ? []
            : [
                single("actor.memory", actorMemory.numbers), single("critic.memory", criticMemory.numbers),
                words("begins", actorMemory.begins.map { $0 ? 1 : 0 }),
            ]
        return [
            single("actor", actor.parameters), single("actor.first", actorAdam.first),
            single("actor.second", actorAdam.second), single("critic", critic.parameters),
            single("critic.first", criticAdam.first), single("critic.second", criticAdam.second),
            double("normaliser", [normaliser.first, normaliser.second, normaliser.weight]),
            words("adam_steps", [UInt64(actorAdam.steps), UInt64(criticAdam.steps)]),
            words("order", order.words), words("draws", draws.flatMap(\.words)),
            double("episode_sums", episodes.sums),
            // Their count first: a tensor without numbers has no place of its own in the file.
            double("episode_returns", [Double(episodes.count)] + episodes.recent),
        ] + memories
    }

    /// All episodes are over: nothing is remembered.
    mutating func forget() {
        actorMemory.forget(0..<rollout.rows)
        criticMemory.forget(0..<rollout.rows)
    }

    mutating func restore(_ reader: inout CheckpointReader) throws(ModelFileError) {
        let name = form.name
        actor.parameters = try reader.single("\(name).actor", count: actor.parameterCount)
        actorAdam.first = try reader.single("\(name).actor.first", count: actor.parameterCount)
        actorAdam.second = try reader.single("\(name).actor.second", count: actor.parameterCount)
        critic.parameters = try reader.single("\(name).critic", count: critic.parameterCount)
        criticAdam.first = try reader.single("\(name).critic.first", count: critic.parameterCount)
        criticAdam.second = try reader.single("\(name).critic.second", count: critic.parameterCount)
        let scale = try reader.double("\(name).normaliser", count: 3)
        (normaliser.first, normaliser.second, normaliser.weight) = (scale[0], scale[1], scale[2])
        let taken = try reader.words("\(name).adam_steps", count: 2)
        actorAdam.steps = Int(truncatingIfNeeded: taken[0] & (1 << 60 - 1))
        criticAdam.steps = Int(truncatingIfNeeded: taken[1] & (1 << 60 - 1))
        order.words = try reader.words("\(name).order", count: 4)
        let streams = try reader.words("\(name).draws", count: 4 * draws.count)
        for index in draws.indices { draws[index].words = Array(streams[(4 * index)..<(4 * index + 4)]) }
        episodes.sums = try reader.double("\(name).episode_sums", count: episodes.sums.count)
        let returns = try reader.double("\(name).episode_returns", atMost: 101)
        episodes.count = Int(exactly: returns[0]) ?? 0
        episodes.recent = Array(returns[1...])
        guard settings.memory > 0 else { return }
        let begins = try reader.words("\(name).begins", count: rollout.rows).map { $0 != 0 }
        let count = rollout.rows * settings.memory
        actorMemory.restore(try reader.single("\(name).actor.memory", count: count), begins: begins)
        criticMemory.restore(try reader.single("\(name).critic.memory", count: count), begins: begins)
    }
}

/// Takes tensors out of a file by name and size, and refuses what is left over.
struct CheckpointReader {
    private let file: SafeTensors
    private let path: String
    private var taken = 0

    init(_ file: SafeTensors, path: String) {
        self.file = file
        self.path = path
    }

    private mutating func numbers(_ name: String) throws(ModelFileError) -> Tensor.Numbers {
        guard let tensor = file[name] else { throw ModelFileError(path, "it has no tensor `\(name)`") }
        taken += 1
        return tensor.numbers
    }

    private func misfit(_ name: String) -> ModelFileError {
        ModelFileError(path, "tensor `\(name)` is not of this training's kind and size, or not finite")
    }

    mutating func single(_ name: String, count: Int) throws(ModelFileError) -> [Float] {
        guard case .single(let numbers) = try numbers(name), numbers.count == count,
            numbers.allSatisfy(\.isFinite)
        else { throw misfit(name) }
        return numbers
    }

    mutating func double(_ name: String, count: Int? = nil, atMost: Int = .max) throws(ModelFileError)
        -> [Double]
    {
        guard case .double(let numbers) = try numbers(name), numbers.count == count ?? numbers.count,
            !numbers.isEmpty, numbers.count <= atMost, numbers.allSatisfy(\.isFinite)
        else { throw misfit(name) }
        return numbers
    }

    mutating func words(_ name: String, count: Int) throws(ModelFileError) -> [UInt64] {
        guard case .words(let numbers) = try numbers(name), numbers.count == count else { throw misfit(name) }
        return numbers
    }

    mutating func optionalWords(_ name: String) throws(ModelFileError) -> [UInt64]? {
        guard file[name] != nil else { return nil }
        guard case .words(let numbers) = try numbers(name) else { throw misfit(name) }
        return numbers
    }

    func finish() throws(ModelFileError) {
        guard taken == file.tensors.count else {
            throw ModelFileError(path, "it holds \(file.tensors.count) tensors, and \(taken) are expected")
        }
    }
}
