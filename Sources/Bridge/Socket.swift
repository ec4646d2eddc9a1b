import CZeroMQ
import Glibc
import Synchronization

/// A socket of ZeroMQ that asks or answers: messages of several frames, out and in by turns.
///
/// Calls from several threads wait for one another.
final class Socket: Sendable {
    /// Which side it is.
    enum Side {
        /// Connects, asks, waits for the answer.
        case asks
        /// Binds, waits for a question, answers.
        case answers
    }

    /// Why a call failed.
    enum Fault: Error, Equatable {
        /// Nothing came in time.
        case silent
        /// What the library says.
        case failed(String)
        /// A message that nobody here would send.
        case flood(String)

        /// What to tell a person.
        var message: String {
            switch self {
            case .silent: "nothing came"
            case .failed(let message), .flood(let message): message
            }
        }
    }

    /// Most frames of a message.
    static let frameLimit = 16
    /// Most bytes of a frame.
    static let byteLimit: Int64 = 1 << 30

    // SAFETY: both pointers come from the library and go back to it in `deinit` alone; every call in between is made
    // under the lock, and buffers outlive the calls that read or fill them.
    @safe private struct Handle {
        var context: UnsafeMutableRawPointer
        var socket: UnsafeMutableRawPointer
    }
    private let handle = Mutex<Handle?>(nil)

    /// Opens a socket at an endpoint, as `ipc:///tmp/name` or `tcp://127.0.0.1:5555`.
    init(_ side: Side, _ endpoint: String) throws(Fault) {
        let fault = handle.withLock { handle -> Fault? in
            guard let context = unsafe zmq_ctx_new() else { return Self.fault("no context") }
            guard let socket = unsafe zmq_socket(context, side == .asks ? ZMQ_REQ : ZMQ_REP) else {
                unsafe zmq_ctx_term(context)
                return Self.fault("no socket")
            }
            handle = unsafe Handle(context: context, socket: socket)
            var linger: Int32 = 0
            var limit = Self.byteLimit
            unsafe zmq_setsockopt(socket, ZMQ_LINGER, &linger, 4)
            unsafe zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &limit, 8)
            let code =
                side == .asks ? unsafe zmq_connect(socket, endpoint) : unsafe zmq_bind(socket, endpoint)
            return code == 0 ? nil : Self.fault("`\(endpoint)` can't be opened")
        }
        if let fault { throw fault }
    }

    deinit {
        handle.withLock { handle in
            guard let handle else { return }
            unsafe zmq_close(handle.socket)
            unsafe zmq_ctx_term(handle.context)
        }
    }

    private static func fault(_ what: String) -> Fault {
        .failed("\(what): \(unsafe String(cString: zmq_strerror(zmq_errno())))")
    }

    /// Sends a message of frames.
    func send(_ frames: [[UInt8]]) throws(Fault) {
        let failed = handle.withLock { handle -> Bool in
            guard let handle else { return true }
            for (index, frame) in frames.enumerated() {
                let flags = index + 1 < frames.count ? ZMQ_SNDMORE : 0
                var code: Int32 = -1
                repeat {
                    code = unsafe frame.withUnsafeBytes { bytes in
                        unsafe zmq_send(handle.socket, bytes.baseAddress, bytes.count, flags)
                    }
                } while code < 0 && zmq_errno() == EINTR
                if code < 0 { return true }
            }
            return false
        }
        if failed { throw Self.fault("a message can't be sent") }
    }

    /// The next message, waited for so many milliseconds at most.
    func receive(milliseconds: Int) throws(Fault) -> [[UInt8]] {
        let result = handle.withLock { handle -> Result<[[UInt8]], Fault> in
            guard let handle else { return .failure(.failed("it is not open")) }
            var wait = Int32(clamping: milliseconds)
            unsafe zmq_setsockopt(handle.socket, ZMQ_RCVTIMEO, &wait, 4)
            var frames: [[UInt8]] = []
            var count = 0
            while true {
                var message = zmq_msg_t()
                unsafe zmq_msg_init(&message)
                defer { unsafe zmq_msg_close(&message) }
                guard unsafe zmq_msg_recv(&message, handle.socket, 0) >= 0 else {
                    let code = zmq_errno()
                    if code == EINTR, frames.isEmpty { continue }
                    return .failure(code == EAGAIN ? .silent : Self.fault("no message can be read"))
                }
                count += 1
                // What is beyond the limit is read and dropped, so that the next message can be found.
                if count <= Self.frameLimit {
                    let bytes = unsafe UnsafeRawBufferPointer(
                        start: zmq_msg_data(&message), count: zmq_msg_size(&message))
                    frames.append(unsafe Array(bytes))
                }
                if unsafe zmq_msg_more(&message) == 0 { break }
            }
            guard count <= Self.frameLimit else {
                return .failure(.flood("a message has \(count) frames, and \(Self.frameLimit) are the most"))
            }
            return .success(frames)
        }
        return try result.get()
    }
}

/// Numbers as they go over the wire: least significant byte first, which is how this machine keeps them.
enum Wire {
    /// The bytes of numbers.
    static func bytes<Number: BitwiseCopyable>(_ numbers: [Number]) -> [UInt8] {
        // SAFETY: any number is so many bytes, and they are copied before the array goes.
        unsafe numbers.withUnsafeBytes { unsafe Array($0) }
    }

    /// The numbers of bytes, exactly `count` of them; nil where there are more or fewer.
    ///
    /// - Parameter zero: a number of the type, any.
    static func numbers<Number: BitwiseCopyable>(_ bytes: [UInt8], count: Int, zero: Number) -> [Number]? {
        guard count >= 0, bytes.count == count * MemoryLayout<Number>.stride else { return nil }
        var numbers = [Number](repeating: zero, count: count)
        // SAFETY: the array has just as many bytes, and all bits make a number of the types used here.
        unsafe numbers.withUnsafeMutableBytes { target in unsafe target.copyBytes(from: bytes) }
        return numbers
    }
}
