/// Checks the node patterns of edges, budgets and stages against the nodes there are.
struct Patterns {
    let context: ReadingContext
    let families: Families

    enum Found {
        /// The pattern to keep: a family's bare name has become `name@*`.
        case pattern(Located<String>)
        /// It names only nodes that are switched off.
        case off
        /// It is wrong and reported.
        case wrong
    }

    func find(_ text: String, _ origin: Origin) -> Found {
        let isPattern = !text.isEmpty && text.allSatisfy { isNameCharacter($0) || "@,*?".contains($0) }
        guard isPattern else {
            context.report(
                .badReference, origin, "\(shown(text)) is not a node or a pattern of nodes",
                help: text.contains(".") ? "name the node, without its port" : nil)
            return .wrong
        }
        let glob = Glob(text)
        if glob.isWild { return find(glob, origin) }
        switch families.target(text) {
        case .node: return .pattern(Located(text, origin))
        case .family: return .pattern(Located("\(text)@*", origin))
        case .off: return .off
        case .silent: return .wrong
        case .unknown:
            context.reportUnknown(
                .unknownNode, origin, "no node is named \(shown(text))", name: text, among: families.names)
            return .wrong
        }
    }

    private func find(_ glob: Glob, _ origin: Origin) -> Found {
        if families.runningNames.contains(where: glob.matches) {
            return .pattern(Located(glob.pattern, origin))
        }
        // A broken or doubtful node may turn into any names that begin with its own.
        let isExcused = families.groups.contains { group in
            (group.isBroken || group.isDoubtful)
                && (glob.matches(group.name.value) || glob.pattern.hasPrefix("\(group.name.value)@"))
        }
        if isExcused || context.isIncomplete { return .wrong }
        let isOff = families.groups.contains { group in
            !group.isBroken && (group.labels ?? [""]).contains { glob.matches(group.name(of: $0)) }
        }
        if isOff { return .off }
        context.report(.matchesNothing, origin, "no node matches \(shown(glob.pattern))")
        return .wrong
    }

    /// The patterns of `a -> b -> c`, each with its own column; nil, reported, if one is wrong or off.
    func path(_ key: Located<String>, _ code: Code, nodes: ClosedRange<Int>, _ what: String) -> [Located<
        String
    >]? {
        let parts = split(key)
        guard nodes.contains(parts.count), parts.allSatisfy({ !$0.value.isEmpty }) else {
            context.report(
                code, key.origin,
                "\(shown(key.value)) is not \(nodes.upperBound == 2 ? "`a -> b`" : "`a -> b` or longer")",
                help: "join nodes by ` -> `")
            return nil
        }
        var path: [Located<String>] = []
        var isWrong = false
        var isOff = false
        for part in parts {
            switch find(part.value, part.origin) {
            case .pattern(let pattern): path.append(pattern)
            case .wrong: isWrong = true
            case .off: isOff = true
            }
        }
        if isOff, !isWrong {
            context.warn(
                .switchedOff, key.origin,
                "\(what) \(shown(key.value)) is left out: `when` switched a node of it off")
        }
        return isWrong || isOff ? nil : path
    }

    private func split(_ key: Located<String>) -> [Located<String>] {
        let scalars = Array(key.value.unicodeScalars)
        var parts: [Located<String>] = []
        var start = 0
        func add(_ end: Int) {
            var (low, high) = (start, end)
            while low < high, scalars[low] == " " { low += 1 }
            while high > low, scalars[high - 1] == " " { high -= 1 }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[low..<high])
            var origin = key.origin
            origin.position.column += low
            parts.append(Located(String(text), origin))
        }
        var i = 0
        while i + 1 < scalars.count {
            if scalars[i] == "-", scalars[i + 1] == ">" {
                add(i)
                start = i + 2
                i += 2
            } else {
                i += 1
            }
        }
        add(scalars.count)
        return parts
    }
}
