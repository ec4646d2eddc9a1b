/// One entry of a section: `bars: {…}` in `nodes:`.
typealias Entry = (key: Located<String>, value: YAMLValue)

/// A pipeline's top level after its includes were merged under it.
struct MergedDocument {
    var name: YAMLValue?
    var doc: YAMLValue?
    /// The whole, for what is missing.
    var origin: Origin
    /// Sections by their key; entries included first, then the file's own.
    var sections: [String: [Entry]] = [:]
    /// Sections that some file has, though perhaps empty or broken.
    var present: Set<String> = []

    subscript(section: String) -> [Entry] { sections[section] ?? [] }
}

/// Reads a file and all it includes, and merges them.
struct DocumentLoader {
    static let sectionKeys = ["params", "profiles", "nodes", "edges", "budgets", "stages", "results"]
    static let topKeys = ["pipeline", "doc", "include", "tests"] + sectionKeys
    private static let byteLimit = 16 << 20
    private static let includeDepth = 32

    let context: ReadingContext
    private var loaded: Set<String> = []

    init(context: ReadingContext) { self.context = context }

    /// Reads the main file; nil, reported, when it gives no tree.
    mutating func load(path: String) -> MergedDocument? {
        let whole = Origin(position: SourcePosition(file: path, line: 0, column: 0))
        guard let bytes = bytes(path, asked: whole, shownAs: path) else { return nil }
        return document(bytes, file: path, opened: path, chain: [], stack: [path])
    }

    /// Reads a text as the main file.
    mutating func load(text: String, path: String) -> MergedDocument? {
        document(Array(text.utf8), file: path, opened: path, chain: [], stack: [path])
    }

    /// A file's bytes; nil, reported at `asked`, when it has none to give.
    func bytes(_ path: String, asked: Origin, shownAs file: String) -> [UInt8]? {
        do {
            return try fileBytes(path, limit: Self.byteLimit)
        } catch {
            switch error {
            case .directory: context.report(.notAFile, asked, "\(shown(file)) is a directory, not a file")
            case .tooLarge: context.report(.tooLarge, asked, "\(shown(file)) is larger than 16 MiB")
            case .unreadable(let words):
                context.report(.unreadable, asked, "\(shown(file)) cannot be read: \(words)")
            }
        }
        context.isIncomplete = true
        return nil
    }

    private mutating func document(
        _ bytes: [UInt8], file: String, opened: String, chain: [String], stack: [String]
    ) -> MergedDocument? {
        let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let content = isMarked ? Array(bytes.dropFirst(3)) : bytes
        context.sources[file] = String(decoding: content, as: UTF8.self)
        loaded.insert(simplified(file))
        let whole = Origin(position: SourcePosition(file: file, line: 0, column: 0), chain: chain)
        if content.count > Self.byteLimit {
            context.report(.tooLarge, whole, "\(shown(file)) is larger than 16 MiB")
            return nil
        }
        guard let root = Composer.compose(content, file: file, chain: chain, context: context) else {
            context.isIncomplete = true
            return nil
        }
        guard !root.isBroken, let entries = context.mapping(root, "a pipeline") else {
            context.isIncomplete = true
            return nil
        }
        var merged = MergedDocument(origin: root.origin)
        for entry in entries where entry.key.value == "include" {
            for value in context.items(entry.value) {
                include(value, into: &merged, opened: opened, stack: stack)
            }
        }
        var own = MergedDocument(origin: root.origin)
        for entry in entries { read(entry, into: &own) }
        layer(own, over: &merged)
        return merged
    }

    private func read(_ entry: Entry, into own: inout MergedDocument) {
        let key = entry.key.value
        switch key {
        case "pipeline": own.name = entry.value
        case "doc": own.doc = entry.value
        case "include", "tests": break
        case _ where Self.sectionKeys.contains(key):
            own.present.insert(key)
            if let entries = context.mapping(entry.value, shown(key)) {
                own.sections[key] = entries
            } else {
                context.isIncomplete = true
            }
        default: context.unknownKey(entry.key, in: "a pipeline", known: Self.topKeys)
        }
    }

    private mutating func include(
        _ value: YAMLValue, into merged: inout MergedDocument, opened: String, stack: [String]
    ) {
        guard let path = context.string(value, "an included file's path") else {
            context.isIncomplete = true
            return
        }
        let target = joined(opened, path.value)
        let file = simplified(target)
        if stack.contains(where: { simplified($0) == file }) {
            let circle = (stack + [file]).joined(separator: " → ")
            context.report(.includeCycle, path.origin, "files include each other in a circle: \(circle)")
            return
        }
        guard stack.count < Self.includeDepth else {
            context.report(
                .includeCycle, path.origin, "includes are nested more than \(Self.includeDepth) deep")
            return
        }
        // A file that two others include counts once.
        guard !loaded.contains(file), let bytes = bytes(target, asked: path.origin, shownAs: file) else {
            return
        }
        let chain = ["included at \(path.origin.place)"] + path.origin.chain
        if let inner = document(bytes, file: file, opened: target, chain: chain, stack: stack + [file]) {
            layer(inner, over: &merged)
        }
    }

    /// Lays one document over another: its entries win, but a node may be defined in one file only.
    private func layer(_ upper: MergedDocument, over lower: inout MergedDocument) {
        lower.name = upper.name ?? lower.name
        lower.doc = upper.doc ?? lower.doc
        lower.origin = upper.origin
        lower.present.formUnion(upper.present)
        for section in Self.sectionKeys {
            guard let entries = upper.sections[section] else { continue }
            var result = lower[section]
            var places: [String: Int] = [:]
            for (index, entry) in result.enumerated() { places[entry.key.value] = index }
            for entry in entries {
                guard let index = places[entry.key.value] else {
                    result.append(entry)
                    continue
                }
                if section == "nodes" {
                    context.report(
                        .nameTwice, entry.key.origin,
                        "the node \(shown(entry.key.value)) is defined in two files",
                        help: "the other one is at \(result[index].key.origin.place)")
                } else {
                    result[index] = entry
                }
            }
            lower.sections[section] = result
        }
    }

    private func joined(_ includer: String, _ path: String) -> String {
        guard !path.hasPrefix("/"), let slash = includer.lastIndex(of: "/") else { return path }
        return includer[...slash] + path
    }

    /// The path without `.` and `a/..`, for people and for telling files apart.
    private func simplified(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
