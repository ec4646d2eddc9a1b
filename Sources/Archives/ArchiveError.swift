/// A reason why a file or a member of an archive can't be read.
///
/// `description` is written for the person who named the file: it says what is wrong with which file, and for
/// a missing member which members there are.
public enum ArchiveError: Error, Equatable, Sendable {
    /// No file has this path.
    case missing(path: String)
    /// The path names a directory.
    case directory(path: String)
    /// The system refuses to open or read the file; `reason` is its own text.
    case unreadable(path: String, reason: String)
    /// The file, or the chosen member, holds no byte; an archive without members counts as empty.
    case empty(path: String, member: String?)
    /// The content is cut off or damaged; `message` is the library's own text.
    case corrupt(path: String, member: String?, message: String)
    /// The archive has no such member; `nearest` is the one whose name is closest.
    case noSuchMember(path: String, wanted: String, members: [String], nearest: String?)
    /// The archive has several members that could be meant and none was chosen.
    case severalMembers(path: String, members: [String])
    /// A member was asked for in a file that isn't an archive.
    case notAnArchive(path: String, wanted: String)
}

extension ArchiveError: CustomStringConvertible {
    /// One line that names the file and the cause.
    public var description: String {
        switch self {
        case .missing(let path): "no file at '\(path)'"
        case .directory(let path): "'\(path)' is a directory, not a file"
        case .unreadable(let path, let reason): "can't read '\(path)': \(reason)"
        case .empty(let path, nil): "'\(path)' is empty"
        case .empty(let path, let member?): "member '\(member)' of '\(path)' is empty"
        case .corrupt(let path, nil, let message): "'\(path)' is cut off or damaged: \(message)"
        case .corrupt(let path, let member?, let message):
            "member '\(member)' of '\(path)' is cut off or damaged: \(message)"
        case .noSuchMember(let path, let wanted, let members, let nearest):
            "'\(path)' has no member '\(wanted)'"
                + (nearest.map { " (did you mean '\($0)'?)" } ?? "")
                + "; it has \(Self.list(members))"
        case .severalMembers(let path, let members):
            "'\(path)' has \(members.count) members that could be meant; choose one of \(Self.list(members))"
        case .notAnArchive(let path, let wanted):
            "'\(path)' isn't an archive, so it has no member '\(wanted)'"
        }
    }

    private static func list(_ members: [String]) -> String {
        let shown = members.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
        return members.count > 12 ? "\(shown) and \(members.count - 12) more" : shown
    }
}
