/// What a worker does when it finds no work.
public enum WaitStrategy: String, Sendable, CaseIterable {
    /// Spins for 2 µs if the core is its own, then yields a few times, then parks: full speed under load,
    /// an idle core otherwise, and some microseconds for the first event after a pause.
    case auto
    /// Spins: reacts within some 100 ns and burns the whole core; other threads on it starve.
    case spin
    /// Yields the core each round: about a microsecond, burns what nobody else wants.
    case yield
    /// Parks at once: costs almost nothing when idle, a system call on both sides for each wake-up.
    case park
}
