import Linear
import Testing

@testable import Learning

@Suite struct GRUTests {
    private static let cases = [
        ("bare", GRUShape(MLPShape(inputs: 7, hidden: [], outputs: 4), memory: 8)),
        (
            "deep",
            GRUShape(
                MLPShape(
                    inputs: 7, hidden: [12, 10], outputs: 4, activation: .relu, normalisesInput: true,
                    normalisesHidden: true), memory: 8)
        ),
    ]

    private func tensorRanges(_ shape: GRUShape) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        func add(_ count: Int) {
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<(start + count))
        }
        func add(_ layers: [MLPShape.Layer]) {
            for layer in layers {
                switch layer {
                case .dense(let dense, _):
                    add(dense.inputs * dense.outputs)
                    add(dense.outputs)
                case .norm(let norm):
                    add(norm.width)
                    add(norm.width)
                }
            }
        }
        add(shape.trunk)
        for dense in [shape.cell.input, shape.cell.recurrent] { add([.dense(dense, isHidden: false)]) }
        add(shape.tail)
        return ranges
    }

    private func compare<S: Scalar>(_ name: String, _ shape: GRUShape, _ type: S.Type) throws {
        // Ten steps of rounding, which kernels of different processors do in different orders.
        let (part, step) = type == Double.self ? (1e-12, 1e-12) : (5e-6, 2e-7)
        let file = try OracleFile("gru.safetensors")
        let batch = try OracleBatch<S>(file, name)
        var net = GRU<S>(
            shape, parameters: try file.numbers("\(name).parameters", as: S.self), capacity: 60)
        let begins = try file.doubles("\(name).starts").map { $0 != 0 }
        #expect(begins.contains(true) && begins.contains(false))
        let passage = Passage<S>(
            rows: 6, steps: 10, memory: try file.numbers("\(name).begin", as: S.self), begins: begins)
        net.forward(try file.numbers("\(name).x", as: S.self), passage)
        #expect(distance(net.output[0..<240], try file.doubles("\(name).output")).relative < part)
        #expect(distance(net.memory, try file.doubles("\(name).end")).relative < part)
        var slopes = [S](repeating: .nan, count: 240)
        let terms = try batch.terms(net.output, file, slopes: &slopes)
        for (found, wanted) in zip(terms, try file.doubles("\(name).terms")) {
            #expect(abs(found - wanted) < max(part, 1e-12), "\(name) \(found) \(wanted)")
        }
        net.clearGradients()
        net.backward(slopes)
        let gradients = try file.doubles("\(name).gradients")
        let ranges = tensorRanges(shape)
        #expect(ranges.last?.upperBound == gradients.count)
        for range in ranges {
            let away = distance(net.gradients[range], gradients[range])
            #expect(away.relative < part, "\(name) \(S.self) \(range) \(away)")
        }
        var adam = Adam<S>(count: gradients.count, epsilon: try file.setting("epsilon"))
        let norm = net.step(&adam, rate: try file.setting("rate"), normLimit: 10)
        #expect(abs(norm / (try file.doubles("\(name).norm")[0]) - 1) < part)
        #expect(distance(net.parameters, try file.doubles("\(name).stepped")).most < step)
    }

    @Test(arguments: cases)
    func `a network that remembers learns as torch's does`(_ name: String, _ shape: GRUShape) throws {
        try compare(name, shape, Double.self)
        try compare(name, shape, Float.self)
    }

    /// Any slope of the outputs: the sum of outputs times fixed numbers, whose gradient that is.
    @Test(arguments: cases)
    func `its gradients are those of central differences`(_ name: String, _ shape: GRUShape) {
        var random = RandomStream(seed: 31)
        var net = GRU<Double>(shape, capacity: 15)
        net.initialise(&random)
        for index in net.parameters.indices { net.parameters[index] += 0.2 * random.normal() }
        let x = (0..<(15 * 7)).map { _ in random.normal() }
        let passage = Passage<Double>(
            rows: 3, steps: 5, memory: (0..<24).map { _ in random.normal() },
            begins: (0..<15).map { _ in random.uniform() < 0.2 })
        let slopes = (0..<60).map { _ in random.normal() }
        func loss(_ net: inout GRU<Double>) -> Double {
            net.forward(x, passage)
            return zip(net.output, slopes).reduce(0) { $0 + $1.0 * $1.1 }
        }
        _ = loss(&net)
        net.backward(slopes)
        let gradients = net.gradients
        let scale = gradients.reduce(0) { max($0, abs($1)) }
        var errors: [Double] = []
        for index in gradients.indices {
            func slope(_ h: Double) -> Double {
                let kept = net.parameters[index]
                net.parameters[index] = kept + h
                let up = loss(&net)
                net.parameters[index] = kept - h
                let down = loss(&net)
                net.parameters[index] = kept
                return (up - down) / (2 * h)
            }
            let (wide, narrow) = (slope(1e-5), slope(5e-6))
            // At a kink of relu there is no slope to compare.
            guard abs(wide - narrow) < 1e-6 * scale else { continue }
            errors.append(abs(wide - gradients[index]) / max(abs(gradients[index]), 1e-3 * scale))
        }
        errors.sort()
        #expect(errors.count > gradients.count * 9 / 10)
        #expect(errors[errors.count / 2] < 1e-7 && errors[errors.count - 1] < 1e-5, "\(errors.suffix(3))")
    }

    @Test func `step by step it gives what it gives over all steps at once`() {
        var random = RandomStream(seed: 5)
        let shape = Self.cases[1].1
        var net = GRU<Float>(shape, capacity: 12)
        net.initialise(&random)
        let x = (0..<(12 * 7)).map { _ in Float(random.normal()) }
        let begins = (0..<12).map { $0 == 7 }
        net.forward(x, Passage(rows: 3, steps: 4, begins: begins))
        let whole = Array(net.output[0..<48])
        let last = net.memory
        var memory: [Float] = []
        for step in 0..<4 {
            net.forward(
                Array(x[(21 * step)..<(21 * step + 21)]),
                Passage(
                    rows: 3, memory: memory, begins: Array(begins[(3 * step)..<(3 * step + 3)])))
            for i in 0..<12 { #expect(abs(net.output[i] - whole[12 * step + i]) < 1e-5) }
            memory = net.memory
        }
        for (a, b) in zip(memory, last) { #expect(abs(a - b) < 1e-6) }
    }

    /// A trainer that knows only the protocol can teach either.
    private func learn<N: Network>(_ net: inout N, _ x: [N.S], _ passage: Passage<N.S>) -> (Double, Double) {
        var adam = Adam<N.S>(count: net.parameters.count)
        var losses: [Double] = []
        for _ in 0..<200 {
            net.forward(x, passage)
            // The output is to be the first input of the step before, which only a memory can know.
            var (loss, slopes) = (0.0, [N.S](repeating: 0, count: passage.rows * passage.steps))
            for place in slopes.indices where place >= passage.rows {
                let error = net.output[place] - x[(place - passage.rows) * 2]
                loss += Double(error * error) / 2
                slopes[place] = error / N.S(slopes.count)
            }
            losses.append(loss / Double(slopes.count))
            net.clearGradients()
            net.backward(slopes)
            _ = net.step(&adam, rate: 0.01, normLimit: 10)
        }
        return (losses[0], losses[199])
    }

    @Test func `what was before can only be learnt with a memory`() {
        var random = RandomStream(seed: 17)
        let frame = MLPShape(inputs: 2, hidden: [16], outputs: 1)
        let x = (0..<(16 * 10 * 2)).map { _ in random.uniform(-1, 1) }
        var (with, without) = (
            GRU<Double>(GRUShape(frame, memory: 16), capacity: 160), MLP<Double>(frame, capacity: 160)
        )
        with.initialise(&random)
        without.initialise(&random)
        let passage = Passage<Double>(rows: 16, steps: 10)
        let remembered = learn(&with, x, passage)
        let forgotten = learn(&without, x, passage)
        #expect(remembered.1 < 0.1 * forgotten.1, "\(remembered) \(forgotten)")
    }

    @Test func `its file says what it is, and is read again as that`() throws {
        for (_, shape) in Self.cases {
            let parameters = (0..<shape.parameterCount).map { Float($0) / 64 }
            let file = PolicyFile(
                shape: shape.frame, memory: shape.memory, parameters: parameters,
                actions: ["a", "b", "c", "d"])
            let again = try PolicyFile(file.bytes, path: "m")
            #expect(again.recurrent?.memory == 8 && again.parameters == parameters)
            #expect(again.recurrent?.frame.hidden == shape.frame.hidden)
            let names = try SafeTensors(file.bytes, path: "m").tensors.map(\.name)
            #expect(names.contains("\(shape.trunk.count).weight_hh_l0"))
            var broken = try SafeTensors(file.bytes, path: "m")
            let place = broken.tensors.firstIndex { $0.name.hasSuffix("bias_hh_l0") } ?? 0
            broken.tensors[place].shape = [8, 3]
            let error = #expect(throws: ModelFileError.self) {
                _ = try PolicyFile(broken.bytes, path: "m")
            }
            #expect(error?.message.contains("bias_hh_l0` is missing or not F32 of shape [24]") == true)
        }
    }

    @Test func `the shapes of the desk are of the sizes that are published`() {
        #expect(MLPShape.strategic.parameterCount == 189_699)
        #expect(MLPShape.tactical.inputs == 420 && MLPShape.tactical.hidden == [256, 128])
        #expect(MLPShape.tactical.parameterCount == 420 * 256 + 256 + 256 * 128 + 128 + 128 * 3 + 3)
    }
}
