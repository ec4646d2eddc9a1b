/// The codes that reading a pipeline can give, each with its meaning in one line.
enum Code: String, CaseIterable {
    case unreadable = "GF001"
    case notAFile = "GF002"
    case tooLarge = "GF003"
    case notUTF8 = "GF004"
    case syntax = "GF005"
    case tab = "GF006"
    case control = "GF007"
    case noDocument = "GF008"
    case secondDocument = "GF009"
    case tooDeep = "GF010"
    case undefinedAlias = "GF011"
    case expandsTooFar = "GF012"
    case badMerge = "GF013"
    case tag = "GF014"
    case includeCycle = "GF015"
    case duplicateKey = "GF101"
    case emptyValue = "GF102"
    case badKey = "GF103"
    case numberTooBig = "GF104"
    case unknownKey = "GF105"
    case wrongKind = "GF106"
    case notAllowedWord = "GF107"
    case missingKey = "GF108"
    case badName = "GF109"
    case unresolved = "GF110"
    case unknownParameter = "GF111"
    case loneDollar = "GF112"
    case parameterType = "GF113"
    case parameterRange = "GF114"
    case parameterChoice = "GF115"
    case parameterCycle = "GF116"
    case collectionInText = "GF117"
    case badDeclaration = "GF118"
    case unknownProfile = "GF119"
    case badUse = "GF120"
    case template = "GF121"
    case badEach = "GF122"
    case switchedOff = "GF202"
    case familiesDiffer = "GF211"
    case familyNotNode = "GF212"
    case nameTwice = "GF213"
    case matchesNothing = "GF214"
    case badReference = "GF215"
    case unknownNode = "GF217"
    case edgePolicyMissing = "GF401"
    case edgePolicyUnknown = "GF402"
    case edgeName = "GF403"
    case edgeCapacity = "GF404"
    case stageCore = "GF510"
    case budgetPath = "GF611"
    case budgetQuantile = "GF612"
    case budgetLimit = "GF613"
    case budgetMissPolicy = "GF614"
    case budgetEmpty = "GF615"

    /// What the code means, in one line.
    var meaning: String {
        rawValue < "GF100" ? fileMeaning : rawValue < "GF200" ? valueMeaning : graphMeaning
    }

    private var fileMeaning: String {
        switch self {
        case .unreadable: "the file cannot be opened or read"
        case .notAFile: "the path is a directory"
        case .tooLarge: "the file is larger than 16 MiB"
        case .notUTF8: "the text is not valid UTF-8"
        case .syntax: "the text is not YAML"
        case .tab: "a tab stands outside a quoted text or comment"
        case .control: "the text holds a control character that YAML forbids"
        case .noDocument: "the file is empty"
        case .secondDocument: "the file holds more than one YAML document"
        case .tooDeep: "values are nested too deeply"
        case .undefinedAlias: "an alias names no finished anchor"
        case .expandsTooFar: "aliases or parameters expand to too much"
        case .badMerge: "`<<` merges something that is not a mapping"
        case .tag: "YAML tags are not part of the language"
        case .includeCycle: "files include each other in a circle or too deeply"
        default: graphMeaning
        }
    }

    private var valueMeaning: String {
        switch self {
        case .duplicateKey: "a key stands twice in one mapping"
        case .emptyValue: "a key or list item has no value"
        case .badKey: "a key is not a text of at most 256 characters"
        case .numberTooBig: "a number does not fit in 64 bits"
        case .unknownKey: "a key is not known here"
        case .wrongKind: "a value is of the wrong kind"
        case .notAllowedWord: "a value is not one of the allowed words"
        case .missingKey: "a required key is missing"
        case .badName: "a name holds characters that names may not hold"
        case .unresolved: "`$name` names no parameter"
        case .unknownParameter: "an override names no parameter"
        case .loneDollar: "a `$` is followed by no name"
        case .parameterType: "a parameter's value is not of its default's type"
        case .parameterRange: "a parameter's value is out of its range"
        case .parameterChoice: "a parameter's value is not in its `oneof`"
        case .parameterCycle: "parameters are defined by each other in a circle"
        case .collectionInText: "a list or mapping is substituted inside a longer text"
        case .badDeclaration: "a parameter's declaration makes no sense"
        case .unknownProfile: "the profile asked for does not exist"
        case .badUse: "`use` is not a mapping of arguments"
        case .template: "templates are not implemented"
        case .badEach: "`each` makes no family, or too large a one"
        default: graphMeaning
        }
    }

    private var graphMeaning: String {
        switch self {
        case .unknownNode: "a reference names no node"
        case .switchedOff: "a reference names a node that `when` switched off"
        case .familiesDiffer: "a node is fed by families with different members"
        case .familyNotNode: "a family is named where one node is needed"
        case .nameTwice: "two nodes have one name"
        case .matchesNothing: "a pattern matches no node"
        case .badReference: "a reference is not `node` or `node.port`"
        case .edgePolicyMissing: "an edge policy is not implemented yet"
        case .edgePolicyUnknown: "an edge policy is not known"
        case .edgeName: "an edge is not named `a -> b`"
        case .edgeCapacity: "an edge's capacity is not a count from 1 to 16777216"
        case .stageCore: "a stage's core is not a number from 0 to 1023"
        case .budgetPath: "a budget is not named `a -> b` or longer"
        case .budgetQuantile: "a budget's quantile is not `p50`, `p99.9`, … or `max`"
        case .budgetLimit: "a budget's limit is not a duration above zero"
        case .budgetMissPolicy: "a budget's `miss` action is not implemented yet"
        case .budgetEmpty: "a budget sets no limit"
        default: "not described"
        }
    }
}

/// The public table of the codes of this module, for documentation and `--explain`.
public struct Codes: Sendable {
    /// Every code that reading can give, in order, with its meaning in one line.
    public static let table: [(code: String, meaning: String)] =
        Code.allCases.map { ($0.rawValue, $0.meaning) }
}
