/// Reads a pipeline file: text to a specification with includes, profiles, parameters and families resolved.
public struct PipelineReader: Sendable {
    /// Parameter values from the command line (`--set`); of repeated names the last wins.
    public var overrides: [(name: String, value: String)] = []
    /// The profile to lay over the file, or nil.
    public var profile: String?
    /// The environment that parameters with `env` look into.
    public var environment: [String: String] = [:]

    /// Makes a reader without overrides, profile or environment.
    public init() {}

    /// Reads a file and what it includes.
    ///
    /// The specification is nil only when the file gives no mapping at all. One that comes with errors lacks
    /// what was wrong: it is good for showing, not for compiling. The diagnostics are sorted, one per cause,
    /// and carry the texts that they point into.
    public func read(path: String) -> (spec: PipelineSpec?, diagnostics: Diagnostics) {
        let context = ReadingContext()
        var loader = DocumentLoader(context: context)
        return finish(loader.load(path: path), context)
    }

    /// Reads a text as if it were the file at `path`, which need not exist; includes are relative to it.
    public func read(text: String, path: String) -> (spec: PipelineSpec?, diagnostics: Diagnostics) {
        let context = ReadingContext()
        var loader = DocumentLoader(context: context)
        return finish(loader.load(text: text, path: path), context)
    }

    /// Reads a plain YAML file that a node's argument names, as a list of rules.
    ///
    /// `asked` is the place that names it: that is where a file that cannot be read is reported. Origins
    /// inside the value lie in the file itself, whose text is among the diagnostics' sources.
    public static func tree(path: String, asked: Origin) -> (value: YAMLValue?, diagnostics: Diagnostics) {
        let context = ReadingContext()
        let loader = DocumentLoader(context: context)
        guard let bytes = loader.bytes(path, asked: asked, shownAs: path) else {
            return (nil, context.diagnostics)
        }
        context.sources[path] = String(decoding: bytes, as: UTF8.self)
        let value = Composer.compose(bytes, file: path, chain: [], context: context)
        return (context.diagnostics.hasErrors ? nil : value, context.diagnostics)
    }

    /// Reads a text as plain YAML, as a value given on the command line; `name` is shown as its file.
    public static func tree(text: String, name: String) -> (value: YAMLValue?, diagnostics: Diagnostics) {
        let context = ReadingContext()
        context.sources[name] = text
        let value = Composer.compose(Array(text.utf8), file: name, chain: [], context: context)
        return (context.diagnostics.hasErrors ? nil : value, context.diagnostics)
    }

    private func finish(
        _ loaded: MergedDocument?, _ context: ReadingContext
    ) -> (spec: PipelineSpec?, diagnostics: Diagnostics) {
        guard var document = loaded else { return (nil, context.diagnostics) }
        let profileValues = ProfileReader(context: context).apply(profile, to: &document)
        let parameters = Parameters(document["params"], environment: environment, context: context)
        parameters.apply(profile: profileValues)
        let (list, text) = Override.list(overrides)
        if !list.isEmpty { context.sources[Override.file] = text }
        parameters.apply(overrides: list)
        let values = parameters.resolveAll()
        let substitution = parameters.substitution

        var spec = PipelineSpec(name: name(document, substitution, context), parameters: values)
        if let doc = document.doc { _ = context.string(substitution.apply(doc), "`doc`") }
        let nodeReader = NodeReader(context: context, parameters: parameters)
        let families = Families(document["nodes"].map { nodeReader.group($0) }, context: context)
        spec.nodes = families.nodes()
        let patterns = Patterns(context: context, families: families)
        let edges = EdgeReader(context: context, patterns: patterns, substitution: substitution)
        spec.edges = document["edges"].compactMap { edges.edge($0) }
        let budgets = BudgetReader(context: context, patterns: patterns, substitution: substitution)
        spec.budgets = document["budgets"].compactMap { budgets.budget($0) }
        let stages = StageReader(context: context, patterns: patterns, substitution: substitution)
        spec.stages = document["stages"].compactMap { stages.stage($0) }
        let results = ResultReader(context: context, families: families, substitution: substitution)
        spec.results = document["results"].compactMap { results.result($0) }
        spec.sources = context.sources
        return (spec, context.diagnostics)
    }

    /// The pipeline's name; a missing name, or no nodes at all, is reported at the file's first key.
    private func name(
        _ document: MergedDocument, _ substitution: Substitution, _ context: ReadingContext
    ) -> Located<String> {
        let unnamed = Located("", document.origin)
        if document["nodes"].isEmpty, !context.isIncomplete {
            context.report(.missingKey, document.origin, "the pipeline has no `nodes`")
        }
        guard let value = document.name else {
            if !context.isIncomplete {
                context.report(
                    .missingKey, document.origin, "the pipeline has no name",
                    help: "begin with `pipeline: name`")
            }
            return unnamed
        }
        guard let name = context.string(substitution.apply(value), "the pipeline's name") else {
            return unnamed
        }
        if !name.value.allSatisfy({ isNameCharacter($0) || $0 == "." }) {
            context.report(
                .badName, name.origin,
                "the pipeline name \(shown(name.value)) is not letters, digits, `_`, `-` and `.`")
        }
        return name
    }
}
