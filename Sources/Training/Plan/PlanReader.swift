import Learning
import PipelineFormat
import RunReport

/// Reads training files.
struct PlanReader {
    let path: String
    let overrides: [(name: String, value: String)]
    let tasks: [any TrainingTask.Type]
    private let mistakes = FormSection.Mistakes()

    init(
        path: String, overrides: [(name: String, value: String)], tasks: [any TrainingTask.Type]
    ) {
        self.path = path
        self.overrides = overrides
        self.tasks = tasks
    }

    func read() -> (plan: TrainingPlan?, diagnostics: Diagnostics) {
        let whole = Origin(position: SourcePosition(file: path, line: 0, column: 0))
        let read = PipelineReader.tree(path: path, asked: whole)
        mistakes.merge(read.diagnostics)
        guard var root = read.value else { return (nil, mistakes.diagnostics) }
        for item in overrides { root = put(item, into: root) }
        guard case .mapping(let entries) = root.kind else {
            mistakes.report("GF106", root.origin, "a training file is a mapping")
            return (nil, mistakes.diagnostics)
        }
        let section = FormSection(
            entries, what: "a training", origin: root.origin, mistakes: mistakes)
        let plan = plan(section)
        return (mistakes.diagnostics.hasErrors ? nil : plan, mistakes.diagnostics)
    }

    private func plan(_ section: FormSection) -> TrainingPlan? {
        let name = section.text("train")
        if section.value("train") == nil { section.missing("train", help: "begin with `train: name`") }
        if let name,
            !name.value.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
        {
            mistakes.report(
                "GF109", name.origin, "the name `\(name.value)` is not letters, digits, `_`, `-` and `.`")
        }
        let doc = section.text("doc")
        let task = task(section)
        let defaults = task?.defaults ?? TrainingDefaults()
        var settings = SettingsReader.read(section.section("settings"), over: defaults.settings)
        settings.totalSteps = section.integer("steps", in: 1...1_000_000_000_000) ?? defaults.steps
        let copies = section.integer("copies", in: 1...65_536) ?? defaults.copies
        let seeds = section.integers("seeds", in: 0...Int(Int32.max), atMost: 1000) ?? [1]
        let episodes = section.integer("episodes", in: 1...1_000_000) ?? 100
        let target = section.number("target", in: -1e300...1e300)
        let special = groups(section.section("groups"), task, settings)
        let walkForward = section.section("walk_forward").flatMap { WalkForwardPlan($0) }
        let noise = section.integers("noise_seeds", in: 0...Int(Int32.max), atMost: 1000) ?? []
        section.finish()
        if let task { refuse(section, of: task) }
        guard let name, let task else { return nil }
        if Set(seeds).count < seeds.count, let value = section.value("seeds") {
            mistakes.report("GF114", value.origin, "a seed stands twice among `seeds`")
        }
        // Without its place: the copy in a run's folder is the same plan.
        let text = mistakes.diagnostics.sources.sorted { $0.key < $1.key }.map(\.value)
        var plan = TrainingPlan(
            name: name.value, doc: doc?.value, task: task, copies: copies, settings: settings,
            special: special, seeds: seeds.map { UInt64($0) }, episodes: episodes, target: target,
            hash: String(SHA256.text(text.joined(separator: "\n").utf8).prefix(16)),
            sources: mistakes.diagnostics.sources)
        plan.walkForward = walkForward
        plan.noiseSeeds = noise.map { UInt64($0) }
        return plan
    }

    /// What needs a tape, of a task that has none.
    private func refuse(_ section: FormSection, of task: some TrainingTask) {
        for (key, isThere) in [("walk_forward", task.hasTape), ("noise_seeds", task.noisy() != nil)]
        where !isThere {
            guard let value = section.value(key) else { continue }
            mistakes.report(
                "GF114", value.origin,
                "`\(key)` is for a task with a tape, and `\(type(of: task).name)` has none"
                    + (task.hasTape ? " with anything in it that could be shuffled" : ""),
                help: "the task `trading` has one")
        }
    }

    private func task(_ section: FormSection) -> (any TrainingTask)? {
        guard let value = section.value("task") else {
            section.missing("task", help: "the tasks are \(tasks.map { $0.name }.joined(separator: ", "))")
            return nil
        }
        var own = FormSection([], what: "`task`", origin: value.origin, mistakes: mistakes)
        var named: Located<String>?
        if case .string(let text) = value.kind {
            named = Located(text, value.origin)
        } else if let inner = section.section(value, "`task`") {
            own = inner
            named = inner.text("name")
            if inner.value("name") == nil {
                inner.missing("name", help: "write it as {name: signal, cost: 0.3}")
            }
        }
        guard let named else { return nil }
        guard let type = tasks.first(where: { $0.name == named.value }) else {
            let names = tasks.map { $0.name }
            mistakes.report(
                "GF107", named.origin, "there is no task `\(named.value)`",
                help: nearest(to: named.value, among: names).map { "did you mean `\($0)`?" }
                    ?? "the tasks are \(names.joined(separator: ", "))")
            return nil
        }
        let task = type.init(own)
        own.finish()
        return task
    }

    private func groups(
        _ section: FormSection?, _ task: (any TrainingTask)?, _ settings: MAPPOSettings
    ) -> [String: MAPPOSettings] {
        guard let section, let task else { return [:] }
        var special: [String: MAPPOSettings] = [:]
        for name in task.groups {
            if let own = section.section(name) { special[name] = SettingsReader.read(own, over: settings) }
        }
        section.finish()
        return special
    }

    /// The tree with a value put at a path of keys.
    private func put(_ item: (name: String, value: String), into root: YAMLValue) -> YAMLValue {
        let file = "--set \(item.name)"
        let read = PipelineReader.tree(text: item.value, name: file)
        mistakes.merge(read.diagnostics)
        guard let value = read.value else { return root }
        let keys = item.name.split(separator: ".").map(String.init)
        let origin = Origin(position: SourcePosition(file: file, line: 1, column: 1), path: item.name)
        return put(value, keys[...], origin, into: root)
    }

    private func put(
        _ value: YAMLValue, _ keys: ArraySlice<String>, _ origin: Origin, into target: YAMLValue
    ) -> YAMLValue {
        guard let key = keys.first else { return value }
        var entries: [(key: Located<String>, value: YAMLValue)] = []
        if case .mapping(let old) = target.kind { entries = old }
        // `task: signal` becomes a mapping when one of its keys is set.
        if case .string(let text) = target.kind {
            entries = [
                (
                    Located("name", target.origin),
                    YAMLValue(kind: .string(text), text: text, origin: target.origin)
                )
            ]
        }
        let empty = YAMLValue(kind: .mapping([]), text: "", origin: origin)
        if let place = entries.firstIndex(where: { $0.key.value == key }) {
            entries[place].value = put(value, keys.dropFirst(), origin, into: entries[place].value)
        } else {
            entries.append((Located(key, origin), put(value, keys.dropFirst(), origin, into: empty)))
        }
        return YAMLValue(kind: .mapping(entries), text: "", origin: target.origin)
    }
}
