/// One step of a compiled expression, on a stack of doubles.
///
/// A condition is 1, 0, or NaN for "not known".
enum Instruction: Equatable {
    case constant(Double)
    case load(Int)
    case negate, not, absolute
    case add, subtract, multiply, divide, minimum, maximum
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
    case and, or
    /// With the index of the crossing's memory.
    case crossesAbove(Int), crossesBelow(Int)
}

/// A compiled expression: postfix steps, run without allocation.
struct Program {
    var steps: [Instruction] = []
    /// Deepest stack that it needs.
    var depth = 0

    /// Runs it on `values`, which its loads index.
    ///
    /// - Parameters:
    ///   - crossings: for every crossing, a − b of the last time both were known; NaN before.
    ///   - stack: room for `depth` values.
    func run(_ values: [Double], _ crossings: inout [Double], _ stack: inout [Double]) -> Double {
        // Two operands and what is done with them: most conditions.
        if steps.count == 3, let a = Self.operand(steps[0], values), let b = Self.operand(steps[1], values) {
            return Self.combine(steps[2], a, b, &crossings)
        }
        var top = -1
        for step in steps {
            switch step {
            case .constant(let value):
                top += 1
                stack[top] = value
            case .load(let slot):
                top += 1
                stack[top] = values[slot]
            case .negate: stack[top] = -stack[top]
            case .absolute: stack[top] = abs(stack[top])
            case .not: stack[top] = stack[top].isNaN ? .nan : stack[top] == 0 ? 1 : 0
            default:
                top -= 1
                stack[top] = Self.combine(step, stack[top], stack[top + 1], &crossings)
            }
        }
        return stack[0]
    }

    /// What a step puts on the stack if it takes nothing from there.
    @inline(__always)
    private static func operand(_ step: Instruction, _ values: [Double]) -> Double? {
        switch step {
        case .constant(let value): value
        case .load(let slot): values[slot]
        default: nil
        }
    }

    private static func combine(
        _ step: Instruction, _ a: Double, _ b: Double, _ crossings: inout [Double]
    ) -> Double {
        switch step {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .minimum: a.isNaN || b.isNaN ? .nan : min(a, b)
        case .maximum: a.isNaN || b.isNaN ? .nan : max(a, b)
        case .and: a == 0 || b == 0 ? 0 : a.isNaN || b.isNaN ? .nan : 1
        case .or: a == 1 || b == 1 ? 1 : a.isNaN || b.isNaN ? .nan : 0
        case .crossesAbove(let memory): cross(a - b, &crossings[memory])
        case .crossesBelow(let memory): cross(b - a, &crossings[memory])
        default: a.isNaN || b.isNaN ? .nan : compare(step, a, b) ? 1 : 0
        }
    }

    private static func compare(_ step: Instruction, _ a: Double, _ b: Double) -> Bool {
        switch step {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        case .equal: a == b
        default: a != b
        }
    }

    private static func cross(_ difference: Double, _ before: inout Double) -> Double {
        guard !difference.isNaN else { return .nan }
        let crossed = difference > 0 && before <= 0
        before = difference
        return crossed ? 1 : 0
    }
}
