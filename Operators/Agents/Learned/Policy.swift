import Learning
import MarketModel
import OperatorKit

/// A network at work: numbers in, an opinion out, nothing allocated on the way.
struct Policy {
    /// Numbers that come in, written by the agent before it decides.
    var input: [Float]
    /// The choices' names.
    let actions: [String]
    private let arguments: PolicyArguments
    private let model: PolicyModel
    /// The choice that it falls back to.
    private let safe: Int
    private var network: InferencePolicy
    private var probe: NetworkProbe<Float>?
    private var estimate: DropoutEstimate
    private var mask: [UInt8]
    private var random: RandomStream
    private var log: PolicyLog

    /// Loads the model; `safe` is the choice that it falls back to.
    init(
        _ arguments: PolicyArguments, _ demand: PolicyModel.Demand, safe: Int, seed: UInt64
    ) throws(OperatorError) {
        self.init(arguments, try PolicyModel(arguments, demand), safe: safe, seed: seed)
    }

    /// Puts a model that has been read to work.
    init(_ arguments: PolicyArguments, _ model: PolicyModel, safe: Int, seed: UInt64) {
        let file = model.file
        self.arguments = arguments
        self.model = model
        self.safe = safe
        actions = file.actions
        input = [Float](repeating: 0, count: file.shape.inputs)
        network = InferencePolicy(file)
        if arguments.passes > 0 {
            probe = NetworkProbe(file.shape, parameters: file.parameters, capacity: arguments.passes)
        }
        estimate = DropoutEstimate(count: actions.count)
        mask = [UInt8](repeating: 1, count: actions.count)
        random = RandomStream(seed: seed)
        log = PolicyLog(
            arguments, inputs: file.shape.inputs, memory: file.memory, choices: actions.count)
    }

    /// Forgets what a network with memory remembers, where something new begins.
    mutating func forget() { network.forget() }

    /// Decides on what stands in `input`, among the choices whose bit in `allowed` is set.
    mutating func decide(_ header: EventHeader, allowed: UInt64) -> Opinion {
        var opinion = Opinion(header: header, count: actions.count, choice: safe)
        opinion.allowed = allowed
        opinion.model = model.hash
        opinion.inputs = inputHash
        log.note(network.memory)
        if let fallback = think(&opinion) {
            opinion.choice = Int64(safe)
            opinion.fallbackCode = fallback.rawValue
        }
        log.add(opinion, input)
        return opinion
    }

    /// Runs the network and fills the opinion; says why where it has none.
    private mutating func think(_ opinion: inout Opinion) -> Opinion.Fallback? {
        for index in input.indices where !input[index].isFinite { return .badInput }
        for index in mask.indices { mask[index] = opinion.allowed >> UInt64(index) & 1 == 1 ? 1 : 0 }
        network.look(input, mask: mask)
        for index in actions.indices where !network.logits[index].isFinite {
            // What is not finite is not remembered.
            network.forget()
            return .badOutput
        }
        if probe != nil { guard sampleUnits() else { return .badOutput } }
        let count = actions.count
        for index in 0..<count {
            opinion.probabilities[index] =
                probe == nil ? Double(network.choice.probabilities[index]) : estimate.probabilities[index]
        }
        opinion.information = probe == nil ? 0 : estimate.information
        opinion.choice = Int64(arguments.sample ? draw(opinion) : opinion.mode)
        return opinion.certainty < arguments.floor ? .unsure : nil
    }

    /// Passes with dropout; false where one of them is not finite.
    private mutating func sampleUnits() -> Bool {
        probe?.forward(input, dropping: arguments.dropout, rows: arguments.passes, &random)
        guard let probe else { return false }
        for index in 0..<(arguments.passes * actions.count) where !probe.output[index].isFinite {
            return false
        }
        estimate.set(probe.output, passes: arguments.passes, mask: mask)
        return true
    }

    private mutating func draw(_ opinion: Opinion) -> Int {
        var left = random.uniform()
        var last = safe
        for index in actions.indices where opinion.probabilities[index] > 0 {
            last = index
            left -= opinion.probabilities[index]
            if left < 0 { break }
        }
        return last
    }

    private var inputHash: UInt64 {
        var hash = InputHash()
        for number in input { hash.add(UInt64(number.bitPattern)) }
        return hash.value
    }

    /// Adds to a report what was chosen, what was not thought, and why; `names` are the inputs'.
    func report(into report: inout NodeReport, names: [String]) {
        log.report(into: &report, actions: actions, model: model, names: names)
    }
}
