/// A Pratt parser from the text of an expression to a program.
///
/// Loosest first: `or`, `and`, `not`, comparisons and `crosses above/below` (which don't chain), `+ -`,
/// `* /`, unary `-`. Numbers and conditions are told apart, so that `fast and slow` is an error and not a
/// surprise.
struct ExpressionParser {
    /// What an expression gives.
    enum Sort: String { case number = "a number", condition = "a condition" }

    /// Deepest nesting, so that no text can exhaust the stack.
    static let deepest = 64

    private let tokens: [Token]
    private let resolve: (String) throws(ExpressionError) -> Int
    private var position = 0
    private var nesting = 0
    private var height = 0
    private var program = Program()
    private var crossings: Int

    /// Compiles `text`, which must be a condition.
    ///
    /// - Parameters:
    ///   - crossings: crossings used so far; counted up.
    ///   - resolve: the slot of a name, or an error whose column is replaced.
    static func compile(
        _ text: String, crossings: inout Int, resolve: (String) throws(ExpressionError) -> Int
    ) throws(ExpressionError) -> Program {
        try withoutActuallyEscaping(resolve) { resolve throws(ExpressionError) in
            let tokens = try Lexer.tokens(text)
            var parser = ExpressionParser(tokens: tokens, resolve: resolve, crossings: crossings)
            let sort = try parser.expression(0)
            guard parser.token.kind == .end else {
                throw parser.failure("\(parser.token.shown) does not belong here")
            }
            guard sort == .condition else {
                throw ExpressionError(
                    column: 1, message: "the expression is a number, not a condition",
                    help: "compare it: … > 0")
            }
            crossings = parser.crossings
            return parser.program
        }
    }

    private init(
        tokens: [Token], resolve: @escaping (String) throws(ExpressionError) -> Int, crossings: Int
    ) {
        self.tokens = tokens
        self.resolve = resolve
        self.crossings = crossings
    }

    private var token: Token { tokens[position] }

    private func failure(_ message: String, at token: Token? = nil, help: String? = nil) -> ExpressionError {
        ExpressionError(column: (token ?? self.token).column, message: message, help: help)
    }

    private mutating func advance() -> Token {
        let token = tokens[position]
        if token.kind != .end { position += 1 }
        return token
    }

    private mutating func accept(_ symbol: String) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(ExpressionError) {
        guard accept(symbol) else { throw failure("'\(symbol)' is missing before \(token.shown)") }
    }

    /// Parses what binds tighter than `floor`.
    private mutating func expression(_ floor: Int) throws(ExpressionError) -> Sort {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.deepest else { throw failure("the expression is nested too deeply") }
        let start = token
        var left = try prefix()
        while let infix = Infix(token.kind), infix.power > floor {
            let sign = advance()
            if infix.step == nil {
                try crossing(infix, left, start, sign)
            } else {
                try wants(infix.operands, left, at: start, of: sign)
                let operand = token
                try wants(infix.operands, try expression(infix.power), at: operand, of: sign)
                if let step = infix.step { emit(step, pops: 1) }
            }
            left = infix.result
            if infix.power == Infix.comparison, let next = Infix(token.kind), next.power == Infix.comparison {
                throw failure("comparisons don't chain", help: "write: a < b and b < c")
            }
        }
        return left
    }

    private mutating func crossing(
        _ infix: Infix, _ left: Sort, _ start: Token, _ sign: Token
    ) throws(ExpressionError) {
        try wants(.number, left, at: start, of: sign)
        let isAbove = token.kind == .symbol("above")
        guard isAbove || token.kind == .symbol("below") else {
            throw failure("'crosses' wants 'above' or 'below', not \(token.shown)")
        }
        position += 1
        let operand = token
        try wants(.number, try expression(infix.power), at: operand, of: sign)
        emitCrossing(isAbove: isAbove)
    }

    private mutating func emitCrossing(isAbove: Bool) {
        emit(isAbove ? .crossesAbove(crossings) : .crossesBelow(crossings), pops: 1)
        crossings += 1
    }

    private func wants(_ sort: Sort, _ found: Sort, at: Token, of sign: Token) throws(ExpressionError) {
        guard sort != found else { return }
        throw failure("\(sign.shown) wants \(sort.rawValue), and this is \(found.rawValue)", at: at)
    }

    private mutating func prefix() throws(ExpressionError) -> Sort {
        let first = advance()
        switch first.kind {
        case .number(let value):
            emit(.constant(value), pushes: 1)
            return .number
        case .name(let name):
            if token.kind == .symbol("(") { return try call(name, first) }
            return try load(name, first)
        case .symbol("true"), .symbol("false"):
            emit(.constant(first.kind == .symbol("true") ? 1 : 0), pushes: 1)
            return .condition
        case .symbol("("):
            let sort = try expression(0)
            try expect(")")
            return sort
        case .symbol("-"), .symbol("+"):
            let operand = token
            try wants(.number, try expression(Infix.unary), at: operand, of: first)
            if first.kind == .symbol("-") { emit(.negate) }
            return .number
        case .symbol("not"):
            let operand = token
            try wants(.condition, try expression(Infix.negation), at: operand, of: first)
            emit(.not)
            return .condition
        case .symbol, .end:
            throw failure("a value is missing before \(first.shown)", at: first)
        }
    }

    private mutating func load(_ name: String, _ at: Token) throws(ExpressionError) -> Sort {
        do throws(ExpressionError) {
            emit(.load(try resolve(name)), pushes: 1)
        } catch {
            throw failure(error.message, at: at, help: error.help)
        }
        return .number
    }

    private mutating func call(_ name: String, _ at: Token) throws(ExpressionError) -> Sort {
        guard let function = Function(rawValue: name) else {
            let names = Function.allCases.map(\.rawValue)
            throw failure(
                "there is no function '\(name)'", at: at, help: "there are: " + names.joined(separator: ", "))
        }
        try expect("(")
        for argument in 0..<function.arguments {
            if argument > 0 { try expect(",") }
            let operand = token
            try wants(.number, try expression(0), at: operand, of: at)
        }
        try expect(")")
        switch function {
        case .abs: emit(.absolute)
        case .min: emit(.minimum, pops: 1)
        case .max: emit(.maximum, pops: 1)
        case .crossesAbove: emitCrossing(isAbove: true)
        case .crossesBelow: emitCrossing(isAbove: false)
        }
        return function.result
    }

    private mutating func emit(_ step: Instruction, pushes: Int = 0, pops: Int = 0) {
        program.steps.append(step)
        height += pushes - pops
        program.depth = max(program.depth, height)
    }
}
