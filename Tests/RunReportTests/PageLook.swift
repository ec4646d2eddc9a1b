import Foundation
import Testing

@testable import RunReport

/// Looks at pages as people do: in a browser, on a desk and on a phone, by day and by night.
enum PageLook {
    private static let views: [(name: String, view: Browser.View)] = [
        ("desk-light", .init(width: 1280, height: 900)),
        ("desk-dark", .init(width: 1280, height: 900, isDark: true)),
        ("phone-light", .init(width: 390, height: 844, isPhone: true)),
        ("phone-dark", .init(width: 390, height: 844, isPhone: true, isDark: true)),
    ]

    private static let questions = [
        "overflow": "document.documentElement.scrollWidth - innerWidth",
        "ink": "getComputedStyle(document.body).backgroundColor",
        "charts":
            "[...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width > 0).length",
        "unnamed": "[...document.querySelectorAll('svg')].filter(s => !s.getAttribute('aria-label')).length",
        // The smallest letters of visible drawings, in pixels of the screen.
        "letters": """
        Math.min(...[...document.querySelectorAll('svg.chart text')].filter(t => t.getBoundingClientRect().width > 0)
        .map(t => parseFloat(getComputedStyle(t).fontSize) * t.closest('svg').getBoundingClientRect().width
        / t.closest('svg').viewBox.baseVal.width))
        """,
        "pointer": """
        (() => { const svg = [...document.querySelectorAll('svg[data-hover]')].find(s => s.getBoundingClientRect().width > 0);
        if (!svg) return 'none';
        const b = svg.getBoundingClientRect();
        svg.dispatchEvent(new PointerEvent('pointermove', {clientX: b.left + b.width / 2, clientY: b.top + 20}));
        const tips = [...svg.closest('figure').querySelectorAll('.tip')];
        const text = tips.map(tip => tip.textContent).join(' ');
        svg.dispatchEvent(new PointerEvent('pointerleave')); return text })()
        """,
    ]

    static func look(at name: String, _ page: String, charts: Int, hasPointer: Bool = true) throws {
        guard Browser.program != nil else {
            print("skipped: there is no chromium to look at \(name) with")
            return
        }
        let folder = NSTemporaryDirectory() + "gm-flow-pages-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try OutputFile.makeDirectory(folder)
        try OutputFile.replace("\(folder)/page.html", with: page)
        let browser = try Browser()
        defer { browser.close() }
        for (view, settings) in views {
            let look = try browser.look(at: "\(folder)/page.html", settings, asking: questions)
            #expect(look.complaints == [], "\(name) \(view)")
            #expect(look.answers["overflow"] as? Int == 0, "\(name) \(view) is wider than the screen")
            #expect((look.answers["charts"] as? Int ?? 0) >= charts, "\(name) \(view)")
            #expect(look.answers["unnamed"] as? Int == 0, "\(name) \(view)")
            #expect((look.answers["letters"] as? Double ?? 0) > 9.5, "\(name) \(view): \(look.answers)")
            if hasPointer {
                #expect((look.answers["pointer"] as? String ?? "").contains(":"), "\(name) \(view)")
            }
            let isDark = (look.answers["ink"] as? String ?? "").hasPrefix("rgb(14")
            #expect(isDark == settings.isDark, "\(name) \(view)")
            #expect(look.picture.count > 20_000, "\(name) \(view)")
            // For people who want to see them too.
            if let kept = ProcessInfo.processInfo.environment["GMFLOW_SCREENSHOTS"] {
                try look.picture.write(to: URL(fileURLWithPath: "\(kept)/\(name)-\(view).png"))
            }
        }
    }
}
