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
        // What is shuffled: samples, or with memory chunks of them by their numbers.
        let chunks =
            settings.memory > 0
            ? Chunks(rollout.samples, rows: rollout.rows, length: settings.chunk) : nil
        let ordered = chunks.map { Array($0.ranges.indices) } ?? rollout.samples
        var places = ordered
        for epoch in 0..<settings.epochs {
            Rows.copy(ordered, count: places.count, into: &places)
            order.shuffle(&places)
            var (divergence, parts) = (0.0, 0.0)
            for part in 0..<settings.minibatches {
                let low = part * places.count / settings.minibatches
                let high = (part + 1) * places.count / settings.minibatches
                guard low < high else { continue }
                if let chunks {
                    batch.gather(places[low..<high], of: chunks, rollout)
                } else {
                    batch.gather(places[low..<high], rollout)
                }
                let (policy, policyNorm) = try learnPolicy(summary)
                let (valueLoss, valueNorm) = try learnValues(rate: summary.rate)
                if epoch == 0, part == 0 { summary.firstRatioError = policy.ratioError }
                summary.add(policy, valueLoss: valueLoss, policyNorm: policyNorm, valueNorm: valueNorm)
                divergence += policy.divergence
                parts += 1
            }
            summary.epochs += 1
            if let limit = settings.stopDivergence, divergence > limit * parts { break }
        }
        summary.valueMean = normaliser.mean
        summary.valueDeviation = normaliser.deviation
        summary.returnMean = episodes.mean
        return summary
    }

    private mutating func learnPolicy(
        _ plan: TrainingSummary
    ) throws(TrainingFault) -> (PolicyLoss<Float>.Summary, norm: Double) {
        actor.forward(batch.observations, batch.actorPassage)
        let logits = actor.output
        var summary = PolicyLoss<Float>.Summary()
        let loss = PolicyLoss<Float>(clip: settings.clip, entropyWeight: plan.entropyWeight)
        let total = Float(batch.samples)
        for index in 0..<batch.rows {
            let offset = index * form.actions
            choice.set(logits, at: offset, mask: batch.masks)
            let sample = PolicyLoss<Float>.Sample(
                action: Int(batch.actions[index]), oldLogProbability: batch.logProbabilities[index],
                advantage: batch.advantages[index], weight: batch.weights[index])
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

    private mutating func learnValues(rate: Double) throws(TrainingFault) -> (loss: Double, norm: Double) {
        if settings.normalisesValues {
            let (mean, square) = batch.returnMoments
            normaliser.update(mean: mean, meanSquare: square)
        }
        critic.forward(batch.states, batch.criticPassage)
        let values = critic.output
        let loss = ValueLoss<Float>(
            clip: settings.clip, delta: settings.huber, weight: settings.valueWeight)
        let share = 1 / Float(batch.samples)
        var sum = 0.0
        for index in 0..<batch.rows {
            let target =
                settings.normalisesValues ? normaliser.normalised(batch.returns[index]) : batch.returns[index]
            let (value, slope) = loss.of(
                value: values[index], old: batch.values[index], target: Float(target),
                share: share * batch.weights[index])
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
