/// What this program is, for `--version` and manifests.
enum Version {
    static let number = "0.1.0"

    static var compiler: String {
        #if swift(>=6.4)
            "Swift 6.4 or later"
        #elseif swift(>=6.3)
            "Swift 6.3"
        #else
            "Swift before 6.3"
        #endif
    }
}
