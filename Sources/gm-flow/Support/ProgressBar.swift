import FlowEngine
import RunReport

/// One line on standard error that says how far a run has come; nothing where nobody looks.
enum ProgressBar {
    static func show(_ progress: RunProgress) {
        let rate = progress.seconds > 0 ? Double(progress.events) / progress.seconds : 0
        var line = "\(NumberText.grouped(progress.events)) events  \(NumberText.short(rate))/s"
        if let time = progress.marketTime { line += "  \(TimeText.plain(time))" }
        line += "  \(NumberText.fixed(progress.seconds, decimals: 1)) s"
        Console.overwrite("\r\u{1B}[K\(line)")
    }

    static func clear() { Console.overwrite("\r\u{1B}[K") }
}
