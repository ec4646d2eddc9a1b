import Glibc
import Learning
import Machine
import Synchronization

/// The way to one server: its socket, its process, and how far the conversation has come.
final class Link: Sendable {
    /// Why a question got no answer.
    enum Fault: Error {
        /// None came in time, or the process is gone: it may be started again.
        case silent(String)
        /// It answered what can't be used.
        case wrong(String)

        var message: String {
            switch self {
            case .silent(let message), .wrong(let message): message
            }
        }
    }

    private struct State {
        var socket: Socket?
        var process: ChildProcess?
        var sequence: UInt64 = 0
    }
    private let state = Mutex(State())
    private let server: ExternalServer

    init(_ server: ExternalServer) { self.server = server }

    deinit {
        if let socket = state.withLock({ $0.socket }) {
            let sequence = state.withLock { $0.sequence } + 1
            try? socket.send([FrameHeader(.close, sequence).bytes])
            // It answers at once, and then ends by itself.
            _ = try? socket.receive(milliseconds: 200)
        }
        kill()
    }

    /// The number of the last question: who finds another than his own knows that somebody else has asked.
    var sequence: UInt64 { state.withLock { $0.sequence } }

    /// Starts the server, or starts it anew, and asks what it serves.
    func open() throws(Fault) -> (spec: ServerSpec, sizes: FrameSizes) {
        kill()
        var process: ChildProcess?
        if !server.command.isEmpty {
            do { process = try ChildProcess.start(server.words, output: server.log) } catch {
                throw .wrong(
                    "`\(server.words.joined(separator: " "))` can't be started (error \(error.code))")
            }
        }
        let socket: Socket
        do { socket = try Socket(.asks, server.endpoint) } catch { throw .wrong(error.message) }
        state.withLock { $0 = State(socket: socket, process: process) }
        let (header, frames) = try ask(.spec, [], FrameSizes(), patience: 10 * server.patience)
        do throws(FrameFault) {
            try header.sizes.check()
            guard frames.count == 1 else { throw FrameFault("its description has \(frames.count) frames") }
            let spec = try ServerSpec(frames[0])
            guard spec.agents.count == header.sizes.agents else {
                throw FrameFault("it names \(spec.agents.count) agents and has \(header.sizes.agents)")
            }
            guard header.sizes.copies == server.copies else {
                throw FrameFault(
                    "it runs \(header.sizes.copies) copies, and \(server.copies) are asked for")
            }
            return (spec, header.sizes)
        } catch { throw .wrong(error.message) }
    }

    /// Asks a question and returns the frames behind the answer's header.
    func ask(_ kind: FrameKind, _ frames: [[UInt8]], _ sizes: FrameSizes) throws(Fault) -> [[UInt8]] {
        let (header, frames) = try ask(kind, frames, sizes, patience: server.patience)
        guard header.sizes == sizes else {
            throw .wrong("it answers with sizes \(header.sizes), which were \(sizes)")
        }
        return frames
    }

    private func ask(
        _ kind: FrameKind, _ frames: [[UInt8]], _ sizes: FrameSizes, patience: Double
    ) throws(Fault) -> (header: FrameHeader, frames: [[UInt8]]) {
        let (open, process, sequence) = state.withLock { state in
            state.sequence += 1
            return (state.socket, state.process, state.sequence)
        }
        guard let socket = open else { throw .silent("there is no connection") }
        do { try socket.send([FrameHeader(kind, sequence, sizes).bytes] + frames) } catch {
            throw .silent(error.message)
        }
        let reply = try answer(socket, process, patience)
        do throws(FrameFault) {
            guard let first = reply.first else { throw FrameFault("its answer is empty") }
            let header = try FrameHeader(first)
            guard header.sequence == sequence else {
                throw FrameFault("it answers question \(header.sequence), and \(sequence) was asked")
            }
            if header.kind == .error {
                let text = reply.count > 1 ? String(decoding: reply[1].prefix(500), as: UTF8.self) : ""
                throw FrameFault("it says: \(text)")
            }
            guard header.kind == kind else { throw FrameFault("it answers another kind of question") }
            return (header, Array(reply.dropFirst()))
        } catch { throw .wrong(error.message) }
    }

    /// Waits in slices, so that a server that has ended is noticed at once.
    private func answer(
        _ socket: Socket, _ process: ChildProcess?, _ patience: Double
    ) throws(Fault) -> [[UInt8]] {
        let slice = 0.1
        var waited = 0.0
        while true {
            do { return try socket.receive(milliseconds: Int(1000 * slice)) } catch {
                guard error == .silent else { throw .wrong(error.message) }
            }
            waited += slice
            if let process, let ending = process.poll() {
                state.withLock { $0.process = nil }
                throw .silent("its server has ended (\(ending)); what it wrote is in \(server.log)")
            }
            if waited >= patience { throw .silent("it gave no answer within \(patience) s") }
        }
    }

    private func kill() {
        let process = state.withLock { state in
            defer { state = State(sequence: state.sequence) }
            return state.process
        }
        guard let process else { return }
        process.send(9)
        while process.poll() == nil { usleep(1000) }
    }
}
