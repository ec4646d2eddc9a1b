/// A reference as written, before families are known: `bars`, `bars@5m.close`, `bars@*`.
struct DraftReference {
    var node: String
    var port: String?
    var isFeedback: Bool
    var origin: Origin
}

/// What feeds one input, before families are known.
struct DraftInput {
    var port: Located<String>?
    var sources: [DraftReference]
}

/// Whether a text may name a node: letters, digits, `_`, `-`, `@`, and the `,` of families.
func isNodeName(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { isNameCharacter($0) || $0 == "@" || $0 == "," }
}

/// Whether a character may stand in a plain name.
func isNameCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
}

/// Reads `from` and `on`; mistakes are reported and left out, and `isBroken` says that there were some.
struct ReferenceReader {
    let context: ReadingContext
    private(set) var isBroken = false

    init(context: ReadingContext) { self.context = context }

    /// The inputs of `from`: a name, a list, `{prev: …}`, or a map of ports.
    mutating func inputs(_ value: YAMLValue) -> [DraftInput] {
        guard case .mapping(let entries) = value.kind, !isFeedback(entries) else {
            return [DraftInput(port: nil, sources: references(value))]
        }
        if entries.isEmpty { fail(.wrongKind, value.origin, "`from` names no input") }
        if entries.contains(where: { $0.key.value == "prev" }) {
            fail(
                .badReference, value.origin, "`prev` stands alone in its mapping and is no port",
                help: "as `from: {port: {prev: name}}`")
        }
        return entries.map { DraftInput(port: $0.key, sources: references($0.value)) }
    }

    /// The references of a name, a list or `{prev: …}`.
    mutating func references(_ value: YAMLValue, isFeedback: Bool = false) -> [DraftReference] {
        switch value.kind {
        case .sequence(let items):
            if items.isEmpty { fail(.wrongKind, value.origin, "the list of references is empty") }
            return items.flatMap { item -> [DraftReference] in
                if case .sequence = item.kind {
                    fail(.badReference, item.origin, "a list of references holds no lists")
                    return []
                }
                return references(item, isFeedback: isFeedback)
            }
        case .mapping(let entries):
            guard self.isFeedback(entries), !isFeedback else {
                fail(
                    .badReference, value.origin,
                    "a reference is a name or `{prev: name}`, not another mapping")
                return []
            }
            return references(entries[0].value, isFeedback: true)
        default: return reference(value, isFeedback: isFeedback).map { [$0] } ?? []
        }
    }

    private func isFeedback(_ entries: [Entry]) -> Bool {
        entries.count == 1 && entries[0].key.value == "prev"
    }

    private mutating func reference(_ value: YAMLValue, isFeedback: Bool) -> DraftReference? {
        guard let text = context.string(value, "a reference") else {
            isBroken = true
            return nil
        }
        guard let parts = splitReference(text.value) else {
            fail(
                .badReference, value.origin, "\(shown(text.value)) is not `node` or `node.port`",
                help: "names hold letters, digits, `_`, `-` and `@`; `family@*` takes all members")
            return nil
        }
        return DraftReference(
            node: parts.node, port: parts.port, isFeedback: isFeedback, origin: value.origin)
    }

    private mutating func fail(_ code: Code, _ origin: Origin, _ message: String, help: String? = nil) {
        isBroken = true
        context.report(code, origin, message, help: help)
    }
}

/// Cuts `node.port` at its first dot; nil when either part is malformed.
func splitReference(_ text: String) -> (node: String, port: String?)? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let node = String(parts[0])
    let base = node.hasSuffix("@*") ? String(node.dropLast(2)) : node
    guard isNodeName(base) else { return nil }
    guard parts.count == 2 else { return (node, nil) }
    guard !parts[1].isEmpty, parts[1].allSatisfy({ isNameCharacter($0) || $0 == "." }) else { return nil }
    return (node, String(parts[1]))
}
