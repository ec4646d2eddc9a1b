/// Why a parked worker runs again.
public enum ParkOutcome: Sendable, Equatable {
    /// Another thread notified it.
    case notified
    /// The timeout passed without a notification.
    case timedOut
    /// A signal handler ran on this thread.
    case interrupted
}
