import Foundation

/// Headless Chromium, spoken to through its DevTools pipe.
final class Browser {
    struct Failure: Error, CustomStringConvertible { var description: String }

    /// How a page is looked at.
    struct View {
        var width: Int
        var height: Int
        var isPhone = false
        var isDark = false
    }

    /// What a page did when it was looked at.
    struct Look {
        /// Errors and warnings of the console, failed requests, uncaught exceptions.
        var complaints: [String] = []
        /// The whole page as PNG.
        var picture = Data()
        /// What the checks in the page's own words gave.
        var answers: [String: Any] = [:]
    }

    /// Where Debian, Ubuntu and Google put it.
    static let program = ["chromium", "chromium-browser", "google-chrome"]
        .map { "/usr/bin/\($0)" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    private let process = Process()
    private let folder: URL
    private let toBrowser: FileHandle
    private let fromBrowser: FileHandle
    private var received = Data()
    private var nextID = 0
    private var events: [[String: Any]] = []

    init() throws {
        guard let program = Self.program else { throw Failure(description: "there is no chromium") }
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("gm-flow-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        let pipes = ["in", "out"].map { folder.appendingPathComponent($0).path }
        for pipe in pipes where unsafe mkfifo(pipe, 0o600) != 0 { throw Failure(description: "mkfifo") }
        // Both ends are opened for both ways, so that opening waits for nobody.
        let ends = try pipes.map { path -> FileHandle in
            let end = unsafe open(path, O_RDWR | O_CLOEXEC)
            guard end >= 0 else { throw Failure(description: "open") }
            return FileHandle(fileDescriptor: end, closeOnDealloc: true)
        }
        (toBrowser, fromBrowser) = (ends[0], ends[1])
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "exec \"$0\" \"$@\" 3<\(pipes[0]) 4>\(pipes[1])", program, "--headless", "--no-sandbox",
            "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
            "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
            "--remote-debugging-pipe", "--user-data-dir=\(folder.path)/profile",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    func close() {
        _ = try? call("Browser.close")
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Loads a page and answers the expressions in it.
    func look(at path: String, _ view: View, asking questions: [String: String]) throws -> Look {
        var look = Look()
        events = []
        let target = try text(call("Target.createTarget", ["url": "about:blank"]), "targetId")
        let session = try text(
            call("Target.attachToTarget", ["targetId": target, "flatten": true]), "sessionId")
        for domain in ["Runtime", "Log", "Page", "Network"] { _ = try call("\(domain).enable", [:], session) }
        _ = try call(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": view.width, "height": view.height, "deviceScaleFactor": 1, "mobile": view.isPhone,
            ], session)
        _ = try call(
            "Emulation.setEmulatedMedia",
            [
                "features": [["name": "prefers-color-scheme", "value": view.isDark ? "dark" : "light"]]
            ], session)
        _ = try call("Page.navigate", ["url": "file://\(path)"], session)
        try wait(for: "Page.loadEventFired")
        for (name, expression) in questions {
            let answer = try call(
                "Runtime.evaluate", ["expression": expression, "returnByValue": true], session)
            look.answers[name] = (answer["result"] as? [String: Any])?["value"]
        }
        let picture = try call(
            "Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true], session)
        look.picture = Data(base64Encoded: try text(picture, "data")) ?? Data()
        look.complaints = events.compactMap(Self.complaint)
        _ = try call("Target.closeTarget", ["targetId": target])
        return look
    }

    private static func complaint(_ event: [String: Any]) -> String? {
        let parameters = event["params"] as? [String: Any] ?? [:]
        switch event["method"] as? String {
        case "Runtime.exceptionThrown", "Network.loadingFailed": return "\(parameters)"
        case "Runtime.consoleAPICalled":
            let kind = parameters["type"] as? String
            return kind == "error" || kind == "warning" ? "\(parameters)" : nil
        case "Log.entryAdded": return "\(parameters["entry"] ?? "")"
        default: return nil
        }
    }

    private func text(_ answer: [String: Any], _ key: String) throws -> String {
        guard let text = answer[key] as? String else { throw Failure(description: "no \(key) in \(answer)") }
        return text
    }

    private func call(_ method: String, _ parameters: [String: Any] = [:], _ session: String? = nil) throws
        -> [String: Any]
    {
        nextID += 1
        var message: [String: Any] = ["id": nextID, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        try toBrowser.write(contentsOf: JSONSerialization.data(withJSONObject: message) + [0])
        while true {
            let message = try receive()
            guard message["id"] as? Int == nextID else {
                events.append(message)
                continue
            }
            if let error = message["error"] { throw Failure(description: "\(method): \(error)") }
            return message["result"] as? [String: Any] ?? [:]
        }
    }

    private func wait(for method: String) throws {
        while !events.contains(where: { $0["method"] as? String == method }) { events.append(try receive()) }
    }

    /// The next message, which ends with a zero byte.
    private func receive() throws -> [String: Any] {
        while true {
            if let end = received.firstIndex(of: 0) {
                let message = received[received.startIndex..<end]
                received = Data(received[(end + 1)...])
                return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
            }
            var waiting = pollfd(fd: fromBrowser.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&waiting, 1, 30_000) > 0 else {
                throw Failure(description: "the browser says nothing for 30 s")
            }
            received.append(fromBrowser.availableData)
        }
    }
}
