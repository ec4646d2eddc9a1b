import Learning
import OperatorKit

/// One choice of a risk agent, as a model names it: `none 0.5 2 3`.
struct RiskAction {
    var kind: RiskView.Kind
    /// What a target is multiplied by, at most 1.
    var size: Double
    /// Distance of the stop, in ATR; 0 for none.
    var stop: Double
    /// Distance of the profit target, in ATR; 0 for none.
    var target: Double

    /// Reads a name; what can't be done here is refused.
    init(_ name: String, path: String) throws(OperatorError) {
        let words = name.split(separator: " ").map(String.init)
        let numbers = words.dropFirst().compactMap(Double.init)
        guard words.first != "hedge" else {
            throw OperatorError(
                "\(path): '\(name)' hedges, and the risk gate has no port for that", argument: "model",
                help: "train one with none, reduce and close")
        }
        guard words.count == 4, numbers.count == 3, let kind = RiskView.Kind(rawValue: words[0]),
            numbers.allSatisfy({ $0 >= 0 && $0 <= 1000 })
        else {
            throw OperatorError(
                "\(path): '\(name)' is no action of a risk agent", argument: "model",
                help: "none, reduce or close, then size, stop and target in ATR, as in 'none 0.5 2 3'")
        }
        guard numbers[0] <= 1 else {
            throw OperatorError(
                "\(path): '\(name)' multiplies the size by \(numbers[0]), and a risk agent may only shrink",
                argument: "model", help: "train one whose sizes are at most 1")
        }
        self.kind = kind
        (size, stop, target) = (numbers[0], numbers[1], numbers[2])
    }
}
