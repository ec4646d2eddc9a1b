extension YAMLValue {
    /// Stands for a value that was wrong and reported: whoever meets it keeps silent, so errors don't echo.
    static func broken(_ origin: Origin) -> YAMLValue {
        // No null that was read has this text, so the two can't be confused.
        YAMLValue(kind: .null, text: "\u{0}", origin: origin)
    }

    /// Whether the value was wrong and reported already.
    var isBroken: Bool {
        guard case .null = kind else { return false }
        return text == "\u{0}"
    }

    /// Whether it or anything inside it was wrong and reported already.
    var containsBroken: Bool {
        switch kind {
        case .sequence(let items): items.contains { $0.containsBroken }
        case .mapping(let entries): entries.contains { $0.value.containsBroken }
        default: isBroken
        }
    }

    /// The text, where the value is a text.
    var string: String? {
        guard case .string(let text) = kind else { return nil }
        return text
    }

    /// Whether it is neither a list nor a mapping.
    var isScalar: Bool {
        switch kind {
        case .sequence, .mapping: false
        default: true
        }
    }

    /// The kind, for messages.
    var kindName: String {
        switch kind {
        case .null: "null"
        case .bool: "a truth value"
        case .integer: "an integer"
        case .real: "a number"
        case .string: "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The value for messages: a scalar as written, else its kind.
    var shownValue: String { isScalar ? shown(text) : kindName }

    /// How many values it holds, itself included, and how deeply nested they are.
    var extent: (count: Int, depth: Int) {
        var count = 1
        var depth = 0
        func add(_ value: YAMLValue) {
            let inner = value.extent
            count += inner.count
            depth = max(depth, inner.depth)
        }
        switch kind {
        case .sequence(let items): items.forEach(add)
        case .mapping(let entries): entries.forEach { add($0.value) }
        default: return (1, 0)
        }
        return (count, depth + 1)
    }

    /// The same value as part of another place: its path there, and one more link in its chain.
    func rebased(path: String, link: String?) -> YAMLValue {
        rebased(cut: origin.path.utf8.count, path: path, link: link)
    }

    private func rebased(cut: Int, path: String, link: String?) -> YAMLValue {
        var copy = self
        copy.origin = origin.rebased(cut: cut, path: path, link: link)
        switch kind {
        case .sequence(let items):
            copy.kind = .sequence(items.map { $0.rebased(cut: cut, path: path, link: link) })
        case .mapping(let entries):
            copy.kind = .mapping(
                entries.map { entry in
                    let key = entry.key.origin.rebased(cut: cut, path: path, link: link)
                    return (
                        Located(entry.key.value, key), entry.value.rebased(cut: cut, path: path, link: link)
                    )
                })
        default: break
        }
        return copy
    }
}

extension Origin {
    /// Replaces the first `cut` bytes of the path and adds a link to the chain.
    func rebased(cut: Int, path newPath: String, link: String?) -> Origin {
        var copy = self
        copy.path = newPath + String(decoding: path.utf8.dropFirst(cut), as: UTF8.self)
        if let link { copy.chain.append(link) }
        return copy
    }

    /// The position as `file:line:column`.
    var place: String { "\(position.file):\(position.line):\(position.column)" }
}

/// A text of the user's as it stands in a message: quoted, and not too long.
func shown(_ text: String) -> String {
    text.count <= 60 ? "`\(text)`" : "`\(text.prefix(57))…`"
}
