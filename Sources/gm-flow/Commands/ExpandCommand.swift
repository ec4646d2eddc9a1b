import ArgumentParser
import PipelineFormat

/// Prints a pipeline with everything put in its place.
struct ExpandCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expand",
        abstract: "Print a pipeline with includes, profiles, parameters and families in place.")

    @OptionGroup var options: PipelineOptions

    func run() throws {
        let checked = try CheckedPipeline.load(options, command: "expand", cores: nil)
        guard let spec = checked.spec else {
            try checked.refuseErrors()
            throw Exit.checkErrors
        }
        try Console.say(expandedYAML(spec))
        // What could be read is shown in any case: it is how one finds a mistake.
        try checked.refuseErrors()
    }
}
