import Archives
import OperatorKit

/// A file that a decoder reads.
struct FeedFile {
    /// Its bytes: decompressed, or a member of an archive.
    let archive: ArchiveReader
    /// As messages name it: the path, with `:member` for a member of an archive.
    let name: String
}

extension OperatorError {
    /// Names the argument that chose the file.
    init(_ error: ArchiveError) {
        switch error {
        case .noSuchMember, .severalMembers, .notAnArchive: self.init("\(error)", argument: "member")
        default: self.init("\(error)", argument: "path")
        }
    }
}
