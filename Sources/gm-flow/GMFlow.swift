import ArgumentParser
import Glibc
import Learning
import RunReport
import Training

/// The command line.
@main
struct GMFlow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gm-flow", abstract: "Compiles a YAML graph of trading operators and runs it.",
        discussion: """
            Begin with `gm-flow run Pipelines/quickstart.yaml`; `gm-flow ops` lists the operators.

            Exit codes: 0 good, 1 usage or the world (a disk, a core), 2 mistakes in the pipeline, 3 an operator \
            failed or the run stalled, 4 a budget was missed and 5 none was but one is inconclusive (both with \
            --budget fail), 7 data was lost, 8 a node looks ahead (lint), 130 interrupted, 143 a training was \
            terminated after a checkpoint.
            """,
        version: "gm-flow \(Version.number), \(Version.compiler)",
        subcommands: [
            RunCommand.self, ReportCommand.self, CompareCommand.self, SweepCommand.self, CheckCommand.self,
            LintCommand.self,
            PlanCommand.self,
            GraphCommand.self,
            ExpandCommand.self,
            TrainCommand.self, EvalCommand.self, ModelCommand.self, LadderCommand.self,
            OpsCommand.self, BenchCommand.self, DoctorCommand.self,
        ])

    static func main() {
        OutputFile.ignoreSizeSignal()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Glibc.exit(finish(error).rawValue)
        }
    }

    /// Says what ended the command and returns its exit code; the parser's own code for misuse is 64, ours is
    /// 1.
    private static func finish(_ error: any Error) -> Exit {
        switch error {
        case let exit as Exit: return exit
        case let complaint as Complaint:
            Console.complain(complaint.text)
            return .world
        case let error as OutputError:
            Console.complain("error: \(error.message)")
            return .world
        case let error as RecordError:
            Console.complain(Complaint(error.message, help: error.help).text)
            return .world
        case let error as TrainingError:
            Console.complain(Complaint(error.message, help: error.help).text)
            return error.isFault ? .operatorFailed : .world
        case let error as ModelFileError:
            Console.complain(Complaint("\(error.path): \(error.message)", help: error.help).text)
            return .world
        default:
            let text = fullMessage(for: error)
            guard exitCode(for: error) == .success else {
                Console.complain(text)
                return .world
            }
            // Help and version are the answer, so they go where answers go.
            do {
                try Console.say(text)
                return .good
            } catch {
                return finish(error)
            }
        }
    }
}
