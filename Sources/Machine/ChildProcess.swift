internal import CMachine

/// Why a process could not be started: the system's number.
public struct ChildProcessError: Error, Sendable, Equatable {
    /// `errno`.
    public var code: Int32
}

/// Another process that this one started; whoever starts it asks until it has ended.
public struct ChildProcess: Sendable {
    /// How a process ended.
    public enum Ending: Sendable, Equatable {
        /// By itself, with a code.
        case exit(Int32)
        /// By a signal, as a crash does.
        case signal(Int32)
    }

    private let id: Int32

    /// Starts this program again with other words; what it writes to either output goes to a file.
    ///
    /// It reads nothing, ends when this process does, and counts its own signals.
    public static func again(_ words: [String], output: String) throws(ChildProcessError) -> ChildProcess {
        try spawn(nil, ["gm-flow"] + words, output: output)
    }

    /// Starts another program, found by the PATH, with the words behind its name.
    ///
    /// It ends with code 127 at once if there is no such program.
    public static func start(_ command: [String], output: String) throws(ChildProcessError) -> ChildProcess {
        guard let program = command.first, !program.isEmpty else { throw ChildProcessError(code: 22) }
        return try spawn(program, command, output: output)
    }

    private static func spawn(
        _ program: String?, _ words: [String], output: String
    ) throws(ChildProcessError) -> ChildProcess {
        var bytes: [UInt8] = []
        for word in words {
            bytes += word.utf8
            bytes.append(0)
        }
        var id: Int32 = 0
        // SAFETY: both buffers live for the call, which only reads them; every word ends with a zero.
        let code = unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return Int32(22) }
            return unsafe cm_spawn(&id, program, base, buffer.count, output)
        }
        guard code == 0 else { throw ChildProcessError(code: code) }
        return ChildProcess(id: id)
    }

    /// How it ended; nil while it runs.
    ///
    /// After an answer it must not be asked again.
    public func poll() -> Ending? {
        var status: Int32 = 0
        switch unsafe cm_child_poll(id, &status) {
        case 0: return nil
        case 1: return .exit(status)
        default: return .signal(status)
        }
    }

    /// Asks it to stop (2 as Ctrl-C does), or ends it (9).
    public func send(_ signal: Int32) { cm_child_signal(id, signal) }
}
