import ArgumentParser
import FlowEngine
import PipelineFormat

/// How fast the sources run.
struct PacingOptions: ParsableArguments {
    enum Mode: String, ExpressibleByArgument, CaseIterable { case historical, paced, live }

    @Option(help: "historical: as fast as the graph takes it; paced: by --rate or --speed; live: not yet.")
    var mode: Mode?

    @Option(help: ArgumentHelp("Events per second, as 100k; paced.", valueName: "count"))
    var rate: String?

    @Option(help: ArgumentHelp("Market time times this, as 10; paced. 1 is as it was.", valueName: "factor"))
    var speed: String?

    /// The pace that the options mean together.
    func pace() throws -> RunOptions.Pace {
        if mode == .live {
            throw Complaint(
                "there is no live source yet",
                help: "replay recorded data at its own speed: --mode paced --speed 1")
        }
        guard rate == nil || speed == nil else {
            throw Complaint("`--rate` and `--speed` exclude each other", help: "leave one of them out")
        }
        guard mode != .historical || (rate == nil && speed == nil) else {
            throw Complaint("`--rate` and `--speed` pace a run", help: "leave out --mode historical")
        }
        if let rate {
            guard let value = Units.count(rate).map(Double.init) ?? Double(rate), value > 0, value <= 1e9
            else {
                throw Complaint(
                    "`--rate \(rate)` is not a count above zero", help: "write it as 2500, 100k or 1M")
            }
            return .rate(value)
        }
        if let speed {
            guard let value = Double(speed.hasSuffix("x") ? String(speed.dropLast()) : speed), value > 0,
                value <= 1e9
            else {
                throw Complaint(
                    "`--speed \(speed)` is not a factor above zero", help: "write it as 1 or 0.5 or 10")
            }
            return .speed(value)
        }
        return mode == .paced ? .speed(1) : .fast
    }
}
