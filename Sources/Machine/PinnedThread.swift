internal import CMachine
internal import Synchronization

/// A raw thread, confined to one core from its first instruction.
///
/// Join it: a thread that is dropped without `join()` is detached and runs on by itself.
public final class PinnedThread: Sendable {
    /// The name that was asked for; the kernel shows its first 15 bytes.
    public let name: String
    /// The core that was asked for, or nil for a thread that runs where its starter may run.
    public let core: Int?
    /// True if the thread is confined to ``core``; false if none was asked for or the kernel refused it.
    public let pinned: Bool

    private let handle: UInt
    private let isSettled = Atomic<Bool>(false)

    private init(name: String, core: Int?, pinned: Bool, handle: UInt) {
        self.name = name
        self.core = core
        self.pinned = pinned
        self.handle = handle
    }

    deinit {
        if !isSettled.load(ordering: .acquiring) { cm_thread_detach(handle) }
    }

    /// Starts a thread that runs `body` and ends with it.
    ///
    /// A core that the kernel refuses leaves the thread unpinned, which ``pinned`` tells; throws only if
    /// no thread could be made at all.
    public static func start(
        name: String, core: Int? = nil, stackBytes: Int = 8 << 20, body: @escaping @Sendable () -> Void
    ) throws(ThreadStartError) -> PinnedThread {
        precondition(stackBytes > 0, "a stack has a size")
        // SAFETY: the retain made here is taken over by the new thread, or released below if there is none.
        let launch = unsafe Unmanaged.passRetained(Launch(name: kernelName(name), body: body))
        var handle: UInt = 0
        var pinned = false
        let wanted = core.map { CInt(clamping: $0) } ?? -1
        let code = unsafe cm_thread_start(
            &handle, &pinned, wanted, stackBytes, Launch.enter, launch.toOpaque())
        guard code == 0 else {
            unsafe launch.release()
            throw ThreadStartError(name: name, code: Int(code))
        }
        return PinnedThread(name: name, core: core, pinned: pinned, handle: handle)
    }

    /// Waits until the thread's body has returned; once, and not from the thread itself.
    public func join() {
        let wasSettled = isSettled.exchange(true, ordering: .acquiringAndReleasing)
        precondition(!wasSettled, "a thread is joined once")
        let code = cm_thread_join(handle)
        precondition(code == 0, "a thread is not joined from itself")
    }

    /// Confines the calling thread to `core`; false if the kernel refuses.
    public static func pinCurrentThread(to core: Int) -> Bool {
        cm_pin_current_thread(CInt(clamping: core)) == 0
    }

    /// Asks the kernel to run the calling thread promptly when it wakes, for short turns; false if it refuses.
    ///
    /// For a thread that sleeps most of the time and must not be late. It needs no rights: in the long run the thread
    /// has no larger share of the core than any other.
    @discardableResult
    public static func runPromptly() -> Bool { cm_run_promptly(100_000) == 0 }

    /// The core that the caller runs on at this moment, or nil where the kernel can't say.
    public static var currentCore: Int? {
        let core = cm_current_core()
        return core < 0 ? nil : Int(core)
    }

    /// The kernel's number of the calling thread, as `top -H` and `/proc` show it.
    public static var currentID: Int { Int(cm_thread_id()) }

    /// The kernel keeps 15 bytes and a zero: whole characters that fit.
    private static func kernelName(_ name: String) -> String {
        var short = ""
        for character in name {
            guard short.utf8.count + character.utf8.count <= 15 else { break }
            short.append(character)
        }
        return short
    }
}

/// What a new thread needs; one retain of it travels through the C entry point.
private final class Launch: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    static let enter: @convention(c) @Sendable (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        raw in
        guard let raw = unsafe raw else { return nil }
        // SAFETY: `raw` is the retained Launch that start() passed, and this thread is its only taker.
        let launch = unsafe Unmanaged<Launch>.fromOpaque(raw).takeRetainedValue()
        // A name is for people; a thread without one still works.
        _ = unsafe cm_set_thread_name(launch.name)
        launch.body()
        return nil
    }
}
