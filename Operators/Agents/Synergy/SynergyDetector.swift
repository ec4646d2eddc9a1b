/// Finds three signals of one direction in one of the four orders.
struct SynergyDetector {
    /// Who signals, in the order in which signals of one bar are taken.
    enum Kind: Int, CaseIterable, Sendable { case mlmi, nwrqk, fvg }

    /// One signal.
    struct Fired: Equatable {
        var kind: Kind
        /// +1 or −1.
        var direction: Double
        /// 0…1.
        var strength: Double
        /// Number of the five-minute bar.
        var bar: Int
    }

    /// What three signals make.
    struct Found: Equatable {
        var pattern: Int
        var direction: Double
        var confidence: Double
        var strength: Double
        var bars: Int
    }

    /// What has become of signals.
    struct Tally: Equatable {
        var restartsByConflict = 0
        var restartsByExpiry = 0
        var repeats = 0
        var inCooldown = 0
        var withoutStart = 0
    }

    private let window: Int
    private let cooldown: Int
    private var first: Fired?
    private var second: Fired?
    private var lastFound: Int?
    private(set) var tally = Tally()

    /// Three signals within `window` bars, then `cooldown` bars of rest.
    init(window: Int, cooldown: Int) {
        self.window = window
        self.cooldown = cooldown
    }

    /// Takes a signal, bars never going back; the synergy that it completes.
    mutating func take(_ signal: Fired) -> Found? {
        if let lastFound, signal.bar - lastFound <= cooldown {
            tally.inCooldown += 1
            return nil
        }
        guard let first else {
            start(with: signal)
            return nil
        }
        if signal.bar - first.bar > window {
            tally.restartsByExpiry += 1
            start(with: signal)
            return nil
        }
        if signal.direction != first.direction {
            tally.restartsByConflict += 1
            start(with: signal)
            return nil
        }
        if signal.kind == first.kind || signal.kind == second?.kind {
            tally.repeats += 1
            return nil
        }
        guard let second else {
            self.second = signal
            return nil
        }
        self.first = nil
        self.second = nil
        lastFound = signal.bar
        return found(first, second, signal)
    }

    /// No pattern starts with a gap's mitigation.
    private mutating func start(with signal: Fired) {
        second = nil
        first = signal.kind == .fvg ? nil : signal
        tally.withoutStart += first == nil ? 1 : 0
    }

    private func found(_ a: Fired, _ b: Fired, _ c: Fired) -> Found {
        let pattern =
            switch (a.kind, b.kind) {
            case (.mlmi, .nwrqk): 1
            case (.mlmi, _): 2
            case (_, .fvg): 3
            default: 4
            }
        let mean = (a.strength + b.strength + c.strength) / 3
        let least = min(a.strength, b.strength, c.strength)
        let most = max(a.strength, b.strength, c.strength)
        let bars = c.bar - a.bar
        let timing = 1 - Double(bars) / Double(window)
        let confidence = 0.4 + 0.3 * mean + 0.2 * timing + (most > 0 ? 0.1 * least / most : 0)
        return Found(
            pattern: pattern, direction: a.direction, confidence: min(max(confidence, 0), 1), strength: mean,
            bars: bars)
    }
}
