/// Numbers in a shape, row-major, with a name: what model files hold.
public struct Tensor: Sendable, Equatable {
    /// The numbers, of either width.
    public enum Numbers: Sendable, Equatable {
        /// 32-bit.
        case single([Float])
        /// 64-bit.
        case double([Double])
        /// Whole numbers of 64 bits without a sign.
        case words([UInt64])
    }

    /// Its name, as `actor.0.weight`.
    public var name: String
    /// Sizes, outermost first; empty for one number.
    public var shape: [Int]
    /// The numbers.
    public var numbers: Numbers

    /// Makes a tensor.
    public init(_ name: String, _ shape: [Int], _ numbers: Numbers) {
        self.name = name
        self.shape = shape
        self.numbers = numbers
    }

    /// How many numbers the shape asks for; nil beyond what memory could hold.
    public static func count(_ shape: [Int]) -> Int? {
        var product = 1
        for size in shape {
            guard size >= 0 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            guard !overflow, next <= 1 << 40 else { return nil }
            product = next
        }
        return product
    }
}

/// Why a model file is not taken.
public struct ModelFileError: Error, Sendable, Equatable {
    /// The file.
    public var path: String
    /// What is wrong, in one sentence without a full stop.
    public var message: String
    /// What to do, or nil.
    public var help: String?

    /// Makes an error.
    public init(_ path: String, _ message: String, help: String? = nil) {
        self.path = path
        self.message = message
        self.help = help
    }
}
