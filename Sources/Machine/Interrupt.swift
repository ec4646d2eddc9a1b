internal import CMachine

/// Counts Ctrl-C (`SIGINT`) and `SIGTERM`, so that the first can drain and the second stop.
public enum Interrupt {
    /// Counts the two signals from now on, instead of ending the process by them; false if refused.
    ///
    /// The calling thread, and threads that it starts, no longer block them, whatever the parent process did.
    /// The handler only adds to an atomic. Interrupted system calls are restarted, so poll ``count``.
    @discardableResult
    public static func install() -> Bool {
        cm_interrupt_install() == 0
    }

    /// How many have come since the process started; one load, any thread.
    public static var count: Int { Int(cm_interrupt_count()) }

    /// The signal that came last, as 2 for Ctrl-C and 15 for `SIGTERM`; 0 before the first.
    public static var last: Int32 { cm_interrupt_last() }
}
