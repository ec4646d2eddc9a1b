import ArgumentParser

/// The command line.
@main
struct GMFlow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gm-flow", abstract: "Compiles a YAML graph of trading operators and runs it.")
}
