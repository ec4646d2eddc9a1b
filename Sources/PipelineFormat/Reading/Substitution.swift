/// What a `$name` stands for.
enum Lookup {
    /// A value, and in words where it comes from.
    case found(YAMLValue, link: String)
    /// It exists, but its value was wrong and reported.
    case broken
    case missing
}

/// Puts parameters into values: into scalars only, once, after parsing.
struct Substitution {
    /// The longest text that substitution may make.
    private static let textLimit = 1 << 16

    let context: ReadingContext
    let lookup: (String) -> Lookup
    let names: () -> [String]

    /// The value with every `$name`, `${name}` and `$$` in it replaced.
    func apply(_ value: YAMLValue, depth: Int = 0) -> YAMLValue {
        var copy = value
        switch value.kind {
        case .string(let text):
            return text.utf8.contains(0x24) ? scalar(text, value, depth) : value
        case .sequence(let items): copy.kind = .sequence(items.map { apply($0, depth: depth + 1) })
        case .mapping(let entries):
            copy.kind = .mapping(entries.map { ($0.key, apply($0.value, depth: depth + 1)) })
        default: break
        }
        return copy
    }

    private func scalar(_ text: String, _ value: YAMLValue, _ depth: Int) -> YAMLValue {
        guard let pieces = pieces(text) else {
            context.report(
                .loneDollar, value.origin, "a `$` in \(shown(text)) is followed by no name",
                help: "write `$$` for a dollar sign, `$name` or `${name}` for a parameter")
            return .broken(value.origin)
        }
        if pieces.count == 1, case .reference(let name) = pieces[0] { return whole(name, value, depth) }
        var result = ""
        var isBroken = false
        var origin = value.origin
        for piece in pieces {
            switch piece {
            case .literal(let text): result += text
            case .reference(let name):
                guard let (found, link) = find(name, value.origin) else {
                    isBroken = true
                    continue
                }
                if !found.isScalar {
                    context.report(
                        .collectionInText, value.origin,
                        "`$\(name)` is \(found.kindName) and cannot stand inside a text",
                        help: "let it be the whole value: `$\(name)`")
                    isBroken = true
                }
                result += found.text
                origin.chain.insert(link, at: 0)
            }
            if result.utf8.count > Self.textLimit {
                context.report(.expandsTooFar, value.origin, "substitution makes a text of more than 64 KiB")
                return .broken(value.origin)
            }
        }
        if isBroken { return .broken(value.origin) }
        return YAMLValue(kind: .string(result), text: result, origin: origin)
    }

    /// A scalar that is nothing but `$name` becomes the parameter's value, of whatever type.
    private func whole(_ name: String, _ value: YAMLValue, _ depth: Int) -> YAMLValue {
        guard let (found, link) = find(name, value.origin) else { return .broken(value.origin) }
        if found.isScalar {
            var copy = found
            copy.origin = value.origin
            copy.origin.chain.insert(link, at: 0)
            return copy
        }
        let extent = found.extent
        guard depth + extent.depth <= ReadingContext.depthLimit else {
            context.report(.tooDeep, value.origin, "`$\(name)` nests values too deeply")
            return .broken(value.origin)
        }
        guard context.mayExpand(extent.count, at: value.origin) else { return .broken(value.origin) }
        return found.rebased(path: value.origin.path, link: "used as $\(name) at \(value.origin.place)")
    }

    private func find(_ name: String, _ origin: Origin) -> (value: YAMLValue, link: String)? {
        switch lookup(name) {
        case .found(let value, let link): return value.isBroken ? nil : (value, link)
        case .broken: return nil
        case .missing:
            context.reportUnknown(
                .unresolved, origin, "`$\(name)` names no parameter", name: name, among: names(),
                otherwise: "declare it under `params:`, or write `$$` for a dollar sign")
            return nil
        }
    }

    private enum Piece {
        case literal(String)
        case reference(String)
    }

    /// The text cut at its references; nil when a `$` begins none.
    private func pieces(_ text: String) -> [Piece]? {
        let bytes = Array(text.utf8)
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        var i = 0
        while i < bytes.count {
            guard bytes[i] == 0x24 else {
                literal.append(bytes[i])
                i += 1
                continue
            }
            guard i + 1 < bytes.count else { return nil }
            if bytes[i + 1] == 0x24 {
                literal.append(0x24)
                i += 2
                continue
            }
            let isBraced = bytes[i + 1] == 0x7B
            let start = isBraced ? i + 2 : i + 1
            var end = start
            while end < bytes.count, isNameByte(bytes[end], first: end == start, braced: isBraced) {
                end += 1
            }
            guard end > start, !isBraced || (end < bytes.count && bytes[end] == 0x7D) else { return nil }
            if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
            literal = []
            pieces.append(.reference(String(decoding: bytes[start..<end], as: UTF8.self)))
            i = isBraced ? end + 1 : end
        }
        if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
        return pieces
    }
}

/// Whether a byte may stand in a parameter's name; `-` only where braces or a declaration bound the name.
func isNameByte(_ byte: UInt8, first: Bool, braced: Bool) -> Bool {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A, 0x5F: true
    case 0x30...0x39: !first
    case 0x2D: !first && braced
    default: false
    }
}

/// Whether a text may name a parameter.
func isParameterName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.enumerated().allSatisfy { isNameByte($1, first: $0 == 0, braced: true) }
}
