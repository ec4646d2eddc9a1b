import Linear

/// What the rows of a group remember from one decision to the next, for a network with memory; else nothing.
///
/// A row's memory moves on when it decides and not while it pauses, and is gone where an episode begins.
struct RowMemory: Sendable {
    let rows: Int
    let width: Int
    /// [rows × width].
    private(set) var numbers: [Float]
    /// Whether a row has not decided in its episode yet; empty without memory.
    private(set) var begins: [Bool]

    init(rows: Int, width: Int) {
        self.rows = rows
        self.width = width
        numbers = [Float](repeating: 0, count: rows * width)
        begins = [Bool](repeating: true, count: width > 0 ? rows : 0)
    }

    /// The way of one step from here.
    var passage: Passage<Float> { Passage(rows: rows, memory: numbers, begins: begins) }

    /// Takes what the rows that have decided remember after the network's last pass, of one step.
    mutating func take(_ network: PolicyNetwork<Float>, active: [Bool]) {
        guard width > 0 else { return }
        let after = network.memory
        for row in 0..<rows where active[row] {
            for place in (row * width)..<((row + 1) * width) { numbers[place] = after[place] }
            begins[row] = false
        }
    }

    /// An episode of these rows is over.
    mutating func forget(_ rows: Range<Int>) {
        guard width > 0 else { return }
        for row in rows { begins[row] = true }
    }

    /// Goes on from what was kept of it.
    mutating func restore(_ numbers: [Float], begins: [Bool]) {
        precondition(numbers.count == self.numbers.count && begins.count == self.begins.count, "it fits")
        self.numbers = numbers
        self.begins = begins
    }
}
