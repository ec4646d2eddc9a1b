/// The frame of every page that we write: one file, with style and script inside, that fetches nothing.
enum HTMLPage {
    /// A part of a page with the name that leads to it.
    struct Part {
        var id: String
        var title: String
        var body: String
    }

    /// The page; parts without a body are left out.
    ///
    /// - Parameter head: what stands above the parts, HTML.
    static func text(title: String, head: String, parts: [Part]) -> String {
        let shown = parts.filter { !$0.body.isEmpty }
        var page = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        page += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        page += "<meta name=\"color-scheme\" content=\"light dark\">\n"
        page += "<title>\(escaped(title)) · gm-flow</title>\n<link rel=\"icon\" href=\"data:,\">\n"
        page += "<style>\n\(HTMLStyle.sheet)\(HTMLStyle.drawings)</style></head>\n<body>\n"
        if shown.count > 3 {
            page += "<nav aria-label=\"Sections\"><div>"
            for part in shown { page += "<a href=\"#\(part.id)\">\(escaped(part.title))</a>" }
            page += "</div></nav>\n"
        }
        page += "<main>\n\(head)"
        for part in shown {
            page +=
                "<section id=\"\(part.id)\" aria-labelledby=\"\(part.id)-title\">"
                + "<h2 id=\"\(part.id)-title\">\(escaped(part.title))</h2>\n\(part.body)</section>\n"
        }
        return page + "</main>\n<script>\n\(HTMLStyle.script)</script></body></html>\n"
    }

    static func figure(_ drawing: String, _ caption: String) -> String {
        "<figure>\(drawing)<figcaption>\(caption)</figcaption></figure>\n"
    }
}
