import ArgumentParser
import FlowGraph
import JSON

/// Draws a pipeline's graph.
struct GraphCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case dot, mermaid, json }

    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw a pipeline's graph: the same file gives the same bytes.")

    @OptionGroup var options: PipelineOptions

    @Option(help: "How it is drawn.")
    var format = Format.dot

    @Option(help: "Draw it as placed on so many cores, or on a list of them; by default it is not placed.")
    var cores: String?

    func run() throws {
        let placed = try cores.map { try CoreChoice.toPlan($0) }
        let checked = try CheckedPipeline.load(options, command: "graph", cores: placed)
        try checked.refuseErrors()
        guard let graph = checked.graph else { throw Exit.checkErrors }
        switch format {
        case .dot: try Console.say(GraphRenderer.dot(graph, checked.plan))
        case .mermaid: try Console.say(GraphRenderer.mermaid(graph, checked.plan))
        case .json: try Console.say(GraphRenderer.json(graph, checked.plan))
        }
    }
}
