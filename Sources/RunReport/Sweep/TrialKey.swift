/// What makes two trials the same: pipeline, parameters, profile, seed, part of the tape and program.
public enum TrialKey {
    /// 16 hexadecimal digits of the hash over all of it.
    public static func text(
        pipelineHash: String, parameters: [(name: String, value: String)], profile: String?, seed: UInt64,
        window: ClosedRange<Int64>?, version: String
    ) -> String {
        var parts = [version, pipelineHash, profile ?? "", "\(seed)"]
        parts.append(window.map { "\($0.lowerBound) \($0.upperBound)" } ?? "")
        parts += parameters.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value)" }
        return String(SHA256.text(parts.joined(separator: "\n").utf8).prefix(16))
    }
}
