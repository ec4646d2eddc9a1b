import Glibc
import MarketModel

extension Opinion {
    /// The likeliest choice, the first of equals.
    var mode: Int {
        var best = 0
        for index in 0..<Int(count) where probabilities[index] > probabilities[best] { best = index }
        return best
    }

    /// H(p) in nats.
    var entropy: Double {
        var sum = 0.0
        for index in 0..<Int(count) where probabilities[index] > 0 {
            sum -= probabilities[index] * log(probabilities[index])
        }
        return sum
    }

    /// C = max p·(1 − I/ln n).
    var certainty: Double {
        probabilities[mode] * max(0, 1 - information / log(Double(count)))
    }

    /// The target that a choice among short, flat and long stands for.
    var signal: Signal {
        Signal(
            header: header, target: Double(choice) - 1, confidence: min(1, max(0, certainty)),
            rule: choice + 1)
    }

    /// Gives a choice the share `confidence` of all, and each of the others and it an equal part of the rest.
    mutating func lean(to choice: Int, by confidence: Double) {
        for index in 0..<Int(count) {
            probabilities[index] = (1 - confidence) / Double(count) + (index == choice ? confidence : 0)
        }
    }
}
