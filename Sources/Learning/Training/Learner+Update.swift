import Linear

extension Learner {
    /// Learns from the rollout; with nothing in it, nothing changes.
    ///
    /// - Parameter done: share of the planned steps that were made before the rollout.
    mutating func learn(done: Double) throws(TrainingFault) -> TrainingSummary {
        rollout.finish(trace: settings.trace)
        var summary = TrainingSummary()
        let left = max(0, 1 - done)
        summary.rate = settings.anneals ? settings.learningRate * left : settings.learningRate
        summary.entropyWeight =
            settings.finalEntropy.map { $0 + (settings.entropy - $0) * left } ?? settings.entropy
        summary.take(rollout, actions: form.actions)
        var places = rollout.samples
        for epoch in 0..<settings.epochs {
            Rows.copy(rollout.samples, count: places.count, into: &places)
            order.shuffle(&places)
            for part in 0..<settings.minibatches {
                let low = part * places.count / settings.minibatches
                let high = (part + 1) * places.count / settings.minibatches
                guard low < high else { continue }
                batch.gather(places[low..<high], rollout)
                let (policy, policyNorm) = try learnPolicy(high - low, summary)
                let (valueLoss, valueNorm) = try learnValues(high - low, rate: summary.rate)
                if epoch == 0, part == 0 { summary.firstRatioError = policy.ratioError }
                summary.add(policy, valueLoss: valueLoss, policyNorm: policyNorm, valueNorm: valueNorm)
            }
        }
        summary.valueMean = normaliser.mean
        summary.valueDeviation = normaliser.deviation
        summary.returnMean = episodes.mean
        return summary
    }

    private mutating func learnPolicy(
        _ count: Int, _ plan: TrainingSummary
    ) throws(TrainingFault) -> (PolicyLoss<Float>.Summary, norm: Double) {
        actor.forward(batch.observations, rows: count)
        var summary = PolicyLoss<Float>.Summary()
        let loss = PolicyLoss<Float>(clip: settings.clip, entropyWeight: plan.entropyWeight)
        let total = Float(count)
        for index in 0..<count {
            let offset = index * form.actions
            choice.set(actor.output, at: offset, mask: batch.masks)
            let sample = PolicyLoss<Float>.Sample(
                action: Int(batch.actions[index]), oldLogProbability: batch.logProbabilities[index],
                advantage: batch.advantages[index], weight: 1)
            loss.add(choice, sample, total: total, slopes: &batch.slopes, at: offset, to: &summary)
        }
        actor.clearGradients()
        actor.backward(batch.slopes)
        let norm = actor.step(&actorAdam, rate: plan.rate, normLimit: settings.gradientNorm)
        guard norm.isFinite else {
            throw TrainingFault(.notFinite("the norm of the policy's gradients"), group: form.name)
        }
        return (summary, norm)
    }

    private mutating func learnValues(
        _ count: Int, rate: Double
    ) throws(TrainingFault) -> (loss: Double, norm: Double) {
        if settings.normalisesValues {
            let (mean, square) = batch.returnMoments(count)
            normaliser.update(mean: mean, meanSquare: square)
        }
        critic.forward(batch.states, rows: count)
        let loss = ValueLoss<Float>(
            clip: settings.clip, delta: settings.huber, weight: settings.valueWeight)
        let share = 1 / Float(count)
        var sum = 0.0
        for index in 0..<count {
            let target =
                settings.normalisesValues ? normaliser.normalised(batch.returns[index]) : batch.returns[index]
            let (value, slope) = loss.of(
                value: critic.output[index], old: batch.values[index], target: Float(target), share: share)
            sum += Double(value)
            batch.valueSlopes[index] = slope
        }
        critic.clearGradients()
        critic.backward(batch.valueSlopes)
        let norm = critic.step(&criticAdam, rate: rate, normLimit: settings.gradientNorm)
        guard norm.isFinite else {
            throw TrainingFault(.notFinite("the norm of the critic's gradients"), group: form.name)
        }
        return (sum, norm)
    }
}
