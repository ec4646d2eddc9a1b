/// Checks `profiles:` and lays the chosen one over the document.
struct ProfileReader {
    private static let keys = ["doc", "params", "nodes", "edges", "budgets", "stages", "results"]

    let context: ReadingContext

    /// The parameter values of the chosen profile; its other sections go into the document.
    func apply(_ chosen: String?, to document: inout MergedDocument) -> [Entry] {
        var values: [Entry] = []
        for (name, value) in document["profiles"] {
            let isChosen = name.value == chosen
            guard !value.isBroken, let entries = context.mapping(value, "a profile") else {
                if isChosen { context.isIncomplete = true }
                continue
            }
            for (key, section) in entries {
                guard Self.keys.contains(key.value) else {
                    context.unknownKey(key, in: "a profile", known: Self.keys)
                    continue
                }
                if key.value == "doc" || section.isBroken { continue }
                guard let inner = context.mapping(section, shown(key.value)), isChosen else { continue }
                if key.value == "params" {
                    values = inner
                } else {
                    lay(inner, key.value, over: &document)
                }
            }
        }
        if let chosen, !document["profiles"].contains(where: { $0.key.value == chosen }) {
            let origin = Origin(
                position: SourcePosition(file: document.origin.position.file, line: 0, column: 0))
            context.reportUnknown(
                .unknownProfile, origin, "no profile is named \(shown(chosen))", name: chosen,
                among: document["profiles"].map(\.key.value))
        }
        return values
    }

    /// Nodes merge key by key, stages are replaced as a whole (two plans don't mix), the rest by entry.
    private func lay(_ entries: [Entry], _ section: String, over document: inout MergedDocument) {
        document.present.insert(section)
        guard section != "stages" else {
            document.sections[section] = entries
            return
        }
        var result = document[section]
        for entry in entries {
            guard let index = result.firstIndex(where: { $0.key.value == entry.key.value }) else {
                addNew(entry, section, to: &result)
                continue
            }
            result[index].value =
                section == "nodes" ? merged(entry.value, over: result[index].value) : entry.value
        }
        document.sections[section] = result
    }

    private func addNew(_ entry: Entry, _ section: String, to result: inout [Entry]) {
        if section == "nodes", case .mapping(let keys) = entry.value.kind,
            !keys.contains(where: { $0.key.value == "op" })
        {
            context.reportUnknown(
                .unknownNode, entry.key.origin,
                "no node is named \(shown(entry.key.value)) for the profile to change",
                name: entry.key.value, among: result.map(\.key.value), otherwise: "a new node needs an `op`")
            return
        }
        result.append(entry)
    }

    private func merged(_ upper: YAMLValue, over lower: YAMLValue) -> YAMLValue {
        guard case .mapping(let new) = upper.kind, case .mapping(var entries) = lower.kind else {
            return lower.isBroken ? lower : upper
        }
        for entry in new {
            if let index = entries.firstIndex(where: { $0.key.value == entry.key.value }) {
                entries[index] = entry
            } else {
                entries.append(entry)
            }
        }
        return YAMLValue(kind: .mapping(entries), text: "", origin: lower.origin)
    }
}
