import Learning
import Linear

/// Reads `settings:` of a training file over the task's own.
enum SettingsReader {
    static func read(_ section: FormSection?, over defaults: MAPPOSettings) -> MAPPOSettings {
        var settings = defaults
        guard let section else { return settings }
        func take<T>(_ value: T?, _ key: WritableKeyPath<MAPPOSettings, T>) {
            if let value { settings[keyPath: key] = value }
        }
        take(section.integer("rollout", in: 1...1_000_000), \.steps)
        take(section.integer("epochs", in: 1...1000), \.epochs)
        take(section.integer("minibatches", in: 1...100_000), \.minibatches)
        take(section.number("learning_rate", in: 0...1), \.learningRate)
        take(section.flag("anneal"), \.anneals)
        take(section.number("discount", in: 0...1), \.discount)
        take(section.number("trace", in: 0...1), \.trace)
        take(section.number("clip", in: 0.001...10), \.clip)
        if let limit = section.number("stop_kl", in: 1e-6...1e6) { settings.stopDivergence = limit }
        take(section.number("entropy", in: 0...10), \.entropy)
        if let final = section.number("final_entropy", in: 0...10) { settings.finalEntropy = final }
        take(section.number("value_weight", in: 0...100), \.valueWeight)
        take(section.number("huber", in: 1e-6...Double.infinity), \.huber)
        take(section.flag("normalise_values"), \.normalisesValues)
        take(section.number("value_decay", in: 0...0.9999999), \.valueDecay)
        take(section.number("gradient_norm", in: 1e-6...1e9), \.gradientNorm)
        take(section.integers("hidden", in: 1...4096, atMost: 8), \.hidden)
        if let word = section.word("activation", among: Activation.allCases.map(\.rawValue)),
            let activation = Activation(rawValue: word)
        {
            settings.activation = activation
        }
        take(section.flag("layer_norm"), \.layerNorm)
        if let memory = section.section("memory") {
            take(memory.integer("gru", in: 0...4096), \.memory)
            take(memory.integer("chunk", in: 1...1_000_000), \.chunk)
            if memory.value("gru") == nil { memory.missing("gru", help: "write {gru: 64, chunk: 10}") }
            memory.finish()
        }
        section.finish()
        return settings
    }
}
