/// Whether a text for a terminal is coloured.
public struct TextStyle: Sendable {
    /// The colours that reports use.
    enum Tint: String { case bold = "1", faint = "2", red = "31", green = "32", yellow = "33" }

    private let isColoured: Bool

    /// Plain, or with ANSI colours.
    public init(coloured: Bool) { isColoured = coloured }

    func paint(_ text: String, _ tint: Tint) -> String {
        isColoured ? "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m" : text
    }
}
