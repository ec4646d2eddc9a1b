/// An operator between two operands: how tightly it binds, what it takes and gives.
struct Infix {
    static let negation = 3
    static let comparison = 4
    static let unary = 7

    let power: Int
    let operands: ExpressionParser.Sort
    let result: ExpressionParser.Sort
    /// Nil for `crosses`, which has a second word.
    let step: Instruction?

    /// The infix operator that a token is, or nil.
    init?(_ kind: Token.Kind) {
        guard case .symbol(let symbol) = kind, let (power, step) = Self.table(symbol) else { return nil }
        self.power = power
        self.step = step
        operands = power < Self.comparison ? .condition : .number
        result = power <= Self.comparison ? .condition : .number
    }

    private static func table(_ symbol: String) -> (Int, Instruction?)? {
        switch symbol {
        case "or": (1, .or)
        case "and": (2, .and)
        case "<": (comparison, .less)
        case "<=": (comparison, .lessOrEqual)
        case ">": (comparison, .greater)
        case ">=": (comparison, .greaterOrEqual)
        case "==": (comparison, .equal)
        case "!=": (comparison, .notEqual)
        case "crosses": (comparison, nil)
        case "+": (5, .add)
        case "-": (5, .subtract)
        case "*": (6, .multiply)
        case "/": (6, .divide)
        default: nil
        }
    }
}

/// A function of an expression.
enum Function: String, CaseIterable {
    case abs, min, max
    case crossesAbove = "crosses_above"
    case crossesBelow = "crosses_below"

    var arguments: Int { self == .abs ? 1 : 2 }

    var result: ExpressionParser.Sort {
        switch self {
        case .abs, .min, .max: .number
        case .crossesAbove, .crossesBelow: .condition
        }
    }
}
