/// Turns the events of one text into a tree of values with positions, aliases and merges resolved.
///
/// A value that is wrong becomes a broken one and the tree goes on, so one mistake hides no other.
struct Composer {
    private let context: ReadingContext
    private let file: String
    private let chain: [String]
    private let events: [YAMLEvent]
    private var cursor = 0
    /// How many lists and mappings are open at the cursor.
    private var depth = 0
    private var anchors: [String: YAMLValue] = [:]
    private var unfinished: Set<String> = []

    /// The longest key; longer ones are mistakes, and libyaml reads none over 1024.
    static let keyLimit = 256

    private init(context: ReadingContext, file: String, chain: [String], events: [YAMLEvent]) {
        self.context = context
        self.file = file
        self.chain = chain
        self.events = events
    }

    /// The tree of a text; nil, reported, when a syntax error stops it.
    static func compose(
        _ bytes: [UInt8], file: String, chain: [String], context: ReadingContext
    ) -> YAMLValue? {
        let text = SourceText(file: file, chain: chain, bytes: bytes)
        guard text.isUTF8 else {
            context.report(
                .notUTF8, text.origin(byteOffset: text.firstBadByte), "the text is not valid UTF-8")
            return nil
        }
        let (events, problem) = yamlEvents(
            bytes, depthLimit: ReadingContext.depthLimit, eventLimit: 4 * ReadingContext.expansionLimit)
        if let problem {
            text.report(problem, to: context)
            return nil
        }
        text.reportTabs(outside: events, to: context)
        var composer = Composer(context: context, file: file, chain: chain, events: events)
        return composer.document()
    }

    private func origin(_ event: YAMLEvent, _ path: String) -> Origin {
        Origin(
            position: SourcePosition(file: file, line: event.line, column: event.column), chain: chain,
            path: path)
    }

    private mutating func document() -> YAMLValue? {
        cursor = 1
        guard cursor < events.count, case .documentStart = events[cursor].kind else {
            let start = SourcePosition(file: file, line: 1, column: 1)
            context.report(.noDocument, Origin(position: start, chain: chain), "the file is empty")
            return nil
        }
        cursor += 1
        let root = value(path: "")
        cursor += 1
        if cursor < events.count, case .documentStart = events[cursor].kind {
            context.report(
                .secondDocument, origin(events[cursor], ""), "a second YAML document starts here",
                help: "a pipeline is one document; remove the `---` or make two files")
        }
        return root
    }

    private mutating func value(path: String) -> YAMLValue {
        let event = events[cursor]
        let place = origin(event, path)
        if event.hasTag {
            context.report(
                .tag, place, "tags such as `!!str` are not part of the language",
                help: "quote a value to make it a text")
        }
        if let name = event.anchor { unfinished.insert(name) }
        let made: YAMLValue
        switch event.kind {
        case .alias(let name):
            cursor += 1
            return alias(name, place)
        case .scalar(let text, let plain):
            cursor += 1
            made = scalar(text, plain, place)
        case .sequenceStart:
            cursor += 1
            made = sequence(place)
        default:
            cursor += 1
            made = mapping(place)
        }
        if let name = event.anchor {
            unfinished.remove(name)
            anchors[name] = made
        }
        return made
    }

    private func scalar(_ text: String, _ plain: Bool, _ place: Origin) -> YAMLValue {
        guard plain else { return YAMLValue(kind: .string(text), text: text, origin: place) }
        if text.isEmpty {
            context.report(
                .emptyValue, place, "a value is missing", help: "write `~` for null or \"\" for an empty text"
            )
            return .broken(place)
        }
        guard let kind = CoreScalar.kind(of: text) else {
            context.report(
                .numberTooBig, place, "\(shown(text)) does not fit in 64 bits",
                help: "quote it to make it a text")
            return .broken(place)
        }
        return YAMLValue(kind: kind, text: text, origin: place)
    }

    private func alias(_ name: String, _ place: Origin) -> YAMLValue {
        guard let anchored = anchors[name] else {
            let isOpen = unfinished.contains(name)
            let near = nearest(to: name, among: anchors.keys.sorted()).map { "did you mean `*\($0)`?" }
            context.report(
                .undefinedAlias, place,
                isOpen
                    ? "`*\(name)` stands inside its own anchor" : "no anchor `&\(name)` stands before this",
                help: isOpen ? nil : near)
            return .broken(place)
        }
        if anchored.isBroken { return .broken(place) }
        let extent = anchored.extent
        guard context.mayExpand(extent.count, at: place) else { return .broken(place) }
        guard depth + extent.depth <= ReadingContext.depthLimit else {
            context.report(.tooDeep, place, "`*\(name)` nests values too deeply")
            return .broken(place)
        }
        return anchored.rebased(path: place.path, link: "used as *\(name) at \(place.place)")
    }

    private mutating func sequence(_ place: Origin) -> YAMLValue {
        var items: [YAMLValue] = []
        depth += 1
        defer { depth -= 1 }
        while true {
            if case .sequenceEnd = events[cursor].kind { break }
            items.append(value(path: "\(place.path)[\(items.count)]"))
        }
        cursor += 1
        return YAMLValue(kind: .sequence(items), text: "", origin: place)
    }

    private mutating func mapping(_ place: Origin) -> YAMLValue {
        var entries: [(key: Located<String>, value: YAMLValue)] = []
        var lines: [String: Int] = [:]
        var merge: (index: Int, value: YAMLValue)?
        depth += 1
        defer { depth -= 1 }
        while true {
            let event = events[cursor]
            if case .mappingEnd = event.kind { break }
            guard let (key, isPlain) = key(event, place) else {
                skip()
                continue
            }
            let keyPlace = origin(event, place.path.isEmpty ? key : "\(place.path).\(key)")
            let value = keyed(key, keyPlace)
            if let line = lines.updateValue(event.line, forKey: key) {
                lines[key] = line
                context.report(
                    .duplicateKey, keyPlace, "the key \(shown(key)) stands here twice; first on line \(line)")
            } else if key == "<<", isPlain {
                merge = (entries.count, value)
            } else {
                entries.append((Located(key, keyPlace), value))
            }
        }
        cursor += 1
        if let merge {
            let present = Set(entries.map { $0.key.value })
            entries.insert(contentsOf: merged(merge.value, place, except: present), at: merge.index)
        }
        return YAMLValue(kind: .mapping(entries), text: "", origin: place)
    }

    /// The value after a key; a missing one is reported at the key, where the eye looks.
    private mutating func keyed(_ key: String, _ place: Origin) -> YAMLValue {
        let event = events[cursor]
        guard case .scalar("", plain: true) = event.kind, event.anchor == nil, !event.hasTag else {
            return value(path: place.path)
        }
        cursor += 1
        context.report(
            .emptyValue, place, "\(shown(key)) has no value",
            help: "write `~` for null or \"\" for an empty text")
        return .broken(place)
    }

    /// The key that an event is, with whether it is plain, cursor behind it; nil, reported, when it is none.
    private mutating func key(_ event: YAMLEvent, _ place: Origin) -> (String, Bool)? {
        var wrong: String
        if case .scalar(let text, let plain) = event.kind {
            var isText = !plain
            if plain, case .string? = CoreScalar.kind(of: text) { isText = true }
            if isText, !text.isEmpty, text.count <= Self.keyLimit, !text.unicodeScalars.contains("\n") {
                cursor += 1
                if let name = event.anchor {
                    anchors[name] = YAMLValue(
                        kind: .string(text), text: text, origin: origin(event, place.path))
                }
                if event.hasTag { context.report(.tag, origin(event, place.path), "a key may have no tag") }
                return (text, plain)
            }
            wrong = text.isEmpty ? "a key is empty" : "the key \(shown(text)) is not a text"
            if isText, !text.isEmpty { wrong = "a key is longer than a line or \(Self.keyLimit) characters" }
            let isQuotable = !isText && !text.isEmpty
            context.report(
                .badKey, origin(event, place.path), wrong, help: isQuotable ? "quote it: \"\(text)\"" : nil)
        } else {
            context.report(
                .badKey, origin(event, place.path), "a key is a text, not an alias, list or mapping")
        }
        skip()
        return nil
    }

    /// Passes over one whole value.
    private mutating func skip() {
        var depth = 0
        repeat {
            switch events[cursor].kind {
            case .sequenceStart, .mappingStart: depth += 1
            case .sequenceEnd, .mappingEnd: depth -= 1
            default: break
            }
            cursor += 1
        } while depth > 0
    }

    /// The entries that `<<` adds: of several sources the first wins, and keys already there win over all.
    private func merged(
        _ value: YAMLValue, _ place: Origin, except present: Set<String>
    ) -> [(key: Located<String>, value: YAMLValue)] {
        var taken = present
        var result: [(key: Located<String>, value: YAMLValue)] = []
        for source in context.items(value) where !source.isBroken {
            guard case .mapping(let entries) = source.kind else {
                context.report(.badMerge, source.origin, "`<<` merges mappings, not \(source.kindName)")
                continue
            }
            for entry in entries where taken.insert(entry.key.value).inserted {
                let path = place.path.isEmpty ? entry.key.value : "\(place.path).\(entry.key.value)"
                var key = entry.key
                key.origin.path = path
                result.append((key, entry.value.rebased(path: path, link: nil)))
            }
        }
        // A source that is broken may have held any key, so nothing more may be called missing.
        if context.items(value).contains(where: { $0.isBroken }) { context.isIncomplete = true }
        return result
    }
}
