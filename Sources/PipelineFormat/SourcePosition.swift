/// A place in a text: which file of the run, and the line and column in it, both counted from 1.
public struct SourcePosition: Hashable, Sendable, Comparable {
    /// Path as the user wrote it (relative paths stay relative).
    public var file: String
    /// Line, from 1; 0 when the position is the file as a whole.
    public var line: Int
    /// Column in characters, from 1.
    public var column: Int

    /// Makes a position.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// Orders by file, then line, then column.
    public static func < (a: SourcePosition, b: SourcePosition) -> Bool {
        (a.file, a.line, a.column) < (b.file, b.line, b.column)
    }
}

/// Where a value comes from: its own position and the chain of includes or families that led to it.
public struct Origin: Hashable, Sendable {
    /// The position of the text itself.
    public var position: SourcePosition
    /// The chain that led there, innermost first, as "included at f.yaml:2:11" or "in family bars@5m".
    public var chain: [String]
    /// The path of keys, as `nodes.matrix.from[3]`.
    public var path: String

    /// Makes an origin.
    public init(position: SourcePosition, chain: [String] = [], path: String = "") {
        self.position = position
        self.chain = chain
        self.path = path
    }
}

/// A value together with where it comes from.
public struct Located<Value: Sendable>: Sendable {
    /// The value.
    public var value: Value
    /// Where it stands.
    public var origin: Origin

    /// Joins a value and its origin.
    public init(_ value: Value, _ origin: Origin) {
        self.value = value
        self.origin = origin
    }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
