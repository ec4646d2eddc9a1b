public import Linear

/// A network that remembers: hidden layers, a gated recurrent unit in torch's layout, layer normalisation and a head,
/// as the recurrent MAPPO has them.
///
/// A pass goes over several steps of several rows, all in memory of its own; gradients go back to its first step and
/// not beyond. Not shared between threads.
public struct GRU<S: Scalar>: Network {
    /// What it looks like.
    public let shape: GRUShape
    /// All that is learnt: hidden layers, the GRU's input weights and biases, its memory's, normalisation, head.
    public var parameters: [S]
    /// dL/dp of every parameter, added up by `backward`.
    public internal(set) var gradients: [S]
    /// Most rows times steps of a pass.
    public let capacity: Int

    private var trunk: LayerStack<S>
    private var tail: LayerStack<S>
    private let cell: GRUCell
    private var passage = Passage<S>(rows: 1)
    /// The input's products of all steps [capacity × 3·memory], later their slopes.
    private var gi: [S]
    /// What the way back needs of each step's gates.
    private var gates: [S]
    /// The memory before each step, and after.
    private var before: [S]
    private var after: [S]
    /// Of one step: the memory, its products or their slopes, slopes of the memory.
    private var held: [S]
    private var gh: [S]
    private var dh: [S]
    private var through: [S]
    /// Slopes of the GRU's input of all steps.
    private var dx: [S]

    /// A network of zeros for passes of at most `capacity` rows times steps; `initialise` gives it weights.
    public init(_ shape: GRUShape, capacity: Int) {
        precondition(capacity > 0, "a pass has rows")
        self.shape = shape
        self.capacity = capacity
        cell = shape.cell
        let frame = shape.frame
        trunk = LayerStack(
            shape.trunk, inputs: frame.inputs, activation: frame.activation, capacity: capacity)
        tail = LayerStack(
            shape.tail, inputs: shape.memory, activation: frame.activation, capacity: capacity)
        parameters = [S](repeating: 0, count: shape.parameterCount)
        gradients = parameters
        before = [S](repeating: 0, count: capacity * shape.memory)
        (after, held, dh, through) = (before, before, before, before)
        gi = [S](repeating: 0, count: 3 * before.count)
        gh = gi
        dx = [S](repeating: 0, count: capacity * cell.input.inputs)
        gates = [S](repeating: 0, count: 4 * before.count)
    }

    /// A network with these parameters.
    public init(_ shape: GRUShape, parameters: [S], capacity: Int) {
        precondition(parameters.count == shape.parameterCount, "the parameters are the shape's")
        self.init(shape, capacity: capacity)
        self.parameters = parameters
    }

    /// Orthogonal weights, the GRU's as whole matrices of gain 1, biases 0, gains 1, shifts 0.
    public mutating func initialise(_ random: inout RandomStream) {
        shape.frame.initialise(trunk.layers, &parameters, &random)
        cell.input.initialise(gain: 1, &parameters, &random)
        cell.recurrent.initialise(gain: 1, &parameters, &random)
        shape.frame.initialise(tail.layers, &parameters, &random)
    }

    /// What the last `forward` gave: [steps × rows × outputs] at the beginning.
    public var output: [S] {
        _read { yield tail.output }
    }

    /// Numbers that each row remembers.
    public var memoryWidth: Int { shape.memory }

    /// What each row remembers after the last `forward` [rows × memoryWidth].
    public var memory: [S] {
        let count = passage.rows * shape.memory
        return Array(after[((passage.steps - 1) * count)..<(passage.steps * count)])
    }

    /// Runs x [steps × rows × inputs] through; a row that begins an episode has forgotten what was before.
    public mutating func forward(_ x: [S], _ passage: Passage<S>) {
        let total = passage.rows * passage.steps
        let count = passage.rows * shape.memory
        precondition(total <= capacity && x.count >= total * shape.frame.inputs, "the rows are there")
        precondition(passage.memory.isEmpty || passage.memory.count == count, "each row has a memory")
        self.passage = passage
        trunk.forward(x, rows: total, parameters)
        cell.input.forward(trunk.output, rows: total, parameters, into: &gi)
        for step in 0..<passage.steps {
            remember(step, count)
            cell.recurrent.forward(held, rows: passage.rows, parameters, into: &gh)
            cell.forward(
                step: step, rows: passage.rows, gi: gi, gh: gh, before: held, gates: &gates, results: &after)
        }
        tail.forward(after, rows: total, parameters)
    }

    /// Puts the memory that a step begins with into `held`, and keeps it for the way back.
    private mutating func remember(_ step: Int, _ count: Int) {
        for place in 0..<count {
            let begins = !passage.begins.isEmpty && passage.begins[step * passage.rows + place / shape.memory]
            let old: S =
                step > 0
                ? after[(step - 1) * count + place] : passage.memory.isEmpty ? 0 : passage.memory[place]
            held[place] = begins ? 0 : old
            before[step * count + place] = held[place]
        }
    }

    /// Forgets the gradients.
    public mutating func clearGradients() {
        for index in gradients.indices { gradients[index] = 0 }
    }

    /// Adds the gradients that dL/dy [steps × rows × outputs] of the last `forward` gives, back to its first step.
    public mutating func backward(_ dy: [S]) {
        let (rows, count) = (passage.rows, passage.rows * shape.memory)
        let total = rows * passage.steps
        precondition(dy.count >= total * shape.frame.outputs, "there is a slope for every output")
        tail.backward(dy, parameters, gradients: &gradients, needsInput: true)
        for place in 0..<count { through[place] = 0 }
        for step in (0..<passage.steps).reversed() {
            for place in 0..<count {
                // What the outputs of this step want, and what the later steps want of its memory.
                dh[place] = tail.inputSlope[step * count + place] + through[place]
                held[place] = before[step * count + place]
            }
            cell.backward(
                step: step, rows: rows, dh: dh, gates: gates, before: before, dgi: &gi, dgh: &gh,
                dbefore: &through)
            cell.recurrent.backward(
                held, dy: gh, rows: rows, parameters, gradients: &gradients, dx: &dh, needsInput: true)
            for place in 0..<count {
                let begins =
                    !passage.begins.isEmpty && passage.begins[step * rows + place / shape.memory]
                through[place] = begins ? 0 : through[place] + dh[place]
            }
        }
        backwardToInput(total)
    }

    private mutating func backwardToInput(_ total: Int) {
        let needsInput = !trunk.layers.isEmpty
        cell.input.backward(
            trunk.output, dy: gi, rows: total, parameters, gradients: &gradients, dx: &dx,
            needsInput: needsInput)
        if needsInput { trunk.backward(dx, parameters, gradients: &gradients) }
    }

    /// One step of Adam against the gradients, clipped to `normLimit`; returns their norm before that.
    public mutating func step(_ adam: inout Adam<S>, rate: Double, normLimit: Double) -> Double {
        adam.step(&parameters, gradients, rate: rate, normLimit: normLimit)
    }
}
