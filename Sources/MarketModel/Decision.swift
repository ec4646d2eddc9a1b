/// Why a position is wanted or not: what the agents thought, and which gates that passed.
public struct Decision: Event {
    /// What a trade has to pass.
    public struct Gates: OptionSet, BitwiseCopyable, Sendable, Hashable {
        /// Raw bits.
        public var rawValue: UInt64
        /// Makes gates of raw bits.
        @inlinable
        public init(rawValue: UInt64) { self.rawValue = rawValue }
        /// Every agent had numbers to think about and was sure enough.
        public static let sound = Gates(rawValue: 1)
        /// The likeliest choice is a side.
        public static let side = Gates(rawValue: 2)
        /// A synergy is live, or none is needed.
        public static let synergy = Gates(rawValue: 4)
        /// The confidence is at least its threshold.
        public static let confidence = Gates(rawValue: 8)
        /// The tactical score is at least its threshold.
        public static let tactical = Gates(rawValue: 16)
        /// The side is the live synergy's, or the tactical score is as high as it takes to go against it.
        public static let agreement = Gates(rawValue: 32)
        /// All of them.
        public static let all = Gates(rawValue: 63)
        /// Their names, by bit.
        public static let names = ["sound", "side", "synergy", "confidence", "tactical", "agreement"]
    }

    /// Header of the event that was decided on.
    public var header: EventHeader
    /// The target position: +1 long, 0 flat, −1 short.
    public var target: Double
    /// C = max P·(1 − I/ln 3).
    public var confidence: Double
    /// Combined probability of short.
    public var short: Double
    /// Combined probability of flat.
    public var flat: Double
    /// Combined probability of long.
    public var long: Double
    /// The tactical agent's probability of the likeliest choice.
    public var score: Double
    /// Direction of the live synergy; 0 for none.
    public var synergy: Double
    /// I: mutual information, in nats.
    public var information: Double
    /// What was passed; the rest failed.
    public var passed: Gates
    /// Hash of the strategic agent's inputs; 0 where there is none.
    public var strategicInputs: UInt64
    /// Hash of the tactical agent's inputs.
    public var tacticalInputs: UInt64

    /// Makes a decision for flat that passed nothing.
    @inlinable
    public init(header: EventHeader) {
        self.header = header
        target = 0
        confidence = 0
        short = 0
        flat = 0
        long = 0
        score = 0
        synergy = 0
        information = 0
        passed = []
        strategicInputs = 0
        tacticalInputs = 0
    }

    /// Name of the type.
    public static let typeName = "Decision"
    /// Readable numbers.
    public static let fields: [EventField<Decision>] = [
        EventField("target", "units") { $0.target },
        EventField("confidence", "0…1") { $0.confidence },
        EventField("short", "0…1") { $0.short },
        EventField("flat", "0…1") { $0.flat },
        EventField("long", "0…1") { $0.long },
        EventField("score", "0…1") { $0.score },
        EventField("synergy", "+1, -1; 0 for none") { $0.synergy },
        EventField("information", "nats") { $0.information },
        EventField("passed", "bits of the gates") { Double($0.passed.rawValue) },
    ]
}
