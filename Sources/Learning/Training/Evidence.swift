import Linear

/// What is kept of a training that stopped.
extension MAPPO {
    /// The numbers around a fault: what the group saw, was given and did in its last step, and the last minibatch.
    ///
    /// Numbers in it need not be finite: that may be what it shows.
    public func evidence(of fault: TrainingFault) -> SafeTensors {
        let tensors = learners.enumerated().flatMap { index, learner -> [Tensor] in
            guard fault.group == nil || fault.group == learner.form.name else { return [] }
            return learner.evidence + lastStep(index)
        }
        return SafeTensors(
            tensors + [Tensor("steps", [1], .words([UInt64(steps)]))],
            metadata: [("format", "gm-flow evidence 1"), ("fault", fault.message)])
    }

    private func lastStep(_ group: Int) -> [Tensor] {
        let form = environment.form.groups[group]
        let rows = environment.form.rows(group)
        return [
            Tensor(
                "\(form.name).step.observations", [rows, form.observationSize], .single(observations[group])),
            Tensor("\(form.name).step.states", [rows, form.stateSize], .single(states[group])),
            Tensor("\(form.name).step.rewards", [rows], .single(outcome.rewards[group])),
            Tensor("\(form.name).step.actions", [rows], .words(actions[group].map { UInt64($0) })),
        ]
    }
}

extension Learner {
    var evidence: [Tensor] {
        let count = batch.actions.count
        func single(_ part: String, _ width: Int, _ numbers: [Float]) -> Tensor {
            Tensor("\(form.name).batch.\(part)", [count, width], .single(numbers))
        }
        return [
            single("observations", form.observationSize, batch.observations),
            single("states", form.stateSize, batch.states), single("advantages", 1, batch.advantages),
            single("log_probabilities", 1, batch.logProbabilities), single("values", 1, batch.values),
            Tensor("\(form.name).batch.returns", [count, 1], .double(batch.returns)),
            Tensor("\(form.name).batch.actions", [count, 1], .words(batch.actions.map { UInt64($0) })),
            Tensor("\(form.name).parameters", [actor.parameters.count], .single(actor.parameters)),
        ]
    }
}
