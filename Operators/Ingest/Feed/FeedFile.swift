import Archives
import OperatorKit
import ReferenceData

/// A file that a decoder reads.
struct FeedFile {
    /// Its bytes: decompressed, or a member of an archive.
    let archive: ArchiveReader
    /// As messages name it: the path, with `:member` for a member of an archive.
    let name: String
}

extension FeedFile {
    /// The date in the file's name, or else in its member's.
    var date: CivilDate? {
        let name = archive.path.split(separator: "/").last.map(String.init) ?? archive.path
        return CivilDate(foundIn: name) ?? archive.member.flatMap { CivilDate(foundIn: $0) }
    }
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
