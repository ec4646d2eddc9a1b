import Glibc

/// A drawing in the making: SVG elements with classes, whose looks the page's style sheet gives.
struct SVG {
    private(set) var body = ""
    let width: Double
    let height: Double

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        body +=
            "<line class=\"\(style)\" x1=\"\(px(x1))\" y1=\"\(px(y1))\" x2=\"\(px(x2))\" y2=\"\(px(y2))\"/>\n"
    }

    mutating func path(_ data: String, _ style: String, title: String? = nil) {
        let inner = title.map { "<title>\(escaped($0))</title>" }
        body += "<path class=\"\(style)\" d=\"\(data)\"" + (inner.map { ">\($0)</path>\n" } ?? "/>\n")
    }

    mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String) {
        body += "<circle class=\"\(style)\" cx=\"\(px(x))\" cy=\"\(px(y))\" r=\"\(px(radius))\"/>\n"
    }

    mutating func dot(_ x: Double, _ y: Double, _ radius: Double, _ style: String, title: String) {
        body +=
            "<circle class=\"\(style)\" cx=\"\(px(x))\" cy=\"\(px(y))\" r=\"\(px(radius))\">"
            + "<title>\(escaped(title))</title></circle>\n"
    }

    /// A cell of a heat map; `share` is how strong its colour is, 0 to 1.
    mutating func cell(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, share: Double
    ) {
        let strength = Int((8 + 62 * min(max(share, 0), 1)).rounded())
        body +=
            "<rect class=\"heat \(style)\" x=\"\(px(x))\" y=\"\(px(y))\" width=\"\(px(width))\" "
            + "height=\"\(px(height))\" rx=\"3\" style=\"--v:\(strength)%\"/>\n"
    }

    mutating func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, radius: Double = 0, _ style: String
    ) {
        body +=
            "<rect class=\"\(style)\" x=\"\(px(x))\" y=\"\(px(y))\" width=\"\(px(width))\" "
            + "height=\"\(px(height))\" rx=\"\(px(radius))\"/>\n"
    }

    mutating func text(_ x: Double, _ y: Double, _ text: String, _ style: String, anchor: String = "start") {
        body +=
            "<text class=\"\(style)\" x=\"\(px(x))\" y=\"\(px(y))\" text-anchor=\"\(anchor)\">"
            + escaped(text) + "</text>\n"
    }

    mutating func group(title: String, _ draw: (inout SVG) -> Void) {
        body += "<g><title>\(escaped(title))</title>\n"
        draw(&self)
        body += "</g>\n"
    }

    /// The element; `attributes` are written as they are.
    func element(_ label: String, style: String = "chart", attributes: String = "") -> String {
        "<svg class=\"\(style)\" viewBox=\"0 0 \(px(width)) \(px(height))\" role=\"img\" "
            + "aria-label=\"\(escaped(label))\"\(attributes.isEmpty ? "" : " " + attributes)>\n\(body)</svg>\n"
    }
}

/// A coordinate with one decimal.
func px(_ value: Double) -> String {
    guard value.magnitude < 1e9 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
}

/// A text inside an element or a quoted attribute.
func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": out += "&amp;"
        case "<": out += "&lt;"
        case ">": out += "&gt;"
        case "\"": out += "&quot;"
        case "'": out += "&#39;"
        case "\n", "\t": out.unicodeScalars.append(scalar)
        case "\u{0}"..."\u{1F}": out += "\u{FFFD}"
        default: out.unicodeScalars.append(scalar)
        }
    }
    return out
}
