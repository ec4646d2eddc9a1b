public import Linear

/// The clipped Huber loss of a value, in the units of the normalised returns, and its gradient.
public struct ValueLoss<S: Scalar>: Sendable {
    /// How far a value may move from what it was at rollout before the clip holds.
    public var clip: Double
    /// Where Huber's parabola becomes a line; infinite for half the squared error.
    public var delta: Double
    /// Weight of the loss.
    public var weight: Double

    /// A loss.
    public init(clip: Double, delta: Double, weight: Double) {
        self.clip = clip
        self.delta = delta
        self.weight = weight
    }

    /// Loss and dL/dv of one sample that counts `share` of its minibatch.
    public func of(value: S, old: S, target: S, share: S) -> (loss: S, slope: S) {
        let move = value - old
        let bound = S(clip)
        let held = old + min(max(move, -bound), bound)
        let (free, clipped) = (target - value, target - held)
        let (a, b) = (huber(free), huber(clipped))
        let scale = S(weight) * share
        if a >= b { return (scale * a, -scale * pull(free)) }
        return (scale * b, abs(move) <= bound ? -scale * pull(clipped) : 0)
    }

    private func huber(_ error: S) -> S {
        let size = abs(error)
        guard delta < .infinity, size > S(delta) else { return size * size / 2 }
        return S(delta) * (size - S(delta) / 2)
    }

    private func pull(_ error: S) -> S {
        guard delta < .infinity else { return error }
        return min(max(error, -S(delta)), S(delta))
    }
}
