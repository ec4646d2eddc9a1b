import Learning
import RunReport

/// Why a training, an evaluation or a registry gave up.
public struct TrainingError: Error, Sendable {
    /// What is wrong, in one sentence without a full stop.
    public var message: String
    /// What to do, or nil.
    public var help: String?
    /// Whether the training itself failed; if not, the world did: a disk, a file.
    public var isFault = false

    /// Says what is wrong.
    public init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }

    init(_ error: OutputError) { self.init(error.message) }
    init(_ error: InputError) { self.init("cannot read \(error.path): \(error.reason)") }
    init(_ error: ModelFileError) { self.init("\(error.path): \(error.message)", help: error.help) }
    init(_ fault: TrainingFault) {
        self.init(fault.message)
        if case .environment(let inner) = fault.kind { help = inner.help }
        isFault = true
    }
    init(_ fault: EnvironmentFault) {
        self.init(fault.message, help: fault.help)
        isFault = true
    }
}

/// Runs something that writes, reads or trains, and tells its error as a `TrainingError`.
func told<T>(_ body: () throws -> T) throws(TrainingError) -> T {
    do { return try body() } catch let error as TrainingError {
        throw error
    } catch let error as OutputError {
        throw TrainingError(error)
    } catch let error as InputError {
        throw TrainingError(error)
    } catch let error as ModelFileError {
        throw TrainingError(error)
    } catch let fault as TrainingFault {
        throw TrainingError(fault)
    } catch let fault as EnvironmentFault {
        throw TrainingError(fault)
    } catch {
        throw TrainingError("\(error)")
    }
}
