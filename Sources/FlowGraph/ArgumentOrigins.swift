public import OperatorKit
public import PipelineFormat

/// Where a node's arguments stand: maps an operator's error back to the exact value in a file.
public struct ArgumentOrigins: Sendable {
    private var places: [Origin]
    private var byArgument: [String: Int] = [:]

    /// Starts with the node's own place, which is index 0.
    public init(node: Origin) { places = [node] }

    /// Adds a value's place and returns its index for `ArgumentValue.origin`.
    mutating func add(_ origin: Origin) -> Int {
        places.append(origin)
        return places.count - 1
    }

    /// Says that the value at `index` is the argument `name`.
    mutating func name(_ name: String, _ index: Int) { byArgument[name] = index }

    /// The place that an error speaks of: the exact value, else the argument, else the node.
    public func origin(of error: OperatorError) -> Origin {
        let index = error.origin ?? error.argument.flatMap { byArgument[$0] } ?? 0
        return places.indices.contains(index) ? places[index] : places[0]
    }
}
