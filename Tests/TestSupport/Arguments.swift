public import OperatorKit

/// Arguments as the checker would hand them over, written as Swift literals.
public enum Argument {
    /// A whole number.
    public static func integer(_ value: Int64) -> ArgumentValue {
        ArgumentValue(.integer(value), source: "\(value)")
    }
    /// A number.
    public static func real(_ value: Double) -> ArgumentValue {
        ArgumentValue(.real(value), source: "\(value)")
    }
    /// A text.
    public static func text(_ value: String, origin: Int = 0) -> ArgumentValue {
        ArgumentValue(.text(value), source: value, origin: origin)
    }
    /// A list.
    public static func list(_ values: [ArgumentValue]) -> ArgumentValue { ArgumentValue(.list(values)) }
    /// A mapping.
    public static func table(_ entries: [(key: String, value: ArgumentValue)]) -> ArgumentValue {
        ArgumentValue(.table(entries))
    }
    /// One rule of `agent.rules`.
    public static func rule(_ when: String, _ target: Double) -> ArgumentValue {
        table([("when", text(when, origin: 7)), ("target", real(target))])
    }
}
