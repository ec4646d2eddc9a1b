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
    /// Of the last pass: its rows and steps, and where episodes begin in it.
    private var rows = 1
    private var steps = 1
    private var begins: [Bool] = []
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
    /// Slopes of the GRU's input of all steps, and of its memory's products.
    private var dx: [S]
    private var dgh: [S]

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
        (gh, dgh) = (gi, gi)
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
        let count = rows * shape.memory
        return Array(after[((steps - 1) * count)..<(steps * count)])
    }

    /// Runs x [steps × rows × inputs] through; a row that begins an episode has forgotten what was before.
    public mutating func forward(_ x: [S], _ passage: Passage<S>) {
        let total = passage.rows * passage.steps
        precondition(total <= capacity && x.count >= total * shape.frame.inputs, "the rows are there")
        precondition(
            passage.memory.isEmpty || passage.memory.count == passage.rows * shape.memory,
            "each row has a memory")
        (rows, steps, begins) = (passage.rows, passage.steps, passage.begins)
        trunk.forward(x, rows: total, parameters)
        cell.input.forward(trunk.output, rows: total, parameters, into: &gi)
        for step in 0..<steps {
            remember(step, passage.memory)
            cell.recurrent.forward(held, rows: rows, parameters, into: &gh)
            cell.forward(
                step: step, rows: rows, gi: gi, gh: gh, before: held, gates: &gates, results: &after)
        }
        tail.forward(after, rows: total, parameters)
    }

    /// Puts the memory that a step begins with into `held`, and keeps it for the way back.
    private mutating func remember(_ step: Int, _ memory: [S]) {
        let count = rows * shape.memory
        if step > 0 {
            held.replaceSubrange(0..<count, with: after[((step - 1) * count)..<(step * count)])
        } else if !memory.isEmpty {
            held.replaceSubrange(0..<count, with: memory)
        } else {
            for place in 0..<count { held[place] = 0 }
        }
        Self.clear(&held, begins, step, rows: rows, width: shape.memory)
        before.replaceSubrange((step * count)..<((step + 1) * count), with: held[0..<count])
    }

    /// Zeros the rows of `numbers` whose episode begins at a step.
    private static func clear(_ numbers: inout [S], _ begins: [Bool], _ step: Int, rows: Int, width: Int) {
        guard !begins.isEmpty else { return }
        for row in 0..<rows where begins[step * rows + row] {
            for place in (row * width)..<((row + 1) * width) { numbers[place] = 0 }
        }
    }

    /// Forgets the gradients.
    public mutating func clearGradients() {
        for index in gradients.indices { gradients[index] = 0 }
    }

    /// Adds the gradients that dL/dy [steps × rows × outputs] of the last `forward` gives, back to its first step.
    public mutating func backward(_ dy: [S], needsInput: Bool) {
        let count = rows * shape.memory
        precondition(dy.count >= rows * steps * shape.frame.outputs, "there is a slope for every output")
        tail.backward(dy, parameters, gradients: &gradients, needsInput: true)
        let wanted = tail.inputSlope
        for place in 0..<count { through[place] = 0 }
        for step in (0..<steps).reversed() {
            // What the outputs of this step want, and what the later steps want of its memory.
            let base = step * count
            for place in 0..<count { dh[place] = wanted[base + place] + through[place] }
            cell.backward(
                step: step, rows: rows, dh: dh, gates: gates, before: before, dgi: &gi, dgh: &gh,
                dbefore: &through)
            dgh.replaceSubrange((3 * base)..<(3 * (base + count)), with: gh[0..<(3 * count)])
            guard step > 0 else { break }
            cell.recurrent.slopes(gh, rows: rows, parameters, into: &dh)
            for place in 0..<count { through[place] += dh[place] }
            Self.clear(&through, begins, step, rows: rows, width: shape.memory)
        }
        cell.recurrent.backward(
            before, dy: dgh, rows: rows * steps, parameters, gradients: &gradients, dx: &dh,
            needsInput: false)
        backwardToInput(needsInput)
    }

    private mutating func backwardToInput(_ needsInput: Bool) {
        cell.input.backward(
            trunk.output, dy: gi, rows: rows * steps, parameters, gradients: &gradients, dx: &dx,
            needsInput: needsInput || !trunk.layers.isEmpty)
        if !trunk.layers.isEmpty {
            trunk.backward(dx, parameters, gradients: &gradients, needsInput: needsInput)
        }
    }

    /// dL/dx of the last `backward` that was asked for it: [steps × rows × inputs] at the beginning.
    public var inputSlope: [S] {
        _read {
            if trunk.layers.isEmpty { yield dx } else { yield trunk.inputSlope }
        }
    }

    /// One step of Adam against the gradients, clipped to `normLimit`; returns their norm before that.
    public mutating func step(_ adam: inout Adam<S>, rate: Double, normLimit: Double) -> Double {
        adam.step(&parameters, gradients, rate: rate, normLimit: normLimit)
    }
}
