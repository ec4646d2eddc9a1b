public import Linear

/// A policy's or a critic's network, of either kind: feed-forward, or with a memory before its head.
///
/// What asks for a choice of kind at run time, as a trainer does, holds one of these; it is an `MLP` or a `GRU` within,
/// and computes what that computes. Not shared between threads.
public struct PolicyNetwork<S: Scalar>: Network {
    /// All of it; of a network that remembers, what is around its memory.
    public let shape: MLPShape
    /// Numbers that each row remembers; 0 for a network without memory.
    public let memoryWidth: Int
    // One of the two is there. Calls go through `?`, which works on it where it lies.
    private var plain: MLP<S>?
    private var recurrent: GRU<S>?

    /// A network of zeros for passes of at most `capacity` rows times steps; `memory` numbers are remembered.
    public init(_ shape: MLPShape, memory: Int = 0, capacity: Int) {
        precondition(memory >= 0, "a memory has numbers, or there is none")
        self.shape = shape
        memoryWidth = memory
        if memory == 0 {
            plain = MLP(shape, capacity: capacity)
        } else {
            recurrent = GRU(GRUShape(shape, memory: memory), capacity: capacity)
        }
    }

    /// A network with these parameters.
    public init(_ shape: MLPShape, memory: Int = 0, parameters: [S], capacity: Int) {
        self.init(shape, memory: memory, capacity: capacity)
        precondition(parameters.count == parameterCount, "the parameters are the shape's")
        self.parameters = parameters
    }

    /// The same network for passes of at most `capacity` rows times steps.
    public init(_ other: PolicyNetwork<S>, capacity: Int) {
        self.init(other.shape, memory: other.memoryWidth, parameters: other.parameters, capacity: capacity)
    }

    /// Numbers that are learnt.
    public var parameterCount: Int {
        memoryWidth == 0 ? shape.parameterCount : GRUShape(shape, memory: memoryWidth).parameterCount
    }

    /// All that is learnt, in the order of `MLP` or `GRU`.
    public var parameters: [S] {
        get { plain?.parameters ?? recurrent?.parameters ?? [] }
        set {
            plain?.parameters = newValue
            recurrent?.parameters = newValue
        }
    }

    /// dL/dp of every parameter, added up by `backward`.
    public var gradients: [S] { plain?.gradients ?? recurrent?.gradients ?? [] }

    /// What the last `forward` gave: [steps × rows × outputs] at the beginning.
    ///
    /// A loop over its rows takes it once, before it begins, and lets go of it before the next `forward`, which would
    /// have to copy it else.
    public var output: [S] { plain?.output ?? recurrent?.output ?? [] }

    /// What each row remembers after the last `forward` [rows × memoryWidth].
    public var memory: [S] { recurrent?.memory ?? [] }

    /// dL/dx of the last `backward` that was asked for it: [steps × rows × inputs] at the beginning.
    public var inputSlope: [S] { plain?.inputSlope ?? recurrent?.inputSlope ?? [] }

    /// Draws fresh parameters.
    public mutating func initialise(_ random: inout RandomStream) {
        plain?.initialise(&random)
        recurrent?.initialise(&random)
    }

    /// Runs x [steps × rows × inputs] through.
    public mutating func forward(_ x: [S], _ passage: Passage<S>) {
        plain?.forward(x, passage)
        recurrent?.forward(x, passage)
    }

    /// Runs rows through without a share `rate` of the hidden units; not for a network with memory.
    mutating func forward(_ x: [S], rows: Int, dropping rate: Double, _ random: inout RandomStream) {
        precondition(plain != nil, "a network with memory has no passes with dropout")
        plain?.forward(x, rows: rows, dropping: rate, &random)
    }

    /// Forgets the gradients.
    public mutating func clearGradients() {
        plain?.clearGradients()
        recurrent?.clearGradients()
    }

    /// Adds the gradients that dL/dy [steps × rows × outputs] of the last `forward` gives, back to its first step.
    public mutating func backward(_ dy: [S], needsInput: Bool) {
        plain?.backward(dy, needsInput: needsInput)
        recurrent?.backward(dy, needsInput: needsInput)
    }

    /// One step of Adam against the gradients, clipped to `normLimit`; returns their norm before that.
    public mutating func step(_ adam: inout Adam<S>, rate: Double, normLimit: Double) -> Double {
        plain?.step(&adam, rate: rate, normLimit: normLimit)
            ?? recurrent?.step(&adam, rate: rate, normLimit: normLimit) ?? 0
    }
}

extension PolicyNetwork<Float> {
    /// The network of a model file.
    public init(_ file: PolicyFile, capacity: Int) {
        self.init(file.shape, memory: file.memory, parameters: file.parameters, capacity: capacity)
    }
}
