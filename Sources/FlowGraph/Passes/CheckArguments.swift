import OperatorKit
import PipelineFormat

/// Pass 2: checks each node's arguments against its operator's manual and converts them.
func checkArguments(
    _ nodes: [DraftNode], pipelineFile: String, _ diagnostics: inout Diagnostics
) -> [DraftNode] {
    nodes.map { node in
        guard let manual = node.manual else { return node }
        var node = node
        node.arguments = checkedArguments(
            &node, manual, pipelineFile: pipelineFile, &diagnostics)
        return node
    }
}

private func checkedArguments(
    _ node: inout DraftNode, _ manual: OperatorManual, pipelineFile: String,
    _ diagnostics: inout Diagnostics
) -> [(name: String, value: ArgumentValue)]? {
    var checked: [(name: String, value: ArgumentValue)] = []
    var isClean = true
    // A required argument under a misspelt key is one mistake, not two.
    var misspelt: Set<String> = []
    passOverTerms(&node, manual)
    for (key, value) in node.spec.arguments {
        guard let parameter = manual.parameters.first(where: { $0.name == key.value }) else {
            let names = manual.parameters.map(\.name)
            let known = names.isEmpty ? "it takes no arguments" : "its arguments are \(listed(names))"
            diagnostics.error(
                .unknownArgument, key.origin, "`\(manual.name)` has no argument `\(key.value)`",
                help: didYouMean(key.value, names) ?? known)
            if let meant = nearest(to: key.value, among: names) { misspelt.insert(meant) }
            isClean = false
            continue
        }
        var converter = ArgumentConverter(
            parameter: parameter, files: FileFinder(beside: [pipelineFile, value.origin.position.file]),
            origins: node.origins)
        let converted = converter.convert(value)
        diagnostics.add(converter.diagnostics)
        node.origins = converter.origins
        guard let converted else {
            isClean = false
            continue
        }
        node.origins.name(parameter.name, converted.origin)
        checked.append((parameter.name, converted))
    }
    for parameter in manual.parameters where parameter.isRequired && !misspelt.contains(parameter.name) {
        guard !node.spec.arguments.contains(where: { $0.key.value == parameter.name }) else { continue }
        diagnostics.error(
            .missingArgument, node.spec.op.origin, "`\(manual.name)` needs the argument `\(parameter.name)`",
            help: "`\(parameter.name)`: \(parameter.doc)")
        isClean = false
    }
    return isClean ? checked : nil
}

/// What `use` says of an instrument is for those operators that have an argument for it.
private func passOverTerms(_ node: inout DraftNode, _ manual: OperatorManual) {
    let (borrowed, known) = (node.spec.borrowed, Set(manual.parameters.map(\.name)))
    node.spec.arguments.removeAll { argument in
        let name = argument.key.value
        return borrowed.contains(name) && instrumentTerms.contains(name) && !known.contains(name)
    }
}
