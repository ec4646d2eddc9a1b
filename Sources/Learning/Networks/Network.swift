public import Linear

/// The way through a network of several rows over several steps of time.
public struct Passage<S: Scalar>: Sendable {
    /// Rows that go side by side.
    public var rows: Int
    /// Steps that each takes: inputs and outputs are [steps × rows × width].
    public var steps: Int
    /// What each row remembers before the first step [rows × memoryWidth]; empty for nothing.
    public var memory: [S]
    /// Whether an episode begins at a step [steps × rows], so that nothing is remembered; empty for nowhere.
    public var begins: [Bool]

    /// A way of `rows` rows over `steps` steps.
    public init(rows: Int, steps: Int = 1, memory: [S] = [], begins: [Bool] = []) {
        precondition(rows > 0 && steps > 0, "a way has rows and steps")
        precondition(begins.isEmpty || begins.count == rows * steps, "each row of each step begins or not")
        self.rows = rows
        self.steps = steps
        self.memory = memory
        self.begins = begins
    }
}

/// A network that learns: with memory or without, a trainer can treat it alike.
public protocol Network<S>: Sendable {
    /// What it computes in.
    associatedtype S: Scalar
    /// All that is learnt.
    var parameters: [S] { get set }
    /// dL/dp of every parameter, added up by `backward`.
    var gradients: [S] { get }
    /// What the last `forward` gave: [steps × rows × outputs] at the beginning.
    var output: [S] { get }
    /// Numbers that each row remembers; 0 for a network without memory.
    var memoryWidth: Int { get }
    /// What each row remembers after the last `forward` [rows × memoryWidth].
    var memory: [S] { get }
    /// Draws fresh parameters.
    mutating func initialise(_ random: inout RandomStream)
    /// Runs x [steps × rows × inputs] through.
    mutating func forward(_ x: [S], _ passage: Passage<S>)
    /// Forgets the gradients.
    mutating func clearGradients()
    /// Adds the gradients that dL/dy [steps × rows × outputs] of the last `forward` gives, back to its first step.
    ///
    /// - Parameter needsInput: whether `inputSlope` is wanted too.
    mutating func backward(_ dy: [S], needsInput: Bool)
    /// dL/dx of the last `backward` that was asked for it: [steps × rows × inputs] at the beginning.
    var inputSlope: [S] { get }
    /// One step of Adam against the gradients, clipped to `normLimit`; returns their norm before that.
    mutating func step(_ adam: inout Adam<S>, rate: Double, normLimit: Double) -> Double
}

extension Network {
    /// Adds the gradients that dL/dy of the last `forward` gives, as far as the parameters.
    public mutating func backward(_ dy: [S]) { backward(dy, needsInput: false) }

    /// Runs `rows` rows through, each of them one step after nothing.
    public mutating func forward(_ x: [S], rows: Int) { forward(x, Passage(rows: rows)) }
}

extension MLP: Network {
    /// It remembers nothing.
    public var memoryWidth: Int { 0 }
    /// Nothing.
    public var memory: [S] { [] }

    /// Runs every row of every step through.
    public mutating func forward(_ x: [S], _ passage: Passage<S>) {
        forward(x, rows: passage.rows * passage.steps)
    }
}
