/// A word of an expression.
struct Token: Equatable {
    enum Kind: Equatable {
        case number(Double)
        case name(String)
        /// An operator, parenthesis, comma or reserved word.
        case symbol(String)
        case end
    }

    var kind: Kind
    /// Of its first character, counted from 1.
    var column: Int

    /// As shown in messages.
    var shown: String {
        switch kind {
        case .number(let value): "\(value)"
        case .name(let name): "'\(name)'"
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "the end"
        }
    }
}

/// Cuts an expression into tokens.
struct Lexer {
    private static let reserved: Set<String> = [
        "and", "or", "not", "crosses", "above", "below", "true", "false",
    ]
    private let text: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    /// All tokens, the last one being `.end`.
    static func tokens(_ text: String) throws(ExpressionError) -> [Token] {
        var lexer = Lexer(text)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(ExpressionError) -> Token {
        while position < text.count, text[position].properties.isWhitespace { position += 1 }
        let column = position + 1
        guard position < text.count else { return Token(kind: .end, column: column) }
        let first = text[position]
        if Self.isDigit(first) { return Token(kind: .number(try number()), column: column) }
        if Self.startsName(first) {
            let word = take(while: Self.continuesName)
            return Token(kind: Self.reserved.contains(word) ? .symbol(word) : .name(word), column: column)
        }
        if first == "`" { return Token(kind: .name(try quoted()), column: column) }
        return Token(kind: .symbol(try symbol()), column: column)
    }

    private mutating func number() throws(ExpressionError) -> Double {
        let column = position + 1
        var word = take(while: { Self.isDigit($0) || $0 == "." || $0 == "_" })
        if position < text.count, text[position] == "e" || text[position] == "E" {
            word.unicodeScalars.append(text[position])
            position += 1
            if position < text.count, text[position] == "-" || text[position] == "+" {
                word.unicodeScalars.append(text[position])
                position += 1
            }
            word += take(while: Self.isDigit)
        }
        word.removeAll { $0 == "_" }
        guard let value = Double(word), value.isFinite,
            position == text.count || !Self.startsName(text[position])
        else { throw ExpressionError(column: column, message: "'\(word)' is not a number") }
        return value
    }

    /// A name in backquotes, for node names that are no words, as `` `slow-ema`.value ``.
    private mutating func quoted() throws(ExpressionError) -> String {
        let column = position + 1
        position += 1
        var name = take(while: { $0 != "`" })
        guard position < text.count else {
            throw ExpressionError(column: column, message: "the backquote is not closed")
        }
        position += 1
        if position < text.count, text[position] == "." { name += take(while: Self.continuesName) }
        guard !name.isEmpty else { throw ExpressionError(column: column, message: "the name is empty") }
        return name
    }

    private mutating func symbol() throws(ExpressionError) -> String {
        let column = position + 1
        let first = text[position]
        position += 1
        let followedByEqual = position < text.count && text[position] == "="
        if "<>=!".unicodeScalars.contains(first), followedByEqual {
            position += 1
            return "\(first)="
        }
        switch first {
        case "<", ">", "+", "-", "*", "/", "(", ")", ",": return "\(first)"
        case "=":
            throw ExpressionError(column: column, message: "'=' does not compare", help: "write ==")
        case "!":
            throw ExpressionError(column: column, message: "'!' means nothing here", help: "write not")
        case "&", "|":
            throw ExpressionError(
                column: column, message: "'\(first)' means nothing here",
                help: "write \(first == "&" ? "and" : "or")")
        default:
            throw ExpressionError(column: column, message: "the character '\(first)' means nothing here")
        }
    }

    private mutating func take(while holds: (Unicode.Scalar) -> Bool) -> String {
        var word = String.UnicodeScalarView()
        while position < text.count, holds(text[position]) {
            word.append(text[position])
            position += 1
        }
        return String(word)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }

    private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic
    }

    private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
        startsName(scalar) || isDigit(scalar) || scalar == "@" || scalar == "."
    }
}
