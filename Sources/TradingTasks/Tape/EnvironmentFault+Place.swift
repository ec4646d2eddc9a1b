import Learning
import PipelineFormat

extension EnvironmentFault {
    /// Says what is wrong at a place of a file.
    init(at origin: Origin, _ message: String, help: String? = nil) {
        let place = origin.position
        self.init("\(place.file):\(place.line):\(place.column): \(message)", help: help)
    }
}
