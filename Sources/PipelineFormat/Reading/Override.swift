/// One `--set name=value`, with positions in a made-up text that holds all of them on one line.
struct Override {
    var name: String
    var text: String
    var nameOrigin: Origin
    var valueOrigin: Origin

    /// The name under which the made-up text is shown.
    static let file = "--set"

    /// The overrides with their positions, and the text that the positions point into.
    static func list(_ pairs: [(name: String, value: String)]) -> (overrides: [Override], text: String) {
        var text = ""
        var list: [Override] = []
        for pair in pairs {
            if !text.isEmpty { text += " " }
            let start = text.unicodeScalars.count + 1
            text += "\(pair.name)=\(pair.value)"
            func origin(_ column: Int) -> Origin {
                Origin(
                    position: SourcePosition(file: file, line: 1, column: column), path: "params.\(pair.name)"
                )
            }
            let value = start + pair.name.unicodeScalars.count + 1
            list.append(
                Override(
                    name: pair.name, text: pair.value, nameOrigin: origin(start), valueOrigin: origin(value)))
        }
        return (list, text)
    }

    /// The value that the text is for a parameter of a type.
    func value(of type: ParameterType, context: ReadingContext) -> YAMLValue {
        guard type == .list || type == .mapping else { return typed(text, type, valueOrigin) }
        // Lists and mappings are YAML; its mistakes are told at the value as a whole.
        let inner = ReadingContext()
        guard let tree = Composer.compose(Array(text.utf8), file: Self.file, chain: [], context: inner),
            inner.items.isEmpty
        else {
            context.report(
                .parameterType, valueOrigin, "\(shown(name)) is \(type.rawValue), and \(shown(text)) is not",
                help: type == .list ? "write it as [a, b]" : "write it as {a: 1}")
            return .broken(valueOrigin)
        }
        return moved(tree, valueOrigin)
    }

    private func moved(_ value: YAMLValue, _ origin: Origin) -> YAMLValue {
        var copy = value
        copy.origin = origin
        switch value.kind {
        case .sequence(let items): copy.kind = .sequence(items.map { moved($0, origin) })
        case .mapping(let entries):
            copy.kind = .mapping(entries.map { (Located($0.key.value, origin), moved($0.value, origin)) })
        default: break
        }
        return copy
    }
}

/// A text from outside the files as a value of a type: raw for texts, else a plain scalar.
func typed(_ text: String, _ type: ParameterType, _ origin: Origin) -> YAMLValue {
    switch type {
    case .text, .duration, .size, .list, .mapping: break
    case .truth, .integer, .real, .any:
        if !text.isEmpty, let kind = CoreScalar.kind(of: text) {
            return YAMLValue(kind: kind, text: text, origin: origin)
        }
    }
    return YAMLValue(kind: .string(text), text: text, origin: origin)
}
