import PipelineFormat

/// The codes that compiling a graph can give, each with its meaning in one line.
enum GraphCode: String, CaseIterable {
    case unknownArgument = "GF105"
    case argumentKind = "GF106"
    case argumentChoice = "GF107"
    case missingArgument = "GF108"
    case argumentRange = "GF131"
    case operatorRefuses = "GF132"
    case unknownOperator = "GF201"
    case wrongType = "GF203"
    case unknownPort = "GF204"
    case missingInput = "GF205"
    case portTwice = "GF206"
    case ambiguousPort = "GF207"
    case sourceWithInput = "GF208"
    case noTrigger = "GF209"
    case badJoin = "GF210"
    case badTrigger = "GF216"
    case unknownNode = "GF217"
    case cycle = "GF301"
    case deadEnd = "GF302"
    case aroundGate = "GF303"
    case activeFeedback = "GF304"
    case noSource = "GF305"
    case edgeMatchesNothing = "GF411"
    case nodeInTwoStages = "GF501"
    case stageMatchesNothing = "GF502"
    case coreNotUsable = "GF503"
    case ownThreadInStage = "GF504"
    case noPath = "GF601"
    case partsExceedWhole = "GF602"
    case cannotBeMet = "GF603"
    case tooManyPaths = "GF606"

    /// What the code means, in one line.
    var meaning: String {
        switch self {
        case .unknownArgument: "an operator has no argument of that name"
        case .argumentKind: "an argument is of the wrong kind"
        case .argumentChoice: "an argument is not one of the allowed words"
        case .missingArgument: "a required argument is missing"
        case .argumentRange: "an argument is out of its range"
        case .operatorRefuses: "the operator refuses its arguments or inputs"
        case .unknownOperator: "no operator has that name"
        case .wrongType: "an input port is fed with events of another type"
        case .unknownPort: "a node has no port of that name"
        case .missingInput: "a required input is not connected"
        case .portTwice: "a port that takes one input is given several"
        case .ambiguousPort: "several ports could take an input, and none is named"
        case .sourceWithInput: "a source is given inputs"
        case .noTrigger: "a node with several inputs does not say which one triggers"
        case .badJoin: "a `join` has no meaning here or is not implemented yet"
        case .badTrigger: "`on` names what cannot trigger the node"
        case .unknownNode: "a reference names no node of the graph"
        default: laterMeaning
        }
    }

    private var laterMeaning: String {
        switch self {
        case .cycle: "nodes wait for each other in a circle"
        case .deadEnd: "nobody reads what a node makes"
        case .aroundGate: "a path goes around the risk gate"
        case .activeFeedback: "feedback enters a port that triggers"
        case .noSource: "no node of the pipeline makes events"
        case .edgeMatchesNothing: "an `edges` entry fits no edge of the graph"
        case .nodeInTwoStages: "a node is in two stages"
        case .stageMatchesNothing: "a pattern of a stage fits no node"
        case .coreNotUsable: "a stage asks for a core that this process may not use"
        case .ownThreadInStage: "a node with a thread of its own is named in a stage"
        case .noPath: "a budget names a path that the graph does not have"
        case .partsExceedWhole: "the budgets of a path's edges add up to more than the path's own"
        case .cannotBeMet: "a budget is shorter than the hops of its path take"
        case .tooManyPaths: "a budget's patterns fit too many paths"
        default: "not described"
        }
    }
}

/// The public table of the codes of this module, for documentation and `--explain`.
public struct GraphCodes: Sendable {
    /// Every code that compiling can give, in order, with its meaning in one line.
    public static let table: [(code: String, meaning: String)] =
        GraphCode.allCases.map { ($0.rawValue, $0.meaning) }
}

extension Diagnostics {
    mutating func error(_ code: GraphCode, _ origin: Origin, _ message: String, help: String? = nil) {
        append(Diagnostic(code.rawValue, origin, message, help: help))
    }

    mutating func warn(_ code: GraphCode, _ origin: Origin, _ message: String, help: String? = nil) {
        append(Diagnostic(code.rawValue, origin, message, help: help, severity: .warning))
    }

    mutating func add(_ other: Diagnostics) {
        items += other.items
        sources.merge(other.sources) { first, _ in first }
    }
}

/// "did you mean", or nil when no name is near.
func didYouMean(_ name: String, _ names: some Sequence<String>) -> String? {
    nearest(to: name, among: names).map { "did you mean `\($0)`?" }
}

/// Names for a message, as "`a`, `b` and `c`", cut where there are many.
func listed(_ names: [String], word: String = "and") -> String {
    let limit = 8
    var shown = names.prefix(limit).map { "`\($0)`" }
    if names.count > limit { shown.append("\(names.count - limit) more") }
    guard let last = shown.popLast() else { return "none" }
    return shown.isEmpty ? last : shown.joined(separator: ", ") + " \(word) " + last
}
