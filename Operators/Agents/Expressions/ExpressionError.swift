/// What is wrong with an expression, and where in it.
struct ExpressionError: Error, Equatable {
    /// Counted from 1.
    var column: Int
    var message: String
    var help: String?
}
